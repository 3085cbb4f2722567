import { FilePen } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AsideCallout } from "#components/contracts/seals/aside-callout.tsx";
import { CertificateCard } from "#components/contracts/seals/certificate-card.tsx";
import { ChangeSealForm } from "#components/contracts/seals/change-seal-form.tsx";
import { GrantsCard } from "#components/contracts/seals/grants-card.tsx";
import { RevokeSeal } from "#components/contracts/seals/revoke-seal.tsx";
import { SealFacts } from "#components/contracts/seals/seal-facts.tsx";
import { SealPicture } from "#components/contracts/seals/seal-picture.tsx";
import { SealBadge } from "#components/contracts/seals/seals-table.tsx";
import { UsesCard } from "#components/contracts/seals/uses-card.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadSeal } from "#lib/features/contracts/seals/pages/seals.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("documentSeals"))("page.crumb") };
}

export default async function SealPage({ params, searchParams }: Props) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("documentSeals"),
    getTranslations("settings.roles"),
    loadSeal(await params, await searchParams),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide pt-8">
        <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { seal, grants, parties, uses, q, waiting, unit, mayChange, mayRevoke, mayUse, aside } = loaded;
  const { id, name, revokedAt } = seal;
  const steps = [{ label: t("title"), href: "/contracts/seals" }, { label: name }];
  const use = mayUse ? (
    <LinkButton
      href={`/contracts/seals/${id}/document`}
      variant="primary"
      icon={<FilePen aria-hidden="true" className="size-4" />}
    >
      {t("page.use")}
    </LinkButton>
  ) : null;
  return (
    <div className="page page-wide">
      <PageHeader
        above={<Breadcrumbs steps={steps} />}
        title={
          <span className="flex flex-wrap items-center gap-3">
            {name} <SealBadge seal={seal} />
          </span>
        }
        actions={use}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        {revokedAt ? (
          <Callout tone="danger" title={t("page.revokedTitle")}>
            <p>{t.rich("page.revoked", { at: () => <DateTime value={revokedAt.toISOString()} brief /> })}</p>
            <p>{t("page.revokedWhy", { why: seal.revokedWhy ?? "" })}</p>
          </Callout>
        ) : null}
        {aside ? <AsideCallout id={id} aside={aside} mayChange={mayChange} /> : null}
        {waiting > 0 ? (
          <Callout
            tone="attention"
            actions={
              <LinkButton href="/contracts/requests" size="sm">
                {t("waitingOpen")}
              </LinkButton>
            }
          >
            {t("waiting", { count: waiting })}
          </Callout>
        ) : null}
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
          <SealPicture id={id} alt={t("page.alt", { name })} className="aspect-square p-6" />
          <Card title={t("page.facts")}>
            <SealFacts seal={seal} unit={unit} />
          </Card>
        </div>
        <GrantsCard seal={seal} grants={grants} parties={parties} mayChange={mayChange} />
        {mayChange ? (
          <Card title={t("page.change")}>
            <ChangeSealForm seal={seal} />
          </Card>
        ) : null}
        {mayChange ? <CertificateCard id={id} /> : null}
        <UsesCard id={id} uses={uses} q={q} />
        {mayRevoke ? (
          <div>
            <RevokeSeal id={id} name={name} />
          </div>
        ) : null}
      </div>
    </div>
  );
}
