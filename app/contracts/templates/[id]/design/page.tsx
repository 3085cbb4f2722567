import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TemplateEditor } from "#components/contracts/templates/designer/template-editor.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadDesign } from "#lib/features/contracts/templates/pages/templates.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("contractTemplates.designer"))("crumb") };
}

export default async function DesignContractTemplatePage({ params }: { params: Promise<{ id: string }> }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    params.then(loadDesign),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide pt-8">
        <Callout tone="attention">{t("readOnly", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { template, newest, sizes } = loaded;
  const steps = [
    { label: t("title"), href: "/contracts/templates" },
    { label: template.name, href: `/contracts/templates/${template.id}` },
    { label: t("designer.crumb") },
  ];
  return (
    <ClientMessages namespaces={["contractTemplates", "forms"]}>
      <div className="page page-wide">
        <PageHeader
          above={<Breadcrumbs steps={steps} />}
          title={t("designer.title", { name: template.name })}
          lead={t("designer.lead")}
        />
        <TemplateEditor
          id={template.id}
          name={template.name}
          document={newest.document}
          sha256={newest.sha256}
          sizes={sizes}
        />
      </div>
    </ClientMessages>
  );
}
