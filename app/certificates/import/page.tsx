import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UploadPanel } from "#components/intake/upload-panel.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadUploadPage } from "#lib/features/evidence/records/pages/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("imports"))("title") };
}

/** Certificates of other systems become evidence, each with what was checked of its original. */
export default async function ImportPage() {
  const [t, { mayRecord, suspended, ...upload }] = await Promise.all([
    getTranslations("imports"),
    loadUploadPage("/certificates/import"),
  ]);
  return (
    <div className="page">
      <PageHeader title={t("title")} lead={mayRecord ? t("lead") : undefined} />
      {mayRecord ? (
        <ClientMessages namespaces={["upload", "fields", "elsewhere", "imports"]}>
          <UploadPanel key={upload.scope} {...upload} originals />
        </ClientMessages>
      ) : null}
      {suspended ? <LinkButton href="/certificates">{t("back")}</LinkButton> : null}
      {mayRecord || suspended ? null : (
        <EmptyState title={t("readOnly")} actions={<LinkButton href="/certificates">{t("back")}</LinkButton>}>
          {t("readOnlyText")}
        </EmptyState>
      )}
    </div>
  );
}
