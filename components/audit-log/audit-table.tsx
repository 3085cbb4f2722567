import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { AuditEventRow } from "#lib/features/audit-log/types.ts";
import { auditActionKey } from "./audit-action-key.ts";
import { AuditDetailList } from "./audit-detail-list.tsx";

export function AuditTable({ events }: { events: AuditEventRow[] }) {
  const t = useTranslations("auditLog");
  const columns = [t("time"), t("actor"), t("action"), t("subject"), t("details")];
  return (
    <SettingsTable caption={t("title")} columns={columns}>
      {events.map(({ id, at, actor, actorName, action, subject, details }) => (
        <SettingsRow key={id}>
          <SettingsCell top label={t("time")} className="lg:min-w-44">
            <DateTime value={at.toISOString()} />
          </SettingsCell>
          <SettingsCell top label={t("actor")}>
            <span className="block font-medium break-words">{actorName ?? t(`kinds.${actor.kind}`)}</span>
            <span className="block text-xs text-ink-soft">
              {[
                actorName ? t(`kinds.${actor.kind}`) : "",
                actor.address ? t("address", { address: actor.address }) : "",
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </SettingsCell>
          <SettingsCell top label={t("action")}>
            <span className="block lg:whitespace-nowrap">{t(`actions.${auditActionKey(action)}`)}</span>
            <code className="text-xs text-ink-soft">{action}</code>
          </SettingsCell>
          <SettingsCell top label={t("subject")}>
            <code className="text-xs break-all">{subject}</code>
          </SettingsCell>
          <SettingsCell top label={t("details")}>
            {Object.keys(details).length > 0 ? <AuditDetailList details={details} /> : "–"}
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
