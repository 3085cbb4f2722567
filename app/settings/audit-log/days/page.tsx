import { CalendarCheck } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AuditDays } from "#components/audit-log/audit-days.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadAuditDays } from "#lib/features/operations/audit-days/pages.ts";

const PATH = "/settings/audit-log/days";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function AuditDaysPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, log, roles, loaded] = await Promise.all([
    getTranslations("auditDays"),
    getTranslations("auditLog"),
    getTranslations("settings.roles"),
    loadAuditDays(await searchParams),
  ]);
  if (loaded.forbidden) {
    return <Callout tone="attention">{log("forbidden", { role: roles(loaded.forbidden) })}</Callout>;
  }
  const { days, before, older } = loaded;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
      {days.length > 0 ? (
        <>
          <AuditDays days={days} />
          <Callout title={t("how")}>
            <code className="block overflow-x-auto py-1 font-mono text-sm">
              sealbook audit-log verify audit-log-{days[0]?.day}.ndjson proof.json --policy witness-policy
            </code>
          </Callout>
        </>
      ) : (
        <EmptyState icon={<CalendarCheck aria-hidden="true" />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      )}
      <CursorPagination newerHref={before && PATH} olderHref={older && `${PATH}?before=${older}`} />
    </div>
  );
}
