import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { PendingInvitation } from "#lib/features/members/types.ts";
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
  const head = (
    <>
      <Th>{t("email")}</Th>
      <Th>{t("role")}</Th>
      <Th>{t("invitedBy")}</Th>
      <Th>{t("until")}</Th>
      <Th>
        <span className="sr-only">{t("actions")}</span>
      </Th>
    </>
  );
  return (
    <Table caption={t("pending")} head={head}>
      {invitations.map(({ id, email, role, invitedBy, expiresAt, expired }) => (
        <Tr key={id}>
          <Td className="max-w-72 min-w-44 font-medium wrap-anywhere">{email}</Td>
          <Td className="whitespace-nowrap">{roles(role)}</Td>
          <Td className="max-w-64 break-words">{invitedBy}</Td>
          <Td className="whitespace-nowrap">
            <DateTime value={expiresAt.toISOString()} brief />{" "}
            {expired ? <Badge tone="attention">{t("expired")}</Badge> : null}
          </Td>
          <Td>
            {given.includes(role) ? (
              <div className="flex items-start justify-end gap-2">
                <ResendInvitation id={id} email={email} />
                <WithdrawInvitation id={id} email={email} />
              </div>
            ) : null}
          </Td>
        </Tr>
      ))}
    </Table>
  );
}
