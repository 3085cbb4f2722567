import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { PendingInvitation } from "#lib/features/accounts/members/types.ts";
import { ResendInvitation } from "./resend-invitation.tsx";
import { WithdrawInvitation } from "./withdraw-invitation.tsx";

type InvitationsTableProps = {
  invitations: PendingInvitation[];
  /** The roles that who looks at it gives. */
  given: readonly PendingInvitation["role"][];
};

export function InvitationsTable({ invitations, given }: InvitationsTableProps) {
  const t = useTranslations("members");
  const roles = useTranslations("settings.roles");
  const columns = [t("email"), t("role"), t("invitedBy"), t("until"), { spoken: t("actions") }];
  return (
    <SettingsTable caption={t("pending")} columns={columns}>
      {invitations.map(({ id, email, role, invitedBy, expiresAt, expired }) => (
        <SettingsRow key={id}>
          <SettingsCell className="font-medium wrap-anywhere lg:max-w-72 lg:min-w-44">{email}</SettingsCell>
          <SettingsCell label={t("role")} className="lg:whitespace-nowrap">
            {roles(role)}
          </SettingsCell>
          <SettingsCell label={t("invitedBy")} className="break-words lg:max-w-64">
            {invitedBy}
          </SettingsCell>
          <SettingsCell label={t("until")} className="lg:whitespace-nowrap">
            <DateTime value={expiresAt.toISOString()} brief />{" "}
            {expired ? <Badge tone="attention">{t("expired")}</Badge> : null}
          </SettingsCell>
          <SettingsCell className="flex flex-wrap items-start gap-2 lg:flex-nowrap lg:justify-end">
            {given.includes(role) ? (
              <>
                <ResendInvitation id={id} email={email} />
                <WithdrawInvitation id={id} email={email} />
              </>
            ) : null}
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
