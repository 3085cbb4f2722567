/** The receipts of many records as files: each once as PDF and once as JSON, and a table of them all. */
import { setTimeout as sleep } from "node:timers/promises";
import { csvText } from "#lib/core/text/csv.ts";
import { DistinctStems } from "#lib/core/text/portable-name.ts";
import { renderSealed } from "#lib/features/evidence/receipts/pages.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { receiptStem } from "#lib/features/evidence/receipts/types.ts";
import { readEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import type { EvidenceSummary } from "#lib/features/evidence/records/types.ts";
import type { Reach } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import type { ZippedFile } from "#lib/infra/http/zip.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { manifestHead, manifestName, manifestRow } from "./manifest.ts";

const RECORDS_PER_READ = 100;
/** Two are built while one is drawn. */
const RECORDS_AT_ONCE_MAX = 3;
/**
 * The thread that draws takes each caller in turn, and all such files together are one of them: whoever waits for a single receipt waits
 * for one of theirs at most.
 */
const CALLER = "selections";
/** While too many others wait for a drawing. */
const DRAWING_AGAIN_MS = 500;
const DRAWING_ATTEMPTS_MAX = 120;
/** Records of one file that may be without a drawing. */
const UNDRAWN_MAX = 20;

export interface ZipWish {
  reach: Reach;
  /** Oldest first. */
  ids: readonly string[];
  locale: Locale;
  signal: AbortSignal;
}

interface Made {
  record: EvidenceSummary;
  json: Uint8Array;
  /** Of an anchored one. */
  pdf?: Uint8Array;
  /** Why there is none although it is anchored. */
  undrawn?: unknown;
}

export async function* receiptFiles(wish: ZipWish): AsyncGenerator<ZippedFile> {
  const { locale } = wish;
  const stems = new DistinctStems();
  const rows: string[][] = [];
  let last = new Date(0);
  let undrawnCount = 0;
  for await (const { record, json, pdf, undrawn } of made(wish)) {
    if (undrawn) {
      logEvent("error", "selection.undrawn", { evidence: record.id, error: String(undrawn) });
      undrawnCount += 1;
      // Then it is not the records.
      if (undrawnCount > UNDRAWN_MAX) throw undrawn;
    }
    const stem = stems.take(receiptStem(record.name, locale));
    const modifiedAt = new Date(record.receivedAt);
    if (pdf) yield { name: `${stem}.pdf`, bytes: pdf, modifiedAt };
    yield { name: `${stem}.json`, bytes: json, modifiedAt };
    rows.push(manifestRow({ record, stem, hasPdf: pdf !== undefined, isUndrawn: undrawn !== undefined }, locale));
    last = modifiedAt;
  }
  const table = csvText([manifestHead(locale), ...rows]);
  yield { name: manifestName(locale), bytes: new TextEncoder().encode(table), modifiedAt: last };
}

/** In their order, a few of them ahead. */
async function* made(wish: ZipWish): AsyncGenerator<Made> {
  const { reach, ids, signal } = wish;
  const underWay: Promise<Made>[] = [];
  for (let from = 0; from < ids.length; from += RECORDS_PER_READ) {
    const records = await readEvidence(reach, ids.slice(from, from + RECORDS_PER_READ));
    for (const record of records.reverse()) {
      signal.throwIfAborted();
      const receipt = makeReceipt(record, wish);
      receipt.catch(() => {}); // awaited below, or by nobody once another one has failed
      underWay.push(receipt);
      if (underWay.length >= RECORDS_AT_ONCE_MAX) yield (await underWay.shift()) as Made;
    }
  }
  for (const receipt of underWay) yield await receipt;
}

async function makeReceipt(record: EvidenceSummary, { reach, locale, signal }: ZipWish): Promise<Made> {
  const receipt = await buildReceipt({ evidenceId: record.id, reach });
  if (!receipt) throw new Error(`The record ${record.id} is not there any more.`);
  if (receipt.proof === undefined) return { record, json: receipt.json };
  for (let attempt = 1; ; attempt++) {
    try {
      return { record, json: receipt.json, pdf: await renderSealed(receipt, { locale, caller: CALLER, signal }) };
    } catch (error) {
      if (signal.aborted) throw error;
      // One that cannot be drawn would keep all others from their readers.
      if (!(error instanceof SealbookError)) return { record, json: receipt.json, undrawn: error };
      const isBusy = error.code === "unavailable" || error.code === "too_many_at_once";
      if (!isBusy || attempt >= DRAWING_ATTEMPTS_MAX) throw error;
      await sleep(DRAWING_AGAIN_MS, undefined, { signal });
    }
  }
}
