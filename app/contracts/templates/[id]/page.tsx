import { FilePlus2, PencilRuler } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LookPanel } from "#components/contracts/templates/look-panel.tsx";
import { PublishPart } from "#components/contracts/templates/publish-part.tsx";
import { RetirePart } from "#components/contracts/templates/retire-part.tsx";
import { TemplateBadge } from "#components/contracts/templates/template-badge.tsx";
import { TemplateFacts } from "#components/contracts/templates/template-facts.tsx";
import { VersionsTable } from "#components/contracts/templates/versions-table.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadTemplate } from "#lib/features/contracts/templates/pages/templates.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("contractTemplates.page"))("crumb") };
}

export default async function ContractTemplatePage({ params }: { params: Promise<{ id: string }> }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    params.then(loadTemplate),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide pt-8">
        <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { template, newest, versions, mayWrite, mayCompose } = loaded;
  const { id, name, draft, published, retiredAt } = template;
  const steps = [{ label: t("title"), href: "/contracts/templates" }, { label: name }];
  const edit = mayWrite ? (
    <LinkButton href={`/contracts/templates/${id}/design`} icon={<PencilRuler aria-hidden="true" className="size-4" />}>
      {t(draft === undefined ? "page.newVersion" : "page.edit")}
    </LinkButton>
  ) : null;
  return (
    <ClientMessages namespaces={["contractTemplates", "forms"]}>
      <div className="page page-wide">
        <PageHeader
          above={<Breadcrumbs steps={steps} />}
          title={
            <span className="flex flex-wrap items-center gap-3">
              {name} <TemplateBadge template={template} />
            </span>
          }
          actions={
            <>
              {edit}
              {mayCompose && published !== undefined && retiredAt === undefined ? (
                <LinkButton
                  href={`/contracts/templates/${id}/compose`}
                  variant="primary"
                  icon={<FilePlus2 aria-hidden="true" className="size-4" />}
                >
                  {t("page.compose")}
                </LinkButton>
              ) : null}
            </>
          }
        />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <PublishPart template={template} newest={newest} mayWrite={mayWrite} />
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <LookPanel document={newest.document} />
            <TemplateFacts version={newest} />
          </div>
          <Card
            title={t("page.versions")}
            description={t("page.versionsText")}
            actions={
              published === undefined ? null : (
                <LinkButton href={`/contracts/composed?template=${id}`} size="sm">
                  {t("page.composed")}
                </LinkButton>
              )
            }
          >
            <VersionsTable template={template} versions={versions} />
          </Card>
          {mayWrite ? <RetirePart id={id} name={name} /> : null}
        </div>
      </div>
    </ClientMessages>
  );
}
