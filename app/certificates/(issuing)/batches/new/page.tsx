import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NewBatch } from "#components/certificates/issuing/new-batch.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadNewBatch } from "#lib/features/certificates/issuing/pages/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("batches"))("new") };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewBatchPage({ searchParams }: Props) {
  const [t, issued, loaded] = await Promise.all([
    getTranslations("batches"),
    getTranslations("issued"),
    searchParams.then(({ template }) => loadNewBatch(template)),
  ]);
  const { templates, template, zone, units, isWhole, isIssuer, mayWrite } = loaded;
  if (!mayWrite || !isIssuer) redirect("/certificates/batches");
  const steps = [
    { label: issued("title"), href: "/certificates" },
    { label: t("title"), href: "/certificates/batches" },
    { label: t("new") },
  ];
  return (
    <div className="page">
      <PageHeader above={<Breadcrumbs steps={steps} />} title={t("new")} lead={t("wizard.lead")} />
      {templates.length === 0 ? (
        <EmptyState
          title={t("templateMissing.title")}
          actions={<LinkButton href="/certificates/templates">{t("templateMissing.link")}</LinkButton>}
        >
          {t("templateMissing.text")}
        </EmptyState>
      ) : (
        <NewBatch {...{ templates, template, zone, units, isWhole }} />
      )}
    </div>
  );
}
