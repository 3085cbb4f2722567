import { FileSearch, FileText } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ComposedFilters } from "#components/contracts/templates/composing/composed-filters.tsx";
import { ComposedTable } from "#components/contracts/templates/composing/composed-table.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadComposed } from "#lib/features/contracts/templates/pages/composing.ts";

const PATH = "/contracts/composed";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("composing.list"))("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function ComposedPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, words, roles, loaded] = await Promise.all([
    getTranslations("composing.list"),
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    searchParams.then(loadComposed),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide">
        <PageHeader title={t("title")} />
        <Callout tone="attention">{words("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { q, template, page, isFirst } = loaded;
  const at = (cursor: Record<string, string>) =>
    `${PATH}?${new URLSearchParams({ ...(q && { q }), ...(template && { template: template.id }), ...cursor })}`;
  const isEmpty = page.rows.length === 0 && !q && !template && isFirst;
  return (
    <div className="page page-wide">
      <PageHeader title={t("title")} lead={t("lead")} />
      {isEmpty ? (
        <EmptyState
          icon={<FileText aria-hidden="true" />}
          title={t("empty")}
          actions={<LinkButton href="/contracts/templates?state=published">{t("emptyOpen")}</LinkButton>}
        >
          {t("emptyText")}
        </EmptyState>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <ComposedFilters path={PATH} q={q} template={template} />
          <p role="status" className="sr-only">
            {t("results", { count: page.rows.length })}
          </p>
          {page.rows.length > 0 ? (
            <ComposedTable contracts={page.rows} />
          ) : (
            <EmptyState
              icon={<FileSearch aria-hidden="true" />}
              title={t("filteredEmpty")}
              actions={<LinkButton href={PATH}>{words("filters.clear")}</LinkButton>}
            />
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
