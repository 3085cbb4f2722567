import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { Member } from "#lib/features/members/types.ts";
import { ChangeRole } from "./change-role.tsx";
import { LeaveOrganisation } from "./leave-organisation.tsx";
import { RemoveMember } from "./remove-member.tsx";

type MembersTableProps = {
  members: Member[];
  /** Who looks at it. */
  userId: string;
  organisation: string;
  owners: number;
  /** The roles that they give and take away. */
  given: readonly Member["role"][];
};

export function MembersTable({ members, userId, organisation, owners, given }: MembersTableProps) {
  const t = useTranslations("members");
  const roles = useTranslations("settings.roles");
  const head = (
    <>
      <Th>{t("name")}</Th>
      <Th>{t("email")}</Th>
      <Th>{t("role")}</Th>
      <Th>{t("since")}</Th>
      <Th>
        <span className="sr-only">{t("actions")}</span>
      </Th>
    </>
  );
  return (
    <Table caption={t("title")} head={head}>
      {members.map(({ id, name, email, role, since }) => {
        const isLastOwner = role === "owner" && owners === 1;
        const mayChange = given.includes(role) && !isLastOwner;
        return (
          <Tr key={id}>
            <Td className="max-w-64 font-medium break-words">
              {name} {id === userId ? <Badge>{t("you")}</Badge> : null}
            </Td>
            <Td className="max-w-72 min-w-44 wrap-anywhere">{email}</Td>
            <Td className="whitespace-nowrap">{roles(role)}</Td>
            <Td className="whitespace-nowrap">
              <DateTime value={since.toISOString()} brief />
            </Td>
            <Td>
              <div className="flex justify-end gap-2">
                {isLastOwner ? <span className="text-xs text-ink-soft">{t("lastOwner")}</span> : null}
                {mayChange ? <ChangeRole id={id} name={name} role={role} roles={given} /> : null}
                {id === userId && !isLastOwner ? <LeaveOrganisation organisation={organisation} /> : null}
                {id !== userId && mayChange ? <RemoveMember id={id} name={name} /> : null}
              </div>
            </Td>
          </Tr>
        );
      })}
    </Table>
  );
}
