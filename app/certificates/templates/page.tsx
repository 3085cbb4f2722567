import { FilePlus2, FileSearch } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TemplateFilters } from "#components/certificates/templates/template-filters.tsx";
import { TemplatesTable } from "#components/certificates/templates/templates-table.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadTemplatesPage } from "#lib/features/certificates/templates/pages/templates.ts";

const PATH = "/certificates/templates";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("templates"))("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function TemplatesPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("templates"), searchParams.then(loadTemplatesPage)]);
  const { query, page, mayWrite } = loaded;
  const { older, newer, ...filters } = query;
  const set = Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const at = (cursor: Record<string, string>) => `${PATH}?${new URLSearchParams([...set, ...Object.entries(cursor)])}`;
  const isEmpty = page.rows.length === 0 && set.length === 0 && !older && !newer;
  const add = mayWrite ? (
    <LinkButton href={`${PATH}/gallery`} variant="primary" icon={<FilePlus2 aria-hidden="true" className="size-4" />}>
      {t(isEmpty ? "empty.gallery" : "new")}
    </LinkButton>
  ) : null;
  return (
    <div className="page page-wide">
      <PageHeader title={t("title")} lead={t("lead")} actions={isEmpty ? null : add} />
      {isEmpty ? (
        <EmptyState icon={<FilePlus2 aria-hidden="true" />} title={t("empty.title")} actions={add}>
          {t(mayWrite ? "empty.text" : "empty.readOnly")}
        </EmptyState>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <TemplateFilters path={PATH} q={query.q} state={query.state} />
          <p role="status" className="sr-only">
            {t("results", { count: page.rows.length })}
          </p>
          {page.rows.length > 0 ? (
            <TemplatesTable templates={page.rows} />
          ) : (
            <EmptyState
              icon={<FileSearch aria-hidden="true" />}
              title={t("filteredEmpty.title")}
              actions={<LinkButton href={PATH}>{t("filters.clear")}</LinkButton>}
            >
              {t("filteredEmpty.text")}
            </EmptyState>
          )}
          <CursorPagination
            {...(page.newer && { newerHref: at({ newer: page.newer }) })}
            {...(page.older && { olderHref: at({ older: page.older }) })}
          />
        </div>
      )}
    </div>
  );
}
