import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { Member } from "#lib/features/members/types.ts";

export function MembersTable({ members }: { members: Member[] }) {
  const t = useTranslations("settings");
  const head = (
    <>
      <Th>{t("organisation.memberName")}</Th>
      <Th>{t("organisation.memberEmail")}</Th>
      <Th>{t("organisation.memberRole")}</Th>
      <Th>{t("organisation.memberSince")}</Th>
    </>
  );
  return (
    <Table caption={t("organisation.members")} head={head}>
      {members.map((member) => (
        <Tr key={member.userId}>
          <Td>{member.name}</Td>
          <Td>{member.email}</Td>
          <Td>{t(`roles.${member.role}`)}</Td>
          <Td className="whitespace-nowrap">
            <DateTime value={member.since.toISOString()} brief />
          </Td>
        </Tr>
      ))}
    </Table>
  );
}
