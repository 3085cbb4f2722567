import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ComposeForm } from "#components/contracts/templates/composing/compose-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadCompose } from "#lib/features/contracts/templates/pages/composing.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("composing"))("title") };
}

export default async function ComposePage({ params }: { params: Promise<{ id: string }> }) {
  const [t, words, roles, loaded] = await Promise.all([
    getTranslations("composing"),
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    params.then(loadCompose),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide pt-8">
        <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { template, version, units, isWhole, isSuspended } = loaded;
  const steps = [
    { label: words("title"), href: "/contracts/templates" },
    { label: template.name, href: `/contracts/templates/${template.id}` },
    { label: t("title") },
  ];
  return (
    <ClientMessages namespaces={["composing", "contractTemplates", "units", "forms"]}>
      <div className="page page-wide">
        <PageHeader
          above={<Breadcrumbs steps={steps} />}
          title={t("of", { name: template.name })}
          lead={t("lead", { number: version.number })}
        />
        {isSuspended ? (
          <Callout tone="attention">{t("suspended")}</Callout>
        ) : (
          <ComposeForm
            template={template.id}
            version={version.number}
            document={version.document}
            units={units}
            isWhole={isWhole}
          />
        )}
      </div>
    </ClientMessages>
  );
}
