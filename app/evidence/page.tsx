import { Download, FilePlus2, FileSearch } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EvidenceFilters } from "#components/records/evidence-filters.tsx";
import { EvidenceTable } from "#components/records/evidence-table.tsx";
import { ListPages } from "#components/records/list-pages.tsx";
import { StatementList } from "#components/statements/statement-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadListPage } from "#lib/features/evidence/records/pages/pages.ts";
import { loadStatementList } from "#lib/features/evidence/statements/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("evidence"))("title") };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function EvidencePage({ searchParams }: Props) {
  const [t, { rows, filters, mayRecord, submitterChoices, ...pages }, statements] = await Promise.all([
    getTranslations("evidence"),
    searchParams.then(loadListPage),
    loadStatementList("/evidence"),
  ]);
  const registered = statements.length > 0 ? <StatementList statements={statements} /> : null;
  const { active, older, newer, path, query } = filters;
  const untouched = rows.length === 0 && !active && !older && !newer;
  const icon = "size-4";
  const record = (
    <LinkButton href="/evidence/new" variant="primary" icon={<FilePlus2 aria-hidden="true" className={icon} />}>
      {t("record")}
    </LinkButton>
  );
  if (untouched) {
    return (
      <div className="page page-wide">
        <PageHeader title={t("title")} lead={t("lead")} />
        <EmptyState
          icon={<FilePlus2 aria-hidden="true" />}
          title={t("empty.title")}
          actions={mayRecord ? record : undefined}
        >
          {t(mayRecord ? "empty.text" : "empty.readOnly")}
        </EmptyState>
        {registered}
      </div>
    );
  }
  const download = (
    <LinkButton
      href={`/evidence/export${query}`}
      download
      prefetch={false}
      title={t("export.what")}
      icon={<Download aria-hidden="true" className={icon} />}
    >
      {t("export.button")}
    </LinkButton>
  );
  return (
    <div className="page page-wide">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            {rows.length > 0 || pages.unfinished ? download : null}
            {mayRecord ? record : null}
          </>
        }
      />
      <div className="grid gap-6">
        <EvidenceFilters key={path} filters={filters} submitters={submitterChoices} />
        <p role="status" className="sr-only">
          {t("results", { count: rows.length })}
        </p>
        {rows.length > 0 ? <EvidenceTable rows={rows} /> : null}
        {rows.length === 0 && !pages.unfinished ? (
          <EmptyState
            icon={<FileSearch aria-hidden="true" />}
            title={t(filters.problem ? "filteredEmpty.badDays" : "filteredEmpty.title")}
            actions={<LinkButton href="/evidence">{t("filters.clear")}</LinkButton>}
          >
            {t(filters.problem ? "filteredEmpty.badDaysText" : "filteredEmpty.text")}
          </EmptyState>
        ) : null}
        <ListPages {...pages} path={path} rows={rows.length} first={older === undefined && newer === undefined} />
        {registered}
      </div>
    </div>
  );
}
