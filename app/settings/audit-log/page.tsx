import { CalendarCheck, Download } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AuditFilters } from "#components/audit-log/audit-filters.tsx";
import { AuditList } from "#components/audit-log/audit-list.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { readerZone } from "#lib/features/accounts/people/pages.ts";
import { loadAuditLog } from "#lib/features/audit-log/pages.ts";

const PATH = "/settings/audit-log";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function AuditLogPage({ searchParams }: { searchParams: SearchParams }) {
  const zone = await readerZone();
  const [t, days, roles, loaded] = await Promise.all([
    getTranslations("auditLog"),
    getTranslations("auditDays"),
    getTranslations("settings.roles"),
    loadAuditLog(await searchParams, zone),
  ]);
  if (loaded.forbidden) {
    return <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>;
  }
  const { page, things, actors, query, unfolds } = loaded;
  const { older: _, newer: __, first, last, ...filters } = query;
  const run: Record<string, string> = unfolds && first && last ? { first, last } : {};
  const at = (path: string, more: Record<string, string> = {}) => addressOf(path, { ...filters, ...more });
  return (
    <div>
      <div className="flex flex-wrap items-start justify-between gap-4 pb-5">
        <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
        <div className="flex flex-wrap gap-3">
          <LinkButton href={`${PATH}/days`} icon={<CalendarCheck aria-hidden="true" className="size-4" />}>
            {days("open")}
          </LinkButton>
          <LinkButton
            href={at(`${PATH}/export`, { ...run, zone })}
            download
            prefetch={false}
            icon={<Download aria-hidden="true" className="size-4" />}
          >
            {t("export")}
          </LinkButton>
        </div>
      </div>
      <AuditFilters query={query} actors={actors} zone={zone} />
      {unfolds ? (
        <div className="pb-5">
          <Callout actions={<LinkButton href={at(PATH)}>{t("fold")}</LinkButton>}>{t("unfolded")}</Callout>
        </div>
      ) : null}
      {page.entries.length > 0 ? (
        <AuditList entries={page.entries} things={things} zone={zone} unfoldHref={(which) => at(PATH, which)} />
      ) : (
        <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState>
      )}
      {page.unfinished ? <p className="pt-4 text-sm text-ink-soft">{t("unfinished")}</p> : null}
      <CursorPagination
        newerHref={page.newer && at(PATH, { ...run, newer: page.newer })}
        olderHref={page.older && at(PATH, { ...run, older: page.older })}
      />
    </div>
  );
}

function addressOf(path: string, parameters: Record<string, string | undefined>): string {
  const set = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return set.length > 0 ? `${path}?${new URLSearchParams(set)}` : path;
}
