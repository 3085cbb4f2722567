import { ChartColumn, Download } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { UsageTable } from "#components/usage/usage-table.tsx";
import { loadUsage } from "#lib/features/operations/usage/pages.ts";

export default async function UsagePage() {
  const [t, words, loaded] = await Promise.all([getTranslations("usage"), getTranslations("units"), loadUsage()]);
  if (!loaded) return <Callout tone="attention">{words("wholeOnly")}</Callout>;
  const { usage, quotas } = loaded;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="grid max-w-prose gap-2 text-sm text-ink-soft">
          <p>{t("lead")}</p>
          {quotas.recordQuota === null ? null : <p>{t("quotas", { what: "records", max: quotas.recordQuota })}</p>}
          {quotas.certificateQuota === null ? null : (
            <p>{t("quotas", { what: "certificates", max: quotas.certificateQuota })}</p>
          )}
        </div>
        {usage.rows.length > 0 ? (
          <LinkButton
            href="/settings/usage/export"
            download
            prefetch={false}
            icon={<Download aria-hidden="true" className="size-4" />}
          >
            {t("download")}
          </LinkButton>
        ) : null}
      </div>
      {usage.rows.length > 0 ? (
        <UsageTable {...usage} />
      ) : (
        <EmptyState icon={<ChartColumn aria-hidden="true" />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      )}
    </div>
  );
}
