/** Records that somebody picked, by hand or by the list's filter, to have something of all of them at once. */
import type { EvidenceFilter } from "#lib/features/evidence/records/types.ts";

export type Selection = { ids: readonly string[] } | { filter: EvidenceFilter };

/** Ids that are sent: some 400 KB. */
export const IDS_MAX = 10_000;
/** Records of one ZIP, two files each: a quarter of an hour of drawing. */
export const ZIP_RECORDS_MAX = 33_000;
/** Records of one document for reading: about a thousand pages. */
export const MERGED_RECORDS_MAX = 500;
