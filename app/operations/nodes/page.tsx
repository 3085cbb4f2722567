import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { NodesTable } from "#components/operations/nodes-table.tsx";
import { OperationsFilters } from "#components/operations/operations-filters.tsx";
import { PageLinks } from "#components/operations/page-links.tsx";
import { QuorumList } from "#components/operations/quorum-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NODE_KINDS, NODE_STATES } from "#lib/features/ledger/nodes/types.ts";
import { loadNodesPage } from "#lib/features/operations/installation/pages.ts";

const PATH = "/operations/nodes";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;
type Loaded = NonNullable<Awaited<ReturnType<typeof loadNodesPage>>>;

export default async function NodesPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("operations"), searchParams.then(loadNodesPage)]);
  if (!loaded) return <NoPermission />;
  const { query, lines, page, pages, nodes } = loaded;
  const { page: _, ...filters } = query;
  const set = Object.entries(filters).filter(([, value]) => value) as [string, string][];
  const invite = (
    <LinkButton href={`${PATH}/new`} variant="primary" icon={<Plus aria-hidden="true" className="size-4" />}>
      {t("nodes.invite")}
    </LinkButton>
  );
  if (nodes.length === 0 && set.length === 0) {
    return (
      <>
        <PageHeader title={t("tabs.nodes")} lead={t("nodes.lead")} />
        <EmptyState title={t("nodes.empty.title")} actions={invite}>
          {t("nodes.empty.text")}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("tabs.nodes")} lead={t("nodes.lead")} actions={invite} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <QuorumList lines={lines} />
        <Filters loaded={loaded} />
        {nodes.length > 0 ? (
          <NodesTable nodes={nodes} now={new Date()} />
        ) : (
          <EmptyState
            title={t("nodes.emptyFiltered.title")}
            actions={<LinkButton href={PATH}>{t("filters.clear")}</LinkButton>}
          >
            {t("nodes.emptyFiltered.text")}
          </EmptyState>
        )}
        <PageLinks
          page={page}
          pages={pages}
          hrefOf={(to) => `${PATH}?${new URLSearchParams([...set, ["page", String(to)]])}`}
        />
      </div>
    </>
  );
}

async function Filters({ loaded: { query, lines, found } }: { loaded: Loaded }) {
  const [t, kinds, states] = await Promise.all([
    getTranslations("operations"),
    getTranslations("nodes.kind"),
    getTranslations("nodes.state"),
  ]);
  const kind = { name: "kind", label: t("filters.kind"), chosen: query.kind };
  const state = { name: "state", label: t("filters.state"), chosen: query.state };
  const ledger = { name: "ledger", label: t("filters.ledger"), chosen: query.ledger };
  return (
    <div className="grid gap-2">
      <OperationsFilters
        path={PATH}
        q={query.q}
        searchHint={t("nodes.searchHint")}
        choices={[
          { ...kind, options: NODE_KINDS.map((value) => ({ value, label: kinds(value) })) },
          { ...state, options: NODE_STATES.map((value) => ({ value, label: states(value) })) },
          { ...ledger, options: lines.map(({ name }) => ({ value: name, label: name })) },
        ]}
      />
      <p role="status" className="text-xs text-ink-soft">
        {t("filters.found", { count: found })}
      </p>
    </div>
  );
}
