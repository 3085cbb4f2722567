import { BellRing } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AlertCard } from "#components/alerts/alert-card.tsx";
import { WhoIsTold } from "#components/alerts/who-is-told.tsx";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { OperationsFilters } from "#components/operations/operations-filters.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { type AlertsPageFacts, loadAlertsPage } from "#lib/features/operations/alerts/pages.ts";
import { ALERT_KINDS, ALERT_STATES } from "#lib/words/alerts.ts";

const PATH = "/operations/alerts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function AlertsPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("alerts"), searchParams.then(loadAlertsPage)]);
  if (!loaded) return <NoPermission />;
  const { query, page, open, told } = loaded;
  const { older, newer, ...filters } = query;
  const set = Object.entries(filters).filter(([, value]) => value) as [string, string][];
  const at = (cursor: Record<string, string>) => `${PATH}?${new URLSearchParams([...set, ...Object.entries(cursor)])}`;
  const isFirst = set.length === 0 && !older && !newer;
  return (
    <ClientMessages namespaces={["alerts"]}>
      <PageHeader title={t("title")} lead={t("lead")} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        {page.rows.length === 0 && isFirst ? (
          <EmptyState icon={<BellRing aria-hidden="true" />} title={t("empty.title")}>
            {t("empty.text")}
          </EmptyState>
        ) : (
          <>
            <Filters loaded={loaded} />
            <p role="status" className="text-sm text-ink-soft">
              {t("openCount", { count: open })}
            </p>
            <List loaded={loaded} />
          </>
        )}
        <CursorPagination
          newerHref={page.newer && at({ newer: page.newer })}
          olderHref={page.older && at({ older: page.older })}
        />
        <WhoIsTold {...told} />
      </div>
    </ClientMessages>
  );
}

async function List({ loaded: { page } }: { loaded: AlertsPageFacts }) {
  const t = await getTranslations();
  if (page.rows.length > 0) {
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {page.rows.map((alert) => (
          <AlertCard key={alert.id} alert={alert} />
        ))}
      </div>
    );
  }
  return (
    <EmptyState
      title={t("alerts.emptyFiltered.title")}
      actions={<LinkButton href={PATH}>{t("operations.filters.clear")}</LinkButton>}
    >
      {t("alerts.emptyFiltered.text")}
    </EmptyState>
  );
}

async function Filters({ loaded: { query, ledgers } }: { loaded: AlertsPageFacts }) {
  const [t, filters] = await Promise.all([getTranslations("alerts"), getTranslations("operations.filters")]);
  const state = { name: "state", label: filters("state"), chosen: query.state };
  const kind = { name: "kind", label: filters("kind"), chosen: query.kind };
  const ledger = { name: "ledger", label: filters("ledger"), chosen: query.ledger };
  return (
    <OperationsFilters
      path={PATH}
      q={query.q}
      searchHint={t("searchHint")}
      choices={[
        { ...state, options: ALERT_STATES.map((value) => ({ value, label: t(`states.${value}`) })) },
        { ...kind, options: ALERT_KINDS.map((value) => ({ value, label: t(`kinds.${value}.label`) })) },
        { ...ledger, options: ledgers.map((name) => ({ value: name, label: name })) },
      ]}
    />
  );
}
