import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Activity } from "#components/explorer/activity.tsx";
import { BlocksTable } from "#components/explorer/blocks-table.tsx";
import { LedgerFigures } from "#components/explorer/ledger-figures.tsx";
import { LedgerSearch } from "#components/explorer/ledger-search.tsx";
import { LiveBlocks } from "#components/explorer/live-blocks.tsx";
import { LiveLedger } from "#components/explorer/live-ledger.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { findSearched, loadExplorer, loadFigures } from "#lib/features/ledger/loaders.ts";
import { loadNodes } from "#lib/features/witnesses/loaders.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("explorer"))("title") };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** A parameter given more than once counts as not given. */
function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export default async function ExplorerPage({ searchParams }: Props) {
  const parameters = await searchParams;
  const query = single(parameters.q)?.trim();
  const found = query ? await findSearched(query) : undefined;
  if (found) redirect(found);
  const before = single(parameters.before);
  const [t, { head, blocks, older }, figures, nodes] = await Promise.all([
    getTranslations("explorer"),
    loadExplorer(before),
    loadFigures(single(parameters.range)),
    loadNodes(),
  ]);
  const pages = <CursorPagination olderHref={older ? `/explorer?before=${older}` : undefined} />;
  if (before) {
    return (
      <div className="page grid gap-4">
        <PageHeader title={t("blocks.title")} lead={t("lead")} />
        <BlocksTable blocks={blocks} />
        <div className="flex flex-wrap items-end justify-between gap-3">
          <LinkButton href="/explorer" size="sm">
            {t("blocks.newest")}
          </LinkButton>
          {pages}
        </div>
      </div>
    );
  }
  return (
    // Another page of the same address: what is live begins anew.
    <LiveLedger key={head.height} initial={{ head, blocks, waiting: figures.waiting }}>
      <div className="page grid gap-10">
        <div>
          <PageHeader title={t("title")} lead={t("lead")} />
          <LedgerSearch query={query} />
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
