import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { TemplateDesigner } from "#components/certificates/templates/designer/template-designer.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { loadDesignPage } from "#lib/features/certificates/templates/pages/templates.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("templates.designer"))("crumb") };
}

export default async function DesignPage({ params }: Props) {
  const { id } = await params;
  const [t, loaded] = await Promise.all([getTranslations("templates"), loadDesignPage(id)]);
  if (!loaded) notFound();
  const { template, newest, number, issuer } = loaded;
  const steps = [
    { label: t("title"), href: "/certificates/templates" },
    { label: template.name, href: `/certificates/templates/${id}` },
    { label: t("designer.crumb") },
  ];
  return (
    <ClientMessages namespaces={["templates", "forms"]}>
      <div className="page page-wide">
        <header className="grid gap-1 pt-4 pb-3">
          <Breadcrumbs steps={steps} />
          <h1 className="font-serif text-xl font-semibold break-words">
            {t("designer.title", { name: template.name })}
          </h1>
        </header>
        <TemplateDesigner
          templateId={id}
          number={number}
          name={template.name}
          document={newest.document}
          sha256={newest.sha256}
          issuer={issuer}
        />
      </div>
    </ClientMessages>
  );
}
