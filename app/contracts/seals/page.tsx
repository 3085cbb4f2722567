import { FileSearch, Hourglass, Plus, Stamp } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SealFilters } from "#components/contracts/seals/seal-filters.tsx";
import { SealsTable } from "#components/contracts/seals/seals-table.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadSeals } from "#lib/features/contracts/seals/pages/seals.ts";

const PATH = "/contracts/seals";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("documentSeals"))("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function SealsPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("documentSeals"),
    getTranslations("settings.roles"),
    searchParams.then(loadSeals),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide">
        <PageHeader title={t("title")} />
        <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { query, isFirst, page, units, waiting, mayMake } = loaded;
  const { q, state } = query;
  const at = (cursor: Record<string, string>) =>
    `${PATH}?${new URLSearchParams({ ...(q && { q }), ...(state && { state }), ...cursor })}`;
  const isFiltered = Boolean(q || state || !isFirst);
  const isEmpty = page.rows.length === 0 && !isFiltered;
  const add = mayMake ? (
    <LinkButton href={`${PATH}/new`} variant="primary" icon={<Plus aria-hidden="true" className="size-4" />}>
      {t("add")}
    </LinkButton>
  ) : null;
  return (
    <div className="page page-wide">
      <PageHeader title={t("title")} lead={t("lead")} actions={isEmpty ? null : add} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        {waiting > 0 ? (
          <Callout
            tone="attention"
            actions={
              <LinkButton
                href="/contracts/requests"
                size="sm"
                icon={<Hourglass aria-hidden="true" className="size-4" />}
              >
                {t("waitingOpen")}
              </LinkButton>
            }
          >
            {t("waiting", { count: waiting })}
          </Callout>
        ) : null}
        {isEmpty ? (
          <EmptyState icon={<Stamp aria-hidden="true" />} title={t("empty.title")} actions={add}>
            {t(mayMake ? "empty.text" : "empty.readOnly")}
          </EmptyState>
        ) : (
          <>
            <SealFilters path={PATH} q={q} state={state} />
            <p role="status" className="sr-only">
              {t("results", { count: page.rows.length })}
            </p>
            {page.rows.length > 0 ? (
              <SealsTable seals={page.rows} units={units} />
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
          </>
        )}
      </div>
    </div>
  );
}
