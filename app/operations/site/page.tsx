import { getTranslations } from "next-intl/server";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { NoticeForm } from "#components/operations/notice-form.tsx";
import { SecurityContactForm } from "#components/operations/security-contact-form.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadSitePage } from "#lib/features/operations/site/pages.ts";
import { NOTICE_NAMES } from "#lib/features/operations/site/types.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

export default async function SitePage() {
  const [t, loaded] = await Promise.all([getTranslations("operations"), loadSitePage()]);
  if (!loaded) return <NoPermission />;
  const { notices, security, expired } = loaded;
  // It is stored as the moment at which it ends, and asked for as its last day.
  const expires = security ? new Date(security.expiresAt.getTime() - DAY_MS).toISOString().slice(0, 10) : "";
  return (
    <>
      <PageHeader title={t("tabs.site")} lead={t("site.lead")} />
      <div className="grid max-w-4xl grid-cols-[minmax(0,1fr)] gap-6">
        {NOTICE_NAMES.map((name) => (
          <Card key={name} title={t(`site.${name}.title`)} description={t(`site.${name}.lead`)}>
            <NoticeForm name={name} notice={notices[name]} />
          </Card>
        ))}
        <Card title={t("site.security.title")} description={t("site.security.lead")}>
          {expired ? (
            <div className="pb-5">
              <Callout tone="attention">{t("site.security.expired")}</Callout>
            </div>
          ) : null}
          <SecurityContactForm contact={security?.contact.replace(/^mailto:/, "") ?? ""} expires={expires} />
        </Card>
      </div>
    </>
  );
}
