import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OutboxRow } from "#lib/features/accounts/members/types.ts";
import { CLAIM_LETTER, STATUS_LETTER } from "#lib/features/certificates/holders/types.ts";
import { ANSWER_LETTER, REPORT_LETTER } from "#lib/features/certificates/reports/types.ts";
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

type Invitation = NonNullable<OutboxRow["invitation"]>;
type OutboxTableProps = { mail: OutboxRow[]; given: readonly Invitation["role"][] };

export function OutboxTable({ mail, given }: OutboxTableProps) {
  const t = useTranslations("outbox");
  const roles = useTranslations("settings.roles");
  const columns = [t("recipient"), t("about"), t("written"), t("state"), { spoken: t("actions") }];
  return (
    <SettingsTable caption={t("title")} columns={columns}>
      {mail.map((row) => (
        <SettingsRow key={row.id}>
          <SettingsCell className="font-medium wrap-anywhere lg:max-w-72 lg:min-w-44">{row.recipient}</SettingsCell>
          <SettingsCell label={t("about")} className="break-words lg:min-w-48">
            {row.invitation ? (
              t("aboutInvitation", { role: roles(row.invitation.role), inviter: row.invitation.invitedBy })
            ) : (
              <About row={row} />
            )}
          </SettingsCell>
          <SettingsCell label={t("written")} className="lg:whitespace-nowrap">
            <DateTime value={row.createdAt.toISOString()} brief />
          </SettingsCell>
          <SettingsCell label={t("state")} className="lg:min-w-44">
            {row.state === "held" && !row.invitation ? (
              <Badge>{t("readThere")}</Badge>
            ) : (
              <Badge tone={TONES[row.state]}>{t(`states.${row.state}`)}</Badge>
            )}
            <StateDetails row={row} />
          </SettingsCell>
          <SettingsCell className="lg:text-end">
            {row.state !== "held" || !row.invitation ? null : given.includes(row.invitation.role) ? (
              <ShowLetter id={row.id} recipient={row.recipient} />
            ) : (
              <span className="text-xs text-ink-soft">{t("ownersOnly")}</span>
            )}
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

/** What a letter that invites nobody is about, with the page that has it. */
function About({ row: { kind, subject = "" } }: { row: OutboxRow }) {
  const t = useTranslations("outbox");
  // A status letter's subject has the status' number behind the certificate's id.
  const certificate = `/certificates/${subject.split(" ")[0]}`;
  if (kind === CLAIM_LETTER) return <TextLink href={certificate}>{t("aboutCertificate")}</TextLink>;
  if (kind === STATUS_LETTER) return <TextLink href={certificate}>{t("aboutStatus")}</TextLink>;
  if (kind === REPORT_LETTER) return <TextLink href="/certificates/reports">{t("aboutReport")}</TextLink>;
  if (kind === ANSWER_LETTER) return <TextLink href="/certificates/reports">{t("aboutAnswer")}</TextLink>;
  return <TextLink href="/operations/alerts">{t("aboutAlerts")}</TextLink>;
}

/** When it was sent, or what went wrong and what to do about it. */
function StateDetails({ row: { state, sentAt, failure, attempts, invitation } }: { row: OutboxRow }) {
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
      {state === "failed" && invitation ? <span className="block">{t("resend")}</span> : null}
    </span>
  );
}
