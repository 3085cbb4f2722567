import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { OutboxRow } from "#lib/features/mail/types.ts";
import { ShowLetter } from "./show-letter.tsx";

const TONES = {
  sent: "ok",
  held: "attention",
  waiting: "neutral",
  retrying: "attention",
  failed: "danger",
  accepted: "ok",
  withdrawn: "neutral",
  expired: "neutral",
} as const;

type OutboxTableProps = { mail: OutboxRow[]; given: readonly OutboxRow["role"][] };

export function OutboxTable({ mail, given }: OutboxTableProps) {
  const t = useTranslations("outbox");
  const roles = useTranslations("settings.roles");
  const head = (
    <>
      <Th>{t("recipient")}</Th>
      <Th>{t("about")}</Th>
      <Th>{t("written")}</Th>
      <Th>{t("state")}</Th>
      <Th>
        <span className="sr-only">{t("actions")}</span>
      </Th>
    </>
  );
  return (
    <Table caption={t("title")} head={head}>
      {mail.map((row) => (
        <Tr key={row.id}>
          <Td className="max-w-72 min-w-44 font-medium wrap-anywhere">{row.recipient}</Td>
          <Td className="min-w-48 break-words">
            {t("aboutInvitation", { role: roles(row.role), inviter: row.invitedBy })}
          </Td>
          <Td className="whitespace-nowrap">
            <DateTime value={row.createdAt.toISOString()} brief />
          </Td>
          <Td className="min-w-44">
            <Badge tone={TONES[row.state]}>{t(`states.${row.state}`)}</Badge>
            <StateDetails row={row} />
          </Td>
          <Td className="text-end">
            {row.state !== "held" ? null : given.includes(row.role) ? (
              <ShowLetter id={row.id} recipient={row.recipient} />
            ) : (
              <span className="text-xs text-ink-soft">{t("ownersOnly")}</span>
            )}
          </Td>
        </Tr>
      ))}
    </Table>
  );
}

/** When it was sent, or what went wrong and what to do about it. */
function StateDetails({ row: { state, sentAt, failure, attempts } }: { row: OutboxRow }) {
  const t = useTranslations("outbox");
  if (sentAt) {
    return (
      <span className="block pt-1 text-xs text-ink-soft">
        <DateTime value={sentAt.toISOString()} brief />
      </span>
    );
  }
  if (!failure || (state !== "retrying" && state !== "failed")) return null;
  return (
    <span className="block pt-1 text-xs text-ink-soft">
      {t(`failures.${failure}`)} · {t("attempts", { count: attempts })}
      {state === "failed" ? <span className="block">{t("resend")}</span> : null}
    </span>
  );
}
