import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewTemplate } from "#components/contracts/templates/new-template.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewTemplate } from "#lib/features/contracts/templates/pages/templates.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("contractTemplates.new"))("title") };
}

export default async function NewContractTemplatePage() {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    loadNewTemplate(),
  ]);
  const steps = [{ label: t("title"), href: "/contracts/templates" }, { label: t("new.title") }];
  return (
    <ClientMessages namespaces={["contractTemplates", "forms"]}>
      <div className="page page-wide">
        <PageHeader above={<Breadcrumbs steps={steps} />} title={t("new.title")} lead={t("new.lead")} />
        {loaded.forbidden ? (
          <Callout tone="attention">{t("readOnly", { role: roles(loaded.forbidden) })}</Callout>
        ) : loaded.isSuspended ? (
          <Callout tone="attention">{t("suspended")}</Callout>
        ) : (
          <NewTemplate />
        )}
      </div>
    </ClientMessages>
  );
}
