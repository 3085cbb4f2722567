import { FilePlus2, FileSearch } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EvidenceFilters } from "#components/evidence/evidence-filters.tsx";
import { EvidenceTable } from "#components/evidence/evidence-table.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadListPage } from "#lib/features/evidence/loaders/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("evidence"))("title") };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function EvidencePage({ searchParams }: Props) {
  const [t, { rows, next, filters, mayRecord }] = await Promise.all([
    getTranslations("evidence"),
    searchParams.then(loadListPage),
  ]);
  const { active, cursor, path } = filters;
  const untouched = rows.length === 0 && !active && !cursor;
  const record = (
    <LinkButton href="/evidence/new" variant="primary" icon={<FilePlus2 aria-hidden="true" className="size-4" />}>
      {t("record")}
    </LinkButton>
  );
  return (
    <div className="page page-wide">
      <PageHeader title={t("title")} lead={t("lead")} actions={mayRecord && !untouched ? record : undefined} />
      {untouched ? (
        <EmptyState
          icon={<FilePlus2 aria-hidden="true" />}
          title={t("empty.title")}
          actions={mayRecord ? record : undefined}
        >
          {t(mayRecord ? "empty.text" : "empty.readOnly")}
        </EmptyState>
      ) : (
        <div className="grid gap-6">
          <EvidenceFilters key={path} filters={filters} />
          <p role="status" className="sr-only">
            {t("results", { count: rows.length })}
          </p>
          {rows.length > 0 ? (
            <EvidenceTable rows={rows} />
          ) : (
            <EmptyState
              icon={<FileSearch aria-hidden="true" />}
              title={t("filteredEmpty.title")}
              actions={<LinkButton href="/evidence">{t("filters.clear")}</LinkButton>}
            >
              {t("filteredEmpty.text")}
            </EmptyState>
          )}
          <div className="flex flex-wrap items-end justify-between gap-3">
            {cursor ? (
              <LinkButton href={path} size="sm">
                {t("first")}
              </LinkButton>
            ) : (
              <span />
            )}
            <CursorPagination olderHref={next ? `${path}${path.includes("?") ? "&" : "?"}cursor=${next}` : undefined} />
          </div>
        </div>
      )}
    </div>
  );
}
