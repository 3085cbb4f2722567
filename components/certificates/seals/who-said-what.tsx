import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { MESSAGE_KINDS, type SealGroup } from "#lib/features/certificates/seals/types.ts";

/** How far each approver is with making the group's key. */
export function WhoSaidWhat({ ceremony }: { ceremony: SealGroup }) {
  const t = useTranslations("seals");
  const head = (
    <>
      <Th>{t("number")}</Th>
      <Th>{t("approver")}</Th>
      {MESSAGE_KINDS.map((kind) => (
        <Th key={kind}>{t(`said.${kind}`)}</Th>
      ))}
    </>
  );
  return (
    <Table caption={t("approversOf")} head={head}>
      {ceremony.approvers.map(({ number, name, said }) => (
        <Tr key={number}>
          <Td>{number}</Td>
          <Td>{name}</Td>
          {MESSAGE_KINDS.map((kind) => (
            <Td key={kind}>
              {said.includes(kind) ? (
                <Badge tone="ok">{t("done")}</Badge>
              ) : (
                <span className="text-ink-soft">{t("notYet")}</span>
              )}
            </Td>
          ))}
        </Tr>
      ))}
    </Table>
  );
}
