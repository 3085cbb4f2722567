/** The receipts of many records as one document for reading. */
import { Readable } from "node:stream";
import { publicUrl } from "#lib/env.ts";
import { readShownPolicy } from "#lib/features/evidence/receipts/pages.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import type { BuiltReceipt } from "#lib/features/evidence/receipts/types.ts";
import type { Reach } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { Places } from "#lib/infra/http/places.ts";
import { drawMerged } from "../drawing/draw-merged.ts";
import type { MergedInput } from "../drawing/render-merged.ts";

/** Each is a thread, and some 100 MB, for seconds. */
const DRAWN_MAX = 2;
const EVERYBODY = "";
const drawing = new Places();
/** Each is a document in memory for as long as somebody takes it. */
const TAKEN_PER_ORGANISATION_MAX = 1;
const taking = new Places();
/** What asks together is answered by one statement. */
const RECEIPTS_PER_READ = 50;

export interface MergedWish {
  reach: Reach;
  ids: readonly string[];
  locale: Locale;
  signal: AbortSignal;
}

/**
 * The document's bytes, which are drawn when they are asked for: whoever downloads it sees that it has begun.
 *
 * @throws {SealbookError} `too_many_at_once`
 */
export function mergedReceipts(wish: MergedWish): Readable {
  const leaveTaking = taking.take([[wish.reach.organisationId, TAKEN_PER_ORGANISATION_MAX]]);
  try {
    const leaveDrawing = placeToDraw();
    return Readable.from(drawn(wish, leaveDrawing)).once("close", () => {
      leaveDrawing();
      leaveTaking();
    });
  } catch (error) {
    leaveTaking();
    throw error;
  }
}

/** @returns what gives it back, however often it is called. @throws {SealbookError} `too_many_at_once` */
function placeToDraw(): () => void {
  const leave = drawing.take([[EVERYBODY, DRAWN_MAX]]);
  let isLeft = false;
  return () => {
    if (!isLeft) leave();
    isLeft = true;
  };
}

/** Whoever takes the document slowly keeps nobody else from drawing theirs. */
async function* drawn(wish: MergedWish, leaveDrawing: () => void): AsyncGenerator<Uint8Array> {
  yield await draw(wish).finally(leaveDrawing);
}

async function draw({ reach, ids, locale, signal }: MergedWish): Promise<Uint8Array> {
  const receipts = await readReceipts(reach, ids);
  return await drawMerged({ receipts, locale, publicUrl }, signal);
}

async function readReceipts(reach: Reach, ids: readonly string[]): Promise<MergedInput["receipts"]> {
  const all: MergedInput["receipts"][number][] = [];
  /** By what decides about them: a block's receipts have one. */
  const policies = new Map<string, ReturnType<typeof readShownPolicy>>();
  const policyOf = (receipt: BuiltReceipt) => {
    const key = `${receipt.ledger} ${receipt.treeSize}`;
    const known = policies.get(key) ?? readShownPolicy(receipt);
    policies.set(key, known);
    return known;
  };
  for (let from = 0; from < ids.length; from += RECEIPTS_PER_READ) {
    const some = ids.slice(from, from + RECEIPTS_PER_READ).map(async (evidenceId) => {
      const receipt = await buildReceipt({ evidenceId, reach });
      if (!receipt) throw new Error(`The record ${evidenceId} is not there any more.`);
      return { receipt: receipt.json, ...(await policyOf(receipt)) };
    });
    all.push(...(await Promise.all(some)));
  }
  return all;
}
