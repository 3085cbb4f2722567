import { useTranslations } from "next-intl";
import { Decimal } from "#components/explorer/decimal.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { MonthUsage, Usage } from "#lib/features/operations/usage/types.ts";

type Row = MonthUsage & { name?: string };

/** What was used; of several organisations with their names. */
export function UsageTable({ rows, until }: Usage<Row>) {
  const t = useTranslations("usage");
  const first = rows[0]?.name === undefined ? t("month") : t("organisation");
  const columns = [first, t("what.records"), t("what.bytes"), t("what.mails"), t("what.certificates")];
  return (
    <div className="grid gap-3">
      <SettingsTable caption={t("title")} columns={columns}>
        {rows.map(({ month, name, records, bytes, mails, certificates }) => (
          <SettingsRow key={name === undefined ? month : `${name} ${records} ${bytes}`}>
            <SettingsCell className="font-medium wrap-anywhere tabular-nums">{name ?? month}</SettingsCell>
            <SettingsCell label={t("what.records")} className="tabular-nums">
              <Decimal value={`${records}`} />
            </SettingsCell>
            <SettingsCell label={t("what.bytes")} className="tabular-nums">
              <Bytes value={bytes} />
            </SettingsCell>
            <SettingsCell label={t("what.mails")} className="tabular-nums">
              <Decimal value={`${mails}`} />
            </SettingsCell>
            <SettingsCell label={t("what.certificates")} className="tabular-nums">
              <Decimal value={`${certificates}`} />
            </SettingsCell>
          </SettingsRow>
        ))}
      </SettingsTable>
      {until ? (
        <p className="text-sm text-ink-soft">{t.rich("until", { time: () => <DateTime value={until} /> })}</p>
      ) : null}
    </div>
  );
}
