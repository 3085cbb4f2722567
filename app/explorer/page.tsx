import { Blocks } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BlocksTable } from "#components/explorer/blocks-table.tsx";
import { LedgerFigures } from "#components/explorer/ledger-figures.tsx";
import { LedgerSearch } from "#components/explorer/ledger-search.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { findSearched, loadExplorer } from "#lib/features/ledger/loaders.ts";

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
  const [t, { head, blocks, older }] = await Promise.all([getTranslations("explorer"), loadExplorer(before)]);
  return (
    <div className="page grid gap-10">
      <div>
        <PageHeader title={t("title")} lead={t("lead")} />
        <LedgerSearch query={query} />
      </div>
      <LedgerFigures head={head} />
      <section aria-labelledby="blocks" className="grid gap-4">
        <h2 id="blocks" className="font-serif text-xl font-semibold">
          {t("blocks.title")}
        </h2>
        {head.height === undefined ? (
          <EmptyState icon={<Blocks aria-hidden="true" />} title={t("empty.title")}>
            {t("empty.text")}
          </EmptyState>
        ) : (
          <BlocksTable blocks={blocks} />
        )}
        <div className="flex flex-wrap items-end justify-between gap-3">
          {before ? (
            <LinkButton href="/explorer" size="sm">
              {t("blocks.newest")}
            </LinkButton>
          ) : (
            <span />
          )}
          <CursorPagination olderHref={older ? `/explorer?before=${older}` : undefined} />
        </div>
      </section>
    </div>
  );
}
