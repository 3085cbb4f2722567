import { ArrowLeft, ArrowRight, ChartColumn, Download } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { NoPermission } from "#components/operations/no-permission.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { UsageTable } from "#components/usage/usage-table.tsx";
import { loadUsagePage } from "#lib/features/operations/usage/pages.ts";

const PATH = "/operations/usage";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function OperationsUsagePage({ searchParams }: { searchParams: SearchParams }) {
  const [t, loaded] = await Promise.all([getTranslations("usage"), loadUsagePage(await searchParams)]);
  if (!loaded) return <NoPermission />;
  const { month, before, next, page, more, rows, until } = loaded;
  const at = (of: string, number = 1) => `${PATH}?month=${of}${number > 1 ? `&page=${number}` : ""}`;
  return (
    <>
      <PageHeader
        title={t("titleOf", { month })}
        lead={t("leadOfAll")}
        actions={
          <LinkButton
            href={`${PATH}/export?month=${month}`}
            download
            prefetch={false}
            icon={<Download aria-hidden="true" className="size-4" />}
          >
            {t("download")}
          </LinkButton>
        }
      />
      <nav aria-label={t("months")} className="flex flex-wrap gap-4 pb-5">
        <LinkButton href={at(before)} size="sm" icon={<ArrowLeft aria-hidden="true" className="size-4" />}>
          {before}
        </LinkButton>
        {next ? (
          <LinkButton href={at(next)} size="sm">
            {next}
            <ArrowRight aria-hidden="true" className="size-4" />
          </LinkButton>
        ) : null}
      </nav>
      {rows.length > 0 ? (
        <UsageTable rows={rows} until={until} />
      ) : (
        <EmptyState icon={<ChartColumn aria-hidden="true" />} title={t("emptyMonth", { month })}>
          {t("emptyHint")}
        </EmptyState>
      )}
      <CursorPagination
        newerHref={page > 1 ? at(month, page - 1) : undefined}
        olderHref={more ? at(month, page + 1) : undefined}
      />
    </>
  );
}
