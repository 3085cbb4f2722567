"use client";

import { useTranslations } from "next-intl";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { type AskedField, EMAIL, HOLDER_NAME, REPLACES } from "#lib/features/certificates/issuing/schema/draft.ts";
import type { Columns, RosterRow } from "#lib/features/certificates/issuing/schema/roster.ts";
import { useFaultWords, useFieldName } from "./fault-words.ts";

/** Enough to see whether a table was read as it is meant. */
export const PREVIEWED_ROWS = 12;

type PreviewTableProps = { rows: readonly RosterRow[]; columns: Columns; fields: readonly AskedField[] };

/** The first rows as they were read, with what is wrong in them. */
export function PreviewTable({ rows, columns, fields }: PreviewTableProps) {
  const t = useTranslations("batches.file");
  const nameOf = useFieldName(fields);
  const words = useFaultWords(fields);
  const shown = [HOLDER_NAME, ...fields.map(({ name }) => name), EMAIL, REPLACES].filter((name) =>
    columns.includes(name),
  );
  const oneLine = new Set([EMAIL, ...fields.filter(({ type }) => type !== "text").map(({ name }) => name)]);
  const shownValue = ({ draft }: RosterRow, name: string) =>
    ({ [HOLDER_NAME]: draft.holderName, [EMAIL]: draft.email, [REPLACES]: draft.replaces })[name] ?? draft.values[name];
  return (
    <Table
      caption={t("preview")}
      captionShown
      head={
        <>
          <Th numeric>{t("line")}</Th>
          {shown.map((name) => (
            <Th key={name}>{nameOf(name)}</Th>
          ))}
        </>
      }
    >
      {rows.map((row) => (
        <Tr key={row.line}>
          <Td numeric className="text-ink-soft">
            {row.line}
          </Td>
          {shown.map((name) => {
            const fault = row.faults.find(({ field }) => field === name);
            return (
              <Td key={name} className="max-w-64 min-w-40 wrap-anywhere">
                <bdi className={oneLine.has(name) && !fault ? "whitespace-nowrap" : undefined}>
                  {shownValue(row, name)}
                </bdi>
                {fault ? <span className="block text-xs text-danger">{words(fault)}</span> : null}
              </Td>
            );
          })}
        </Tr>
      ))}
    </Table>
  );
}
