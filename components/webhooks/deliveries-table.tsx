import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { DeliveryRow } from "#lib/features/accounts/webhooks/types.ts";
import { EVENT_TYPES } from "#lib/words/events.ts";
import { wordsOf } from "./event-boxes.tsx";
import { Redeliver } from "./webhook-buttons.tsx";

const TONES = {
  delivered: "ok",
  waiting: "neutral",
  retrying: "attention",
  failed: "danger",
  dropped: "neutral",
} as const;

/** What a webhook was sent. */
export function DeliveriesTable({ webhookId, rows, isOn }: { webhookId: string; rows: DeliveryRow[]; isOn: boolean }) {
  const t = useTranslations("webhooks");
  const columns = [t("type"), t("when"), t("state"), t("body"), ...(isOn ? [{ spoken: t("actions") }] : [])];
  return (
    <SettingsTable caption={t("deliveries")} columns={columns}>
      {rows.map((row) => {
        const known = EVENT_TYPES.find((type) => type === row.type);
        const type = known ? t(wordsOf(known)) : t("testType");
        return (
          <SettingsRow key={row.id}>
            <SettingsCell className="font-medium">{type}</SettingsCell>
            <SettingsCell label={t("when")} className="lg:whitespace-nowrap">
              <DateTime value={row.createdAt.toISOString()} brief />
            </SettingsCell>
            <SettingsCell label={t("state")}>
              <Badge tone={TONES[row.state]}>{t(`deliveryStates.${row.state}`)}</Badge>
              <Attempts row={row} />
            </SettingsCell>
            <SettingsCell label={t("body")} className="min-w-0 lg:max-w-96">
              <details>
                <summary className="flex min-h-11 cursor-pointer items-center font-mono text-xs break-all">
                  <span className="sr-only">{t("showBody", { type })}</span>
                  {row.messageId}
                </summary>
                <pre className="overflow-x-auto rounded-md border border-rule bg-sunken p-3 text-xs whitespace-pre-wrap break-all">
                  {row.body}
                </pre>
              </details>
            </SettingsCell>
            {isOn ? (
              <SettingsCell>
                {row.state === "waiting" ? null : <Redeliver id={webhookId} delivery={row.id} type={type} />}
              </SettingsCell>
            ) : null}
          </SettingsRow>
        );
      })}
    </SettingsTable>
  );
}

function Attempts({ row: { attempts, failure, nextAttemptAt } }: { row: DeliveryRow }) {
  const t = useTranslations("webhooks");
  if (attempts === 0) return null;
  return (
    <span className="block pt-1 text-xs text-ink-soft">
      {t("attempts", { count: attempts })}
      {failure ? <span className="block break-all font-mono">{failure}</span> : null}
      {failure && nextAttemptAt ? (
        <span className="block">
          {t.rich("next", { at: () => <DateTime value={nextAttemptAt.toISOString()} brief /> })}
        </span>
      ) : null}
    </span>
  );
}
