import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { Sealing } from "#lib/features/certificates/seals/types.ts";

/** Who said what of a batch, in each try: the words are kept as their approvers signed them. */
export function Rounds({ sealing }: { sealing: Sealing }) {
  const t = useTranslations("seals");
  const { rounds, group } = sealing;
  const nameOf = (number: number) => group.approvers.find((each) => each.number === number)?.name ?? "";
  if (rounds.length === 0) return <p className="text-sm text-ink-soft">{t("nobodyYet")}</p>;
  const head = (
    <>
      <Th>{t("attempt")}</Th>
      <Th>{t("approver")}</Th>
      <Th>{t("word")}</Th>
      <Th>{t("at")}</Th>
      <Th>{t("part")}</Th>
    </>
  );
  return (
    <Table caption={t("words")} head={head}>
      {rounds.flatMap(({ attempt, approvals }) =>
        approvals.map(({ number, approved, at, reason, signs, share }) => (
          <Tr key={`${attempt} ${number}`}>
            <Td>{attempt}</Td>
            <Td>
              <bdi>{nameOf(number)}</bdi>
            </Td>
            <Td>
              <Badge tone={approved ? "ok" : "danger"}>{approved ? t("yes") : t("no")}</Badge>
              {reason ? <span className="ms-2">{reason}</span> : null}
            </Td>
            <Td>
              <DateTime value={at} />
            </Td>
            <Td>{share ? t("given") : signs ? t("awaited") : "–"}</Td>
          </Tr>
        )),
      )}
    </Table>
  );
}
