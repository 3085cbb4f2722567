import { Download, Send } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ComposedFacts } from "#components/contracts/templates/composing/composed-facts.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadContract } from "#lib/features/contracts/templates/pages/composing.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("composing.page"))("crumb") };
}

export default async function ComposedContractPage({ params }: { params: Promise<{ number: string }> }) {
  const [t, list, words, roles, loaded] = await Promise.all([
    getTranslations("composing.page"),
    getTranslations("composing.list"),
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    params.then(loadContract),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide pt-8">
        <Callout tone="attention">{words("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { contract, stated, unit, erasedAt, maySend } = loaded;
  const { number, fields } = contract;
  const steps = [{ label: list("title"), href: "/contracts/composed" }, { label: number }];
  return (
    <div className="page page-wide">
      <PageHeader
        above={<Breadcrumbs steps={steps} />}
        title={<span className="font-mono">{number}</span>}
        lead={t("lead")}
        actions={
          erasedAt ? null : (
            <>
              <a href={`/api/v1/contracts/documents/${number}/pdf`} download className={buttonClass()}>
                <Download aria-hidden="true" className="size-4" />
                {t("download")}
              </a>
              {maySend && fields.length > 0 ? (
                <LinkButton
                  href={`/contracts/new?from=${number}`}
                  variant="primary"
                  icon={<Send aria-hidden="true" className="size-4" />}
                >
                  {t("send")}
                </LinkButton>
              ) : null}
            </>
          )
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        {erasedAt ? <Callout tone="attention">{t("erased")}</Callout> : null}
        <ComposedFacts contract={contract} stated={stated} unit={unit} />
        <Card title={t("fields")} description={t("fieldsText")}>
          {fields.length === 0 ? (
            <p className="text-sm text-ink-soft">{t("noFields")}</p>
          ) : (
            <ul className="grid gap-2 text-sm">
              {fields.map(({ name, label, kind, party, page }) => (
                <li key={name} className="wrap-anywhere">
                  {t("field", {
                    ...{ label, page },
                    kind: words(`designer.field.kinds.${kind}`),
                    party: contract.parties.find((each) => each.name === party)?.label ?? party,
                  })}
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
    </div>
  );
}
