/** The table that lies beside the receipts: which file is whose, and which records have no PDF yet. */

import { publicUrl } from "#lib/env.ts";
import type { EvidenceSummary } from "#lib/features/evidence/records/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";

const OF_THE_LIST = [
  "name",
  "id",
  "sha256",
  "size",
  "state",
  "received",
  "ledger",
  "entry",
  "block",
  "publicPage",
] as const;
const OWN = ["pdf", "json", "note"] as const;

export function manifestName(locale: Locale): string {
  return translator(locale)("selection.manifest");
}

export function manifestHead(locale: Locale): string[] {
  const t = translator(locale);
  return [
    ...OF_THE_LIST.map((column) => t(`evidence.export.columns.${column}`)),
    ...OWN.map((column) => t(`selection.columns.${column}`)),
  ];
}

/** @param made stem: of its files' names */
export function manifestRow(
  { record, stem, hasPdf }: { record: EvidenceSummary; stem: string; hasPdf: boolean },
  locale: Locale,
): string[] {
  const t = translator(locale);
  const { name, id, sha256, size, receivedAt, entry } = record;
  // What its receipt shows; it may have been anchored since the list was read.
  const place = hasPdf && entry ? [entry.ledger, `${entry.index}`, `${entry.blockHeight}`] : ["", "", ""];
  const state = t(hasPdf ? "evidence.state.anchored" : "evidence.state.recorded");
  return [
    ...[name, id, sha256, `${size ?? ""}`, state, receivedAt, ...place, `${publicUrl}/v/${id}`],
    ...(hasPdf ? [`${stem}.pdf`, `${stem}.json`, ""] : ["", `${stem}.json`, t("selection.waiting")]),
  ];
}
