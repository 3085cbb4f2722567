import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { ConsoleFilters } from "#components/console/console-filters.tsx";
import { InstitutionsTable } from "#components/console/institutions-table.tsx";
import { NoPermission } from "#components/console/no-permission.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadInstitutionsPage } from "#lib/features/operations/network/pages.ts";
import { ORGANISATION_STATES } from "#lib/words/organisations.ts";

const PATH = "/console/institutions";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function InstitutionsPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("console"), searchParams.then(loadInstitutionsPage)]);
  if (!loaded) return <NoPermission />;
  const { query, page, ledgers } = loaded;
  const { older: _, newer: __, ...filters } = query;
  const set = Object.entries(filters).filter(([, value]) => value) as [string, string][];
  const at = (cursor: Record<string, string>) => `${PATH}?${new URLSearchParams([...set, ...Object.entries(cursor)])}`;
  const states = ORGANISATION_STATES.map((value) => ({ value, label: t(`institutions.states.${value}`) }));
  return (
    <>
      <PageHeader
        title={t("tabs.institutions")}
        lead={t("institutions.lead")}
        actions={
          <LinkButton href={`${PATH}/new`} variant="primary" icon={<Plus aria-hidden="true" className="size-4" />}>
            {t("institutions.create")}
          </LinkButton>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <ConsoleFilters
          path={PATH}
          q={query.q}
          searchHint={t("institutions.searchHint")}
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
          <InstitutionsTable institutions={page.rows} now={new Date()} />
        ) : (
          <EmptyState
            title={t("institutions.emptyFiltered.title")}
            actions={<LinkButton href={PATH}>{t("filters.clear")}</LinkButton>}
          >
            {t("institutions.emptyFiltered.text")}
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
