import { FilePlus2, PencilRuler } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { versionPicturePath } from "#components/certificates/templates/picture-path.ts";
import { PublishPart } from "#components/certificates/templates/publish-part.tsx";
import { RetirePart } from "#components/certificates/templates/retire-part.tsx";
import { TemplateBadge } from "#components/certificates/templates/template-badge.tsx";
import { TemplateFacts } from "#components/certificates/templates/template-facts.tsx";
import { VersionsTable } from "#components/certificates/templates/versions-table.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadTemplatePage } from "#lib/features/certificates/templates/pages/templates.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("templates.page"))("crumb") };
}

export default async function TemplatePage({ params }: Props) {
  const { id } = await params;
  const [t, loaded] = await Promise.all([getTranslations("templates"), loadTemplatePage(id)]);
  if (!loaded) notFound();
  const { template, newest, versions, faults, mayWrite } = loaded;
  const mayChange = mayWrite && template.retiredAt === undefined;
  const steps = [{ label: t("title"), href: "/certificates/templates" }, { label: template.name }];
  return (
    <ClientMessages namespaces={["templates", "forms"]}>
      <div className="page page-wide">
        <PageHeader
          above={<Breadcrumbs steps={steps} />}
          title={
            <>
              {template.name} <TemplateBadge template={template} />
            </>
          }
          actions={
            mayChange ? (
              <>
                <LinkButton
                  href={`/certificates/templates/${id}/design`}
                  variant={template.draft === undefined ? "secondary" : "primary"}
                  icon={<PencilRuler aria-hidden="true" className="size-4" />}
                >
                  {t(template.draft === undefined ? "page.newVersion" : "page.edit")}
                </LinkButton>
                {template.published === undefined ? null : (
                  <LinkButton
                    href={`/certificates/batches/new?template=${id}`}
                    variant={template.draft === undefined ? "primary" : "secondary"}
                    icon={<FilePlus2 aria-hidden="true" className="size-4" />}
                  >
                    {t("page.issue")}
                  </LinkButton>
                )}
              </>
            ) : null
          }
        />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <PublishPart template={template} newest={newest} faults={faults} mayChange={mayChange} />
          <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            {/* biome-ignore lint/performance/noImgElement: drawn by our own renderer, sharp at any size */}
            <img
              src={versionPicturePath(id, newest.number)}
              alt={t("page.alt")}
              className="w-full rounded-lg border border-rule bg-white shadow-raised"
            />
            <TemplateFacts document={newest.document} sha256={newest.sha256} />
          </div>
          <Card title={t("page.versions")} description={t("page.versionsText")}>
            <VersionsTable template={template} versions={versions} />
          </Card>
          {mayChange ? <RetirePart id={id} name={template.name} /> : null}
        </div>
      </div>
    </ClientMessages>
  );
}
