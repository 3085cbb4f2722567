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
  const [t, loaded, statements] = await Promise.all([
    getTranslations("evidence"),
    searchParams.then(loadListPage),
    loadStatementList("/evidence"),
  ]);
  const { rows, filters, mayRecord, unfinished } = loaded;
  const { active, older, newer, query } = filters;
  const registered = statements.length > 0 ? <StatementList statements={statements} /> : null;
  const icon = "size-4";
  const record = mayRecord ? (
    <LinkButton href="/evidence/new" variant="primary" icon={<FilePlus2 aria-hidden="true" className={icon} />}>
      {t("record")}
    </LinkButton>
  ) : null;
  if (rows.length === 0 && !active && !older && !newer) {
    return (
      <div className="page page-wide">
        <PageHeader title={t("title")} lead={t("lead")} />
        <EmptyState icon={<FilePlus2 aria-hidden="true" />} title={t("empty.title")} actions={record}>
          {t(mayRecord ? "empty.text" : "empty.readOnly")}
        </EmptyState>
        {registered}
      </div>
    );
  }
  const download =
    rows.length > 0 || unfinished ? (
      <LinkButton
        href={`/evidence/export${query}`}
        download
        prefetch={false}
        title={t("export.what")}
        icon={<Download aria-hidden="true" className={icon} />}
      >
        {t("export.button")}
      </LinkButton>
    ) : null;
  return (
    <div className="page page-wide">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            {download}
            {record}
          </>
        }
      />
      <EvidenceList {...loaded} />
      {registered}
    </div>
  );
}

/** The filters, what they find, and the ways on. */
async function EvidenceList({ rows, filters, zone, ...page }: Awaited<ReturnType<typeof loadListPage>>) {
  const t = await getTranslations("evidence");
  const { older, newer, path, query, problem } = filters;
  return (
    <div className="grid gap-6">
      <EvidenceFilters
        key={path}
        filters={filters}
        readerZone={zone}
        submitters={page.submitterChoices}
        tagChoices={page.tagChoices}
        units={page.units}
      />
      <p role="status" className="sr-only">
        {t("results", { count: rows.length })}
      </p>
      {rows.length > 0 ? (
        // What is chosen is chosen of this page.
        <EvidenceTable
          key={`${path} ${older} ${newer}`}
          rows={rows}
          columns={page.columns}
          query={query}
          isMore={page.older !== undefined || page.newer !== undefined}
          mayTag={page.mayTag}
          tagChoices={page.tagChoices}
          units={page.units}
        />
      ) : null}
      {rows.length === 0 && !page.unfinished ? (
        <EmptyState
          icon={<FileSearch aria-hidden="true" />}
          title={t(problem ? "filteredEmpty.badDays" : "filteredEmpty.title")}
          actions={<LinkButton href="/evidence">{t("filters.clear")}</LinkButton>}
        >
          {t(problem ? "filteredEmpty.badDaysText" : "filteredEmpty.text")}
        </EmptyState>
      ) : null}
      <ListPages
        older={page.older}
        newer={page.newer}
        unfinished={page.unfinished}
        path={path}
        rows={rows.length}
        first={older === undefined && newer === undefined}
        exact={page.isValueFurtherOn ? filters.q : undefined}
      />
    </div>
  );
}
