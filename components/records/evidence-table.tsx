import Link from "next/link";
import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { EvidenceRow } from "./evidence-row.ts";
import { StateMarks } from "./state-badge.tsx";
import { WhoName } from "./who-name.tsx";

/** The list, dense where there is room, a card a record where there is not. */
export function EvidenceTable({ rows }: { rows: readonly EvidenceRow[] }) {
  const t = useTranslations("evidence.table");
  return (
    <>
      <div className="hidden lg:block">
        <Table
          caption={t("caption")}
          head={
            <>
              <Th>{t("name")}</Th>
              <Th>{t("digest")}</Th>
              <Th>{t("state")}</Th>
              <Th>{t("received")}</Th>
              <Th>{t("who")}</Th>
            </>
          }
        >
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td className="max-w-96 min-w-52">
                <NameLink row={row} />
              </Td>
              <Td>
                <Digest value={row.sha256} short />
              </Td>
              <Td>
                <StateMarks {...row} />
              </Td>
              <Td className="whitespace-nowrap">
                <DateTime value={row.receivedAt} brief />
              </Td>
              <Td className="max-w-56">
                <WhoName who={row.who} />
              </Td>
            </Tr>
          ))}
        </Table>
      </div>
      <ul aria-label={t("caption")} className="grid gap-3 lg:hidden">
        {rows.map((row) => (
          <EvidenceCard key={row.id} row={row} />
        ))}
      </ul>
    </>
  );
}

function EvidenceCard({ row }: { row: EvidenceRow }) {
  return (
    <li className="grid gap-2 rounded-lg border border-rule bg-surface px-4 py-3 text-sm">
      <div className="flex items-start justify-between gap-3">
        <NameLink row={row} />
        <StateMarks {...row} />
      </div>
      <Digest value={row.sha256} short />
      <p className="flex flex-wrap gap-x-3 text-xs text-ink-soft">
        <DateTime value={row.receivedAt} brief />
        <span>
          <WhoName who={row.who} />
        </span>
      </p>
    </li>
  );
}

function NameLink({ row }: { row: EvidenceRow }) {
  const t = useTranslations("evidence.type");
  return (
    <span className="min-w-0">
      <Link href={`/evidence/${row.id}`} prefetch={false} className="text-link font-medium break-words">
        {row.name}
      </Link>
      {row.type === "digest" ? <span className="ms-2 text-xs text-ink-soft">{t("digest")}</span> : null}
    </span>
  );
}
