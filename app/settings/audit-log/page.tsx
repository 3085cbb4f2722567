import { Download } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AuditFilters } from "#components/audit-log/audit-filters.tsx";
import { AuditTable } from "#components/audit-log/audit-table.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { loadAuditLog } from "#lib/features/audit-log/pages.ts";

const PATH = "/settings/audit-log";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function AuditLogPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("auditLog"),
    getTranslations("settings.roles"),
    loadAuditLog(await searchParams),
  ]);
  if (loaded.forbidden) {
    return <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>;
  }
  const { page, actors, query } = loaded;
  const { older: _, newer: __, ...filters } = query;
  const set = Object.entries(filters).filter(([, value]) => value !== undefined) as [string, string][];
  const at = (path: string, cursor: Record<string, string> = {}) =>
    `${path}?${new URLSearchParams([...set, ...Object.entries(cursor)])}`;
  return (
    <div>
      <div className="flex flex-wrap items-start justify-between gap-4 pb-5">
        <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
        <LinkButton
          href={at(`${PATH}/export`)}
          download
          prefetch={false}
          icon={<Download aria-hidden="true" className="size-4" />}
        >
          {t("export")}
        </LinkButton>
      </div>
      <AuditFilters query={query} actors={actors} />
      {page.rows.length > 0 ? (
        <AuditTable events={page.rows} />
      ) : (
        <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState>
      )}
      <CursorPagination
        newerHref={page.newer && at(PATH, { newer: page.newer })}
        olderHref={page.older && at(PATH, { older: page.older })}
      />
    </div>
  );
}
