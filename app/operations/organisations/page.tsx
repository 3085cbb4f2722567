import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { OperationsFilters } from "#components/operations/operations-filters.tsx";
import { OrganisationsTable } from "#components/operations/organisations-table.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadOrganisationsPage } from "#lib/features/operations/installation/pages.ts";
import { ORGANISATION_STATES } from "#lib/words/organisations.ts";

const PATH = "/operations/organisations";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function OrganisationsPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("operations"), searchParams.then(loadOrganisationsPage)]);
  if (!loaded) return <NoPermission />;
  const { query, page, ledgers } = loaded;
  const { older: _, newer: __, ...filters } = query;
  const set = Object.entries(filters).filter(([, value]) => value) as [string, string][];
  const at = (cursor: Record<string, string>) => `${PATH}?${new URLSearchParams([...set, ...Object.entries(cursor)])}`;
  const states = ORGANISATION_STATES.map((value) => ({ value, label: t(`organisations.states.${value}`) }));
  return (
    <>
      <PageHeader
        title={t("tabs.organisations")}
        lead={t("organisations.lead")}
        actions={
          <LinkButton href={`${PATH}/new`} variant="primary" icon={<Plus aria-hidden="true" className="size-4" />}>
            {t("organisations.create")}
          </LinkButton>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <OperationsFilters
          path={PATH}
          q={query.q}
          searchHint={t("organisations.searchHint")}
          choices={[
            { name: "state", label: t("filters.state"), options: states, chosen: query.state },
            {
              name: "ledger",
              label: t("filters.ledger"),
              options: ledgers.map((value) => ({ value, label: value })),
              chosen: query.ledger,
            },
          ]}
        />
        {page.rows.length > 0 ? (
          <OrganisationsTable organisations={page.rows} now={new Date()} />
        ) : (
          <EmptyState
            title={t("organisations.emptyFiltered.title")}
            actions={<LinkButton href={PATH}>{t("filters.clear")}</LinkButton>}
          >
            {t("organisations.emptyFiltered.text")}
          </EmptyState>
        )}
        <CursorPagination
          newerHref={page.newer && at({ newer: page.newer })}
          olderHref={page.older && at({ older: page.older })}
        />
      </div>
    </>
  );
}
