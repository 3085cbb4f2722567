import { FilePlus2, FileSearch } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TemplateFilters } from "#components/contracts/templates/template-filters.tsx";
import { TemplatesTable } from "#components/contracts/templates/templates-table.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadTemplates } from "#lib/features/contracts/templates/pages/templates.ts";

const PATH = "/contracts/templates";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("contractTemplates"))("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function ContractTemplatesPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    searchParams.then(loadTemplates),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide">
        <PageHeader title={t("title")} />
        <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { q, state, page, mayWrite, isFirst } = loaded;
  const at = (cursor: Record<string, string>) =>
    `${PATH}?${new URLSearchParams({ ...(q && { q }), ...(state && { state }), ...cursor })}`;
  const isEmpty = page.rows.length === 0 && !q && !state && isFirst;
  const add = mayWrite ? (
    <LinkButton href={`${PATH}/new`} variant="primary" icon={<FilePlus2 aria-hidden="true" className="size-4" />}>
      {t("new.title")}
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
          <TemplateFilters path={PATH} q={q} state={state} />
          <p role="status" className="sr-only">
            {t("results", { count: page.rows.length })}
          </p>
          {page.rows.length > 0 ? (
            <TemplatesTable templates={page.rows} />
          ) : (
            <EmptyState
              icon={<FileSearch aria-hidden="true" />}
              title={t("filteredEmpty")}
              actions={<LinkButton href={PATH}>{t("filters.clear")}</LinkButton>}
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
