"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ChooseBox } from "#components/records/choose-box.tsx";
import { type Selection, useSelection } from "#components/records/use-selection.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { CertificateSummary } from "#lib/features/certificates/issuing/types.ts";
import { CertificateStateBadge } from "./certificate-state.tsx";

type CertificateTableProps = {
  rows: readonly CertificateSummary[];
  /** Names by their ids; none where the organisation has no units. */
  units: readonly UnitChoice[];
  /** Stands in the place of a table without rows. */
  empty: ReactNode;
  /** What can be done with those that are chosen; nothing: none is chosen. */
  actions?: ((selection: Selection) => ReactNode) | undefined;
};

/** The list, dense where there is room, a card a certificate where there is not. */
export function CertificateTable({ rows, units, empty, actions }: CertificateTableProps) {
  const selection = useSelection(rows.map(({ id }) => id));
  return (
    <>
      {rows.length === 0 ? empty : <Rows rows={rows} units={units} selection={actions ? selection : undefined} />}
      {actions?.(selection)}
    </>
  );
}

type RowsProps = Pick<CertificateTableProps, "rows" | "units"> & { selection: Selection | undefined };

function Rows({ rows, units, selection }: RowsProps) {
  const t = useTranslations("issued.table");
  const words = useTranslations("units");
  const unitOf = ({ unit }: CertificateSummary) => units.find(({ id }) => id === unit)?.path;
  return (
    <>
      <div className="hidden md:block">
        <Table
          caption={t("caption")}
          head={
            <>
              {selection ? (
                <Th className="w-10 pe-0">
                  <ChoosePage rows={rows} selection={selection} />
                </Th>
              ) : null}
              <Th>{t("holder")}</Th>
              <Th>{t("template")}</Th>
              <Th>{t("state")}</Th>
              <Th>{t("issued")}</Th>
              {units.length > 0 ? <Th>{words("unit")}</Th> : null}
            </>
          }
        >
          {rows.map((row) => (
            <Tr key={row.id} className={selection?.chosen.has(row.id) ? "bg-sunken" : undefined}>
              {selection ? (
                <Td className="pe-0">
                  <ChooseRow row={row} selection={selection} />
                </Td>
              ) : null}
              <Td className="max-w-96 min-w-48">
                <Holder row={row} />
              </Td>
              <Td className="max-w-64 wrap-anywhere">{row.template.name}</Td>
              <Td>
                <CertificateStateBadge state={row.state} />
              </Td>
              <Td className="whitespace-nowrap">
                <DateTime value={row.issuedAt} brief />
              </Td>
              {units.length > 0 ? <Td className="max-w-48 wrap-anywhere">{unitOf(row)}</Td> : null}
            </Tr>
          ))}
        </Table>
      </div>
      <ul aria-label={t("caption")} className="grid gap-3 md:hidden">
        {rows.map((row) => (
          <li
            key={row.id}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-lg border border-rule bg-surface px-4 py-3 text-sm"
          >
            {selection ? <ChooseRow row={row} selection={selection} /> : <span />}
            <div className="grid gap-1.5">
              <Holder row={row} />
              <p className="wrap-anywhere text-ink-soft">{row.template.name}</p>
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
                <CertificateStateBadge state={row.state} />
                <DateTime value={row.issuedAt} brief />
                {unitOf(row) === undefined ? null : <span className="wrap-anywhere">{unitOf(row)}</span>}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function Holder({ row }: { row: CertificateSummary }) {
  return (
    <span className="grid min-w-0">
      <Link
        href={`/certificates/${row.id}`}
        prefetch={false}
        className="text-link inline-flex items-center font-medium wrap-anywhere pointer-coarse:min-h-11"
      >
        <bdi>{row.holderName}</bdi>
      </Link>
      {row.email ? <span className="text-xs wrap-anywhere text-ink-soft">{row.email}</span> : null}
    </span>
  );
}

function ChoosePage({ rows, selection }: { rows: readonly CertificateSummary[]; selection: Selection }) {
  const t = useTranslations("issued.table");
  const every = rows.every(({ id }) => selection.chosen.has(id));
  return (
    <ChooseBox
      aria-label={t("chooseAll")}
      checked={every}
      some={selection.chosen.size > 0 && !every}
      onChange={selection.togglePage}
    />
  );
}

function ChooseRow({ row, selection }: { row: CertificateSummary; selection: Selection }) {
  const t = useTranslations("issued.table");
  return (
    <ChooseBox
      aria-label={t("choose", { name: row.holderName })}
      checked={selection.chosen.has(row.id)}
      onChange={({ nativeEvent }) => selection.toggle(row.id, (nativeEvent as MouseEvent).shiftKey === true)}
    />
  );
}
