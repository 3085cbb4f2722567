import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { AuditEventRow } from "#lib/features/audit-log/types.ts";
import { auditActionKey } from "./audit-action-key.ts";
import { AuditDetailList } from "./audit-detail-list.tsx";

export function AuditTable({ events }: { events: AuditEventRow[] }) {
  const t = useTranslations("auditLog");
  const head = (
    <>
      <Th>{t("time")}</Th>
      <Th>{t("actor")}</Th>
      <Th>{t("action")}</Th>
      <Th>{t("subject")}</Th>
      <Th>{t("details")}</Th>
    </>
  );
  return (
    <Table caption={t("title")} head={head}>
      {events.map(({ id, at, actor, actorName, action, subject, details }) => (
        <Tr key={id}>
          <Td className="min-w-44 align-top">
            <DateTime value={at.toISOString()} />
          </Td>
          <Td className="align-top">
            <span className="block font-medium break-words">{actorName ?? t(`kinds.${actor.kind}`)}</span>
            <span className="block text-xs text-ink-soft">
              {actorName ? t(`kinds.${actor.kind}`) : null}{" "}
              {actor.address ? t("address", { address: actor.address }) : null}
            </span>
          </Td>
          <Td className="align-top">
            <span className="block whitespace-nowrap">{t(`actions.${auditActionKey(action)}`)}</span>
            <code className="text-xs text-ink-soft">{action}</code>
          </Td>
          <Td className="align-top">
            <code className="text-xs break-all">{subject}</code>
          </Td>
          <Td className="align-top">
            <AuditDetailList details={details} />
          </Td>
        </Tr>
      ))}
    </Table>
  );
}
