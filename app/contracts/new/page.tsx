import { FileText } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewEnvelope } from "#components/contracts/envelopes/new-envelope.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewEnvelope } from "#lib/features/contracts/envelopes/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("envelopes.new"))("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function NewEnvelopePage({ searchParams }: { searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("envelopes"),
    getTranslations("settings.roles"),
    searchParams.then(loadNewEnvelope),
  ]);
  const steps = [{ label: t("title"), href: "/contracts" }, { label: t("new.title") }];
  const header = <PageHeader above={<Breadcrumbs steps={steps} />} title={t("new.title")} lead={t("new.lead")} />;
  if (loaded.forbidden || loaded.isSuspended) {
    const words = loaded.forbidden ? t("readOnly", { role: roles(loaded.forbidden) }) : t("suspended");
    return (
      <div className="page page-wide">
        {header}
        <Callout tone="attention">{words}</Callout>
      </div>
    );
  }
  const { contract, title = "" } = loaded;
  return (
    <ClientMessages namespaces={["envelopes", "forms"]}>
      <div className="page page-wide">
        {header}
        {contract && contract.fields.length > 0 ? (
          <NewEnvelope contract={contract} title={title} />
        ) : (
          <EmptyState
            icon={<FileText aria-hidden="true" />}
            title={t("new.choose")}
            actions={
              <>
                <LinkButton href="/contracts/templates?state=published" variant="primary">
                  {t("new.fromTemplate")}
                </LinkButton>
                <LinkButton href="/contracts/composed">{t("new.fromComposed")}</LinkButton>
              </>
            }
          >
            {t("new.chooseText")}
          </EmptyState>
        )}
      </div>
    </ClientMessages>
  );
}
