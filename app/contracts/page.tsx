import { FileSearch, Send } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EnvelopeFilters } from "#components/contracts/envelopes/envelope-filters.tsx";
import { EnvelopesTable } from "#components/contracts/envelopes/envelopes-table.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadEnvelopes } from "#lib/features/contracts/envelopes/pages.ts";

const PATH = "/contracts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("envelopes"))("title") };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function EnvelopesPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, words, roles, loaded] = await Promise.all([
    getTranslations("envelopes"),
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    searchParams.then(loadEnvelopes),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide">
        <PageHeader title={t("title")} />
        <Callout tone="attention">{words("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { q, state, page, maySend, isFirst } = loaded;
  const at = (cursor: Record<string, string>) =>
    `${PATH}?${new URLSearchParams({ ...(q && { q }), ...(state && { state }), ...cursor })}`;
  const isEmpty = page.rows.length === 0 && !q && !state && isFirst;
  const add = maySend ? (
    <LinkButton href={`${PATH}/new`} variant="primary" icon={<Send aria-hidden="true" className="size-4" />}>
      {t("new.title")}
    </LinkButton>
  ) : null;
  return (
    <div className="page page-wide">
      <PageHeader title={t("title")} lead={t("lead")} actions={isEmpty ? null : add} />
      {isEmpty ? (
        <EmptyState icon={<Send aria-hidden="true" />} title={t("empty.title")} actions={add}>
          {t("empty.text")}
        </EmptyState>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <EnvelopeFilters path={PATH} q={q} state={state} />
          <p role="status" className="sr-only">
            {t("results", { count: page.rows.length })}
          </p>
          {page.rows.length > 0 ? (
            <EnvelopesTable envelopes={page.rows} />
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
        </div>
      )}
    </div>
  );
}
