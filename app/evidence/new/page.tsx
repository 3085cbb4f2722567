import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { IntakeDesk } from "#components/intake/intake-desk.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadUploadPage } from "#lib/features/evidence/records/pages/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("upload"))("title") };
}

export default async function UploadPage() {
  const [t, evidence, { mayRecord, suspended, ...upload }] = await Promise.all([
    getTranslations("upload"),
    getTranslations("evidence"),
    loadUploadPage(),
  ]);
  return (
    <div className="page">
      <PageHeader
        above={<Breadcrumbs steps={[{ label: evidence("title"), href: "/evidence" }, { label: t("title") }]} />}
        title={t("title")}
        lead={mayRecord ? t("lead") : undefined}
      />
      {mayRecord ? <IntakeDesk key={upload.scope} {...upload} /> : null}
      {suspended ? <LinkButton href="/evidence">{evidence("title")}</LinkButton> : null}
      {mayRecord || suspended ? null : (
        <EmptyState title={t("readOnly.title")} actions={<LinkButton href="/evidence">{t("confirm.done")}</LinkButton>}>
          {t("readOnly.text")}
        </EmptyState>
      )}
    </div>
  );
}
