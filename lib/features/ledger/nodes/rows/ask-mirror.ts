/** What a mirror shows of its ledger, judged by what this ledger has. */

import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { isTrusted } from "#lib/core/log/key-history.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import { verifierKeysOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { ask } from "#lib/infra/http/ask.ts";
import type { Node, NodeTrouble } from "../types.ts";
import { said, troubleOf } from "./ask-witness.ts";
import { findBlockOfSize, findNewestBlock } from "./round.ts";

/** A checkpoint with the lines of many witnesses. */
const CHECKPOINT_BYTES_MAX = 256 * 1024;

type Shown = { size: bigint; latencyMs: number; version: string };
type Trouble = { failed: NodeTrouble; detail: string; version: string };

/** The size under the checkpoint that it shows, if that is one that this ledger signed. */
export async function askMirror(
  { url, ledger }: Node,
  { on, timeoutMs, signal }: { on: Pool; timeoutMs: number; signal: AbortSignal },
): Promise<Shown | Trouble> {
  const asked = await ask({ url: `${url}/checkpoint`, timeoutMs, bytesMax: CHECKPOINT_BYTES_MAX, signal });
  if ("failed" in asked) return { ...troubleOf(asked), version: "" };
  const { status, body, server: version, milliseconds: latencyMs } = asked;
  if (status !== 200)
    return { failed: status === 404 ? "origin_unknown" : "refused", detail: said(status, body), version };
  const judged = await judge(on, { ledger, note: body });
  return "failed" in judged ? { ...judged, version } : { size: judged.size, latencyMs, version };
}

/** Whether a checkpoint is this ledger's, and what this ledger had when it was that large. */
async function judge(
  on: Pool,
  { ledger, note }: { ledger: string; note: string },
): Promise<{ size: bigint } | Omit<Trouble, "version">> {
  const opened = await openOwn(on, { ledger, note });
  if ("failed" in opened) return { failed: "checkpoint_invalid", detail: opened.failed };
  const { size, root } = opened.checkpoint;
  if (size === 0n) return { size };
  const block = await findBlockOfSize({ ledger, size }, on);
  if (block && equalBytes(block.root, root)) return { size };
  if (block) return { failed: "fork", detail: `another root at ${size} entries` };
  const newest = await findNewestBlock(ledger, on);
  const has = newest?.treeSize ?? 0n;
  if (size > has) return { failed: "ahead", detail: `it shows ${size} entries, this ledger has ${has}` };
  return { failed: "fork", detail: `no block ends at ${size} entries` };
}

/** By any key that the ledger ever had and trust rests on. */
async function openOwn(on: Pool, { ledger, note }: { ledger: string; note: string }) {
  const keys = (await findLedger(ledger, on))?.keys ?? [];
  let last: ReturnType<typeof openCheckpoint> = { failed: "signature_absent" };
  for (const key of verifierKeysOf(keys).filter(isTrusted).toReversed()) {
    last = openCheckpoint(note, key);
    if (!("failed" in last)) return last;
  }
  return last;
}
