import { FileSearch, Hourglass } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RequestCard } from "#components/contracts/seals/request-card.tsx";
import { RequestFilters } from "#components/contracts/seals/request-filters.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadRequests } from "#lib/features/contracts/seals/pages/requests.ts";
import { REQUEST_DAYS } from "#lib/features/contracts/seals/types.ts";

const PATH = "/contracts/requests";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("documentSeals.requests"))("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function RequestsPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, seals, roles, loaded] = await Promise.all([
    getTranslations("documentSeals.requests"),
    getTranslations("documentSeals"),
    getTranslations("settings.roles"),
    searchParams.then(loadRequests),
  ]);
  const header = <PageHeader title={t("title")} lead={t("lead", { days: REQUEST_DAYS })} />;
  if (loaded.forbidden) {
    return (
      <div className="page page-wide">
        {header}
        <Callout tone="attention">{seals("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { state, q, page, mayDecide, isActive } = loaded;
  const at = (cursor: Record<string, string>) =>
    `${PATH}?${new URLSearchParams({ ...(q && { q }), state, ...cursor })}`;
  const isFiltered = q !== "" || state !== "waiting";
  return (
    <div className="page page-wide">
      {header}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <RequestFilters path={PATH} q={q} state={state} />
        <p role="status" className="sr-only">
          {t("results", { count: page.rows.length })}
        </p>
        {page.rows.length > 0 ? (
          <ul className="grid grid-cols-[minmax(0,1fr)] gap-4">
            {page.rows.map((request) => (
              <li key={request.id}>
                <RequestCard request={request} mayDecide={mayDecide} isActive={isActive} />
              </li>
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={isFiltered ? <FileSearch aria-hidden="true" /> : <Hourglass aria-hidden="true" />}
            title={t(isFiltered ? "noneFound" : "none")}
            actions={isFiltered ? <LinkButton href={PATH}>{t("filters.clear")}</LinkButton> : undefined}
          >
            {isFiltered ? null : t("noneHint")}
          </EmptyState>
        )}
        <CursorPagination
          {...(page.newer && { newerHref: at({ newer: page.newer }) })}
          {...(page.older && { olderHref: at({ older: page.older }) })}
        />
      </div>
    </div>
  );
}
