import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Activity } from "#components/explorer/activity.tsx";
import { BlocksTable } from "#components/explorer/blocks-table.tsx";
import { LedgerFigures } from "#components/explorer/ledger-figures.tsx";
import { LedgerSearch } from "#components/explorer/ledger-search.tsx";
import { LedgerSwitch } from "#components/explorer/ledger-switch.tsx";
import { LiveBlocks } from "#components/explorer/live-blocks.tsx";
import { LiveLedger } from "#components/explorer/live-ledger.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import {
  findSearched,
  loadExplorer,
  loadFigures,
  loadMissing,
  loadShownLedger,
} from "#lib/features/ledger/explorer/pages.ts";
import { loadNodes } from "#lib/features/ledger/nodes/pages.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("explorer"))("title") };
}

interface Props {
  /** Without a ledger: the first one. */
  params: Promise<{ ledger?: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** A parameter given more than once counts as not given. */
function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export default async function ExplorerPage({ params, searchParams }: Props) {
  const [parameters, shown] = await Promise.all([searchParams, params.then(({ ledger }) => loadShownLedger(ledger))]);
  if (!shown) notFound();
  const { ledger, ledgers } = shown;
  const path = explorerPath(ledger);
  const query = single(parameters.q)?.trim();
  const found = query ? await findSearched(query, ledger) : undefined;
  if (found) redirect(found);
  const before = single(parameters.before);
  const [t, { head, blocks, older }, figures, nodes, missing] = await Promise.all([
    getTranslations("explorer"),
    loadExplorer(before, ledger),
    loadFigures(single(parameters.range), ledger),
    loadNodes(ledger),
    query ? loadMissing(query, ledger) : undefined,
  ]);
  const pages = <CursorPagination olderHref={older ? `${path}?before=${older}` : undefined} />;
  if (before) {
    return (
      <div className="page grid gap-4">
        <PageHeader title={t("blocks.title")} lead={t("lead")} />
        <BlocksTable blocks={blocks} />
        <div className="flex flex-wrap items-end justify-between gap-3">
          <LinkButton href={path} size="sm">
            {t("blocks.newest")}
          </LinkButton>
          {pages}
        </div>
      </div>
    );
  }
  return (
    // Another page of the same address: what is live begins anew.
    <LiveLedger key={`${ledger} ${head.height}`} initial={{ head, blocks, waiting: figures.waiting }}>
      <div className="page grid gap-10">
        <div>
          <PageHeader title={t("title")} lead={t("lead")} />
          <LedgerSwitch ledgers={ledgers} shown={ledger} />
          <LedgerSearch path={path} query={query} missing={missing} />
        </div>
        <LedgerFigures witnesses={{ quorum: nodes.quorum, witnessed: nodes.witnessed }} />
        <Activity figures={figures} />
        <div className="grid gap-4">
          <LiveBlocks />
          <div className="flex justify-end">{pages}</div>
        </div>
      </div>
    </LiveLedger>
  );
}
