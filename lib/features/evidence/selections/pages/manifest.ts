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

/** stem: of its files' names; isUndrawn: it should have a PDF, which could not be drawn. */
interface Listed {
  record: EvidenceSummary;
  stem: string;
  hasPdf: boolean;
  isUndrawn: boolean;
}

export function manifestRow({ record, stem, hasPdf, isUndrawn }: Listed, locale: Locale): string[] {
  const t = translator(locale);
  const { name, id, sha256, size, receivedAt, entry } = record;
  // What its receipt shows; it may have been anchored since the list was read.
  const isAnchored = hasPdf || isUndrawn;
  const place = isAnchored && entry ? [entry.ledger, `${entry.index}`, `${entry.blockHeight}`] : ["", "", ""];
  const state = t(isAnchored ? "evidence.state.anchored" : "evidence.state.recorded");
  return [
    ...[name, id, sha256, `${size ?? ""}`, state, receivedAt, ...place, `${publicUrl}/v/${id}`],
    hasPdf ? `${stem}.pdf` : "",
    `${stem}.json`,
    isUndrawn ? t("selection.undrawn") : hasPdf ? "" : t("selection.waiting"),
  ];
}
