import { useLocale, useTranslations } from "next-intl";
import type { AuditEntry, AuditThing } from "#lib/features/audit-log/types.ts";
import { dayOf } from "#lib/i18n/days.ts";
import { AuditLine } from "./audit-line.tsx";

type AuditListProps = {
  entries: readonly AuditEntry[];
  /** What each row is about, by the row's id. */
  things: ReadonlyMap<string, AuditThing>;
  /** In which days are counted and times are shown, by its IANA name. */
  zone: string;
  /** Leads to the single rows of a run. */
  unfoldHref: (run: { first: string; last: string }) => string;
};

/** The log as a diary: a heading a day, a sentence a row. */
export function AuditList({ entries, things, zone, unfoldHref }: AuditListProps) {
  const t = useTranslations("auditLog");
  const locale = useLocale();
  const nameOf = (moment: Date) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: zone }).format(moment);
  return (
    <div className="grid gap-8">
      {daysOf(entries, zone).map(({ day, rows }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`} className="pb-2 font-serif text-lg font-semibold">
            {rows[0] ? nameOf(rows[0].at) : day}
          </h2>
          <ol aria-label={t("title")} className="divide-y divide-rule rounded-lg border border-rule bg-surface">
            {rows.map((entry) => (
              <AuditLine
                key={entry.kind === "run" ? entry.first : entry.id}
                entry={entry}
                thing={entry.kind === "event" ? things.get(entry.id) : undefined}
                zone={zone}
                unfoldHref={unfoldHref}
              />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function daysOf(entries: readonly AuditEntry[], zone: string): { day: string; rows: AuditEntry[] }[] {
  const days: { day: string; rows: AuditEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(entry);
    else days.push({ day, rows: [entry] });
  }
  return days;
}
