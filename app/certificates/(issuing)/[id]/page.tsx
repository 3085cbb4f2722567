import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { DeliveryCard } from "#components/certificates/holders/delivery-card.tsx";
import { CertificateFiles } from "#components/certificates/issuing/certificate-files.tsx";
import { CertificateLife } from "#components/certificates/issuing/certificate-life.tsx";
import { CertificateStateBadge } from "#components/certificates/issuing/certificate-state.tsx";
import { ChangeStatus } from "#components/certificates/status/change-status.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadDelivery } from "#lib/features/certificates/holders/pages.ts";
import { loadCertificatePage } from "#lib/features/certificates/issuing/pages/pages.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("issued"))("title") };
}

export default async function CertificatePage({ params }: Props) {
  const { id } = await params;
  const [t, change, table, units, locale, loaded, delivery] = await Promise.all([
    getTranslations("issued"),
    getTranslations("certificateStatus"),
    getTranslations("batches.table"),
    getTranslations("units"),
    getLocale(),
    loadCertificatePage(id),
    loadDelivery(id),
  ]);
  const { certificate, unitPath, fields, batchName, life, explorer, mayWrite, mayRevoke, mayReplace } = loaded;
  const { holderName, state, values, template, evidenceId, replaces, leafIndex } = certificate;
  const isReplaceable = mayWrite && (state === "valid" || state === "suspended" || state === "expired");
  return (
    <div className="page page-wide">
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("title"), href: "/certificates" }, { label: holderName }]} />}
        title={<bdi>{holderName}</bdi>}
        lead={template.name}
        actions={<LinkButton href={`/v/${certificate.id}`}>{t("page.public")}</LinkButton>}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid gap-6">
          <Card title={t("page.what")}>
            <DefinitionList
              items={[
                { term: t("table.state"), description: <CertificateStateBadge state={state} /> },
                ...fields.map(({ name, label }) => ({
                  term: label[locale === "en" ? "en" : "zh-CN"],
                  description: values[name] === undefined ? undefined : <bdi>{values[name]}</bdi>,
                })),
                { term: t("page.email"), description: certificate.email },
                { term: t("page.issuedOn"), description: <DateTime value={certificate.issuedAt} /> },
                {
                  term: t("page.validUntil"),
                  description: certificate.validUntil ? <DateTime value={certificate.validUntil} /> : t("page.forever"),
                },
                {
                  term: t("page.batch"),
                  description: <TextLink href={`/certificates/batches/${certificate.batchId}`}>{batchName}</TextLink>,
                },
                {
                  term: t("page.template"),
                  description: table("version", { name: template.name, version: template.version }),
                },
                { term: units("unit"), description: unitPath },
                {
                  term: t("page.replaces"),
                  description: replaces ? (
                    <TextLink href={`/certificates/${replaces}`}>{t("page.replacesLink")}</TextLink>
                  ) : undefined,
                },
                { term: t("page.id"), description: <span className="font-mono text-xs">{certificate.id}</span> },
              ]}
            />
          </Card>
          <CertificateLife life={life} />
          <Card title={t("page.ledger")}>
            <p className="text-sm">{t("page.ledgerText", { index: leafIndex + 1 })}</p>
            <p className="flex flex-wrap gap-x-5 gap-y-2 pt-2 text-sm">
              {evidenceId ? (
                <Link href={`/evidence/${evidenceId}`} prefetch={false} className="text-link">
                  {t("page.record")}
                </Link>
              ) : null}
              {explorer?.entry ? (
                <Link href={explorer.entry.href} prefetch={false} className="text-link">
                  {t("page.entry", { index: explorer.entry.index })}
                </Link>
              ) : null}
              {explorer ? (
                <Link href={explorer.life} prefetch={false} className="text-link">
                  {t("page.entries")}
                </Link>
              ) : null}
            </p>
          </Card>
        </div>
        <div className="grid gap-6">
          <CertificateFiles id={certificate.id} />
          {mayRevoke && state !== "revoked" ? (
            <Card title={change("title")}>
              <ChangeStatus certificates={[{ id: certificate.id, state: state === "expired" ? "valid" : state }]} />
            </Card>
          ) : null}
          {delivery ? (
            <ClientMessages namespaces={["delivery", "forms"]}>
              <DeliveryCard id={certificate.id} delivery={delivery} />
            </ClientMessages>
          ) : null}
          {isReplaceable ? (
            <Card title={t("page.correct")}>
              <p className="text-sm text-ink-soft">{t(mayReplace ? "page.correctHint" : "page.correctClaimed")}</p>
              {mayReplace ? (
                <p className="pt-3">
                  <LinkButton href={`/certificates/${certificate.id}/correct`} size="sm">
                    {t("page.correct")}
                  </LinkButton>
                </p>
              ) : null}
            </Card>
          ) : null}
        </div>
      </div>
    </div>
  );
}
