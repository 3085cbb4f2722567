"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { FieldValue } from "#components/fields/field-value.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { ChooseBox } from "./choose-box.tsx";
import type { EvidenceRow } from "./evidence-row.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { StateChip } from "./state-badge.tsx";
import { TagList } from "./tag-list.tsx";
import { type Selection, useSelection } from "./use-selection.ts";
import { WhoName } from "./who-name.tsx";

type EvidenceTableProps = {
  rows: readonly EvidenceRow[];
  /** Own fields that have a column. */
  columns: readonly FieldDefinition[];
  query: string;
  isMore: boolean;
  mayTag: boolean;
  tagChoices: readonly string[];
  /** Names by their ids; none where the organisation has no units. */
  units: readonly UnitChoice[];
};

/** The list, dense where there is room, a card a record where there is not; rows can be chosen in either. */
export function EvidenceTable({ rows, columns, units, ...bar }: EvidenceTableProps) {
  const t = useTranslations("evidence");
  const words = useTranslations("units");
  const selection = useSelection(rows.map(({ id }) => id));
  return (
    <>
      <div className="hidden lg:block [&_a]:scroll-mb-24 [&_input]:scroll-mb-24">
        <Table
          caption={t("table.caption")}
          head={
            <>
              <Th className="w-10 pe-0">
                <ChoosePage rows={rows} selection={selection} />
              </Th>
              <Th>{t("table.name")}</Th>
              {columns.length === 0 ? <Th>{t("table.digest")}</Th> : null}
              {columns.map(({ id, name, type }) => (
                <Th key={id} numeric={type === "number" || type === "amount"} className="max-w-40 whitespace-normal">
                  {name}
                </Th>
              ))}
              <Th>{t("table.state")}</Th>
              <Th>{t("table.received")}</Th>
              <Th>{t("table.who")}</Th>
              {units.length > 0 ? <Th>{words("unit")}</Th> : null}
            </>
          }
        >
          {rows.map((row) => (
            <EvidenceTableRow key={row.id} row={row} columns={columns} selection={selection} units={units} />
          ))}
        </Table>
      </div>
      <div className="grid gap-3 lg:hidden">
        <div className="flex items-center gap-3 px-4 text-sm text-ink-soft print:hidden">
          <ChoosePage rows={rows} selection={selection} />
          <span aria-hidden="true">{t("chosen.page")}</span>
        </div>
        <ul aria-label={t("table.caption")} className="grid gap-3 [&_a]:scroll-mb-48 [&_input]:scroll-mb-48">
          {rows.map((row) => (
            <EvidenceCard key={row.id} row={row} columns={columns} selection={selection} units={units} />
          ))}
        </ul>
      </div>
      <SelectionBar selection={selection} {...bar} />
    </>
  );
}

type RowProps = {
  row: EvidenceRow;
  columns: readonly FieldDefinition[];
  selection: Selection;
  units: readonly UnitChoice[];
};

const unitOf = ({ unit }: EvidenceRow, units: readonly UnitChoice[]) => units.find(({ id }) => id === unit)?.path;

function EvidenceTableRow({ row, columns, selection, units }: RowProps) {
  return (
    <Tr className={selection.chosen.has(row.id) ? "bg-sunken" : undefined}>
      <Td className="pe-0">
        <ChooseRow row={row} selection={selection} />
      </Td>
      <Td className="max-w-96 min-w-52">
        <div className="grid gap-1">
          <NameLink row={row} />
          <TagList tags={row.tags} />
        </div>
      </Td>
      {columns.length === 0 ? (
        <Td>
          <Digest value={row.sha256} short />
        </Td>
      ) : null}
      {columns.map(({ id, type }, at) => (
        <Td key={id} numeric={type === "number" || type === "amount"} className="max-w-48 wrap-anywhere">
          <FieldValue field={row.own[at]} />
        </Td>
      ))}
      <Td>
        <StateChip {...row} />
      </Td>
      <Td className="whitespace-nowrap">
        <DateTime value={row.receivedAt} brief />
      </Td>
      <Td className="max-w-56">
        <WhoName who={row.who} />
      </Td>
      {units.length > 0 ? <Td className="max-w-48 wrap-anywhere">{unitOf(row, units)}</Td> : null}
    </Tr>
  );
}

function EvidenceCard({ row, columns, selection, units }: RowProps) {
  const unit = unitOf(row, units);
  const shown = columns.flatMap(({ id, name }, at) => (row.own[at] ? [{ id, name, field: row.own[at] }] : []));
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-lg border border-rule bg-surface px-4 py-3 text-sm">
      <ChooseRow row={row} selection={selection} />
      <div className="grid gap-2">
        <NameLink row={row} />
        {shown.length > 0 ? (
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            {shown.map(({ id, name, field }) => (
              <div key={id} className="contents">
                <dt className="max-w-32 text-ink-soft">{name}</dt>
                <dd className="wrap-anywhere">
                  <FieldValue field={field} />
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <Digest value={row.sha256} short />
        )}
        <TagList tags={row.tags} />
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
          <StateChip {...row} />
          <DateTime value={row.receivedAt} brief />
          <span>
            <WhoName who={row.who} />
          </span>
          {unit === undefined ? null : <span>{unit}</span>}
        </p>
      </div>
    </li>
  );
}

function ChoosePage({ rows, selection }: { rows: readonly EvidenceRow[]; selection: Selection }) {
  const t = useTranslations("evidence.chosen");
  const { chosen, togglePage } = selection;
  const every = rows.every(({ id }) => chosen.has(id));
  return <ChooseBox aria-label={t("page")} checked={every} some={chosen.size > 0 && !every} onChange={togglePage} />;
}

function ChooseRow({ row, selection }: { row: EvidenceRow; selection: Selection }) {
  const t = useTranslations("evidence.chosen");
  return (
    <ChooseBox
      aria-label={t("one", { name: row.name })}
      checked={selection.chosen.has(row.id)}
      onChange={({ nativeEvent }) => selection.toggle(row.id, (nativeEvent as MouseEvent).shiftKey === true)}
    />
  );
}

function NameLink({ row }: { row: EvidenceRow }) {
  const t = useTranslations("evidence");
  const { id, file } = row;
  return (
    <span className="min-w-0">
      <Link href={`/evidence/${id}`} prefetch={false} className="text-link font-medium break-words">
        {row.name}
      </Link>
      {row.type === "digest" ? <span className="ms-2 text-xs text-ink-soft">{t("type.digest")}</span> : null}
      {file ? (
        <Link
          href={`/evidence/${id}?${new URLSearchParams({ files: file.name })}#bundle`}
          prefetch={false}
          className="block text-xs text-link break-words"
        >
          {t("inBundle", { name: file.name })}
        </Link>
      ) : null}
    </span>
  );
}
