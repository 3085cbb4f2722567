import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OwnDay } from "#lib/features/operations/audit-days/types.ts";

type Day = Pick<OwnDay, "day" | "rows" | "record">;

export function AuditDays({ days }: { days: readonly Day[] }) {
  const t = useTranslations("auditDays");
  return (
    <SettingsTable caption={t("title")} columns={[t("day"), t("rows"), t("ledger"), t("download")]}>
      {days.map(({ day, rows, record }) => (
        <SettingsRow key={day}>
          <SettingsCell className="font-medium whitespace-nowrap tabular-nums">{day}</SettingsCell>
          <SettingsCell label={t("rows")} className="tabular-nums">
            {t("rowCount", { count: rows })}
          </SettingsCell>
          <SettingsCell label={t("ledger")}>
            {record?.anchored ? (
              <TextLink href={`/v/${record.id}`}>{t("anchored")}</TextLink>
            ) : (
              <Badge>{t("waiting")}</Badge>
            )}
          </SettingsCell>
          <SettingsCell label={t("download")}>
            <span className="flex flex-wrap gap-4">
              <Download day={day} what="rows" />
              <Download day={day} what="proof" />
            </span>
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

function Download({ day, what }: { day: string; what: "rows" | "proof" }) {
  const t = useTranslations("auditDays");
  return (
    <TextLink
      href={`/api/v1/audit-log/days/${day}/${what}`}
      download={what === "rows" ? `audit-log-${day}.ndjson` : `audit-log-${day}-proof.json`}
      aria-label={t(`${what}Of`, { day })}
    >
      {t(`get.${what}`)}
    </TextLink>
  );
}
