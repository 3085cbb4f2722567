/** A signed ledger as static files in a folder, written here without the reader's help; histories that differ from an index on. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { formatKeyHistory, formatKeyStatement } from "#lib/core/log/key-history.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { appendLeaves, type TreeEdge, tilePath } from "#lib/core/log/tiles.ts";
import { concat, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { signedLine, signer } from "#tests/core/receipt/receipt-fixture.ts";

export const ORIGIN = "seal.example/ledger/main";
export const LEDGER = signer(ORIGIN);
export const OTHER_KEY = signer(ORIGIN, 0x01, "somebody else's");
export const VKEY = LEDGER.key.text;

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "sealbook-nodes-"));

/** Entry `index` of a history; two histories share what lies before `forkAt`. */
export function entryAt(
  index: number,
  { forkAt, history = "" }: { forkAt?: number; history?: string } = {},
): Uint8Array {
  const label = forkAt !== undefined && index >= forkAt ? history : "";
  return utf8(`sealbook.entry/v1\ndigest\n${toBase64(sha256(utf8(`record ${index}${label}`)))}\n`);
}

export interface LedgerOptions {
  forkAt?: number;
  history?: string;
  signedBy?: typeof LEDGER;
  /** Signature lines under the checkpoint, instead of that of `signedBy`. */
  lines?: (text: string) => string[];
  /** Every entry, instead of those of `entryAt`. */
  entry?: (index: number) => Uint8Array;
}

/** Writes the whole ledger of `size` entries, and the checkpoints of every `sizes` on the way (their partial tiles, too). */
export function writeLedger(
  folder: string,
  size: number,
  options: LedgerOptions = {},
): { note: string; root: Uint8Array } {
  const { signedBy = LEDGER, entry = (index) => entryAt(index, options) } = options;
  const entries = Array.from({ length: size }, (_, index) => entry(index));
  const levels: Uint8Array[][] = [entries.map(leafHash)];
  const grown = appendLeaves([] as TreeEdge, 0n, levels[0]!);
  for (const { level, hash } of grown.nodes) {
    levels[level] ??= [];
    levels[level].push(hash);
  }
  for (const [level, hashes] of levels.entries()) {
    for (let at = 0; at < hashes.length; at += 256) {
      const part = hashes.slice(at, at + 256);
      put(folder, tilePath(level, BigInt(at / 256), part.length), concat(...part));
      if (level === 0) {
        const bundle = entries
          .slice(at, at + 256)
          .map((bytes) => concat(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes));
        put(folder, tilePath("entries", BigInt(at / 256), part.length), concat(...bundle));
      }
    }
  }
  const note = noteOf({ size, root: grown.root, signedBy, ...(options.lines && { lines: options.lines }) });
  put(folder, "checkpoint", utf8(note));
  return { note, root: grown.root };
}

/** Root of the first `size` entries of a history. */
export function rootAt(size: number, options: LedgerOptions = {}): Uint8Array {
  return appendLeaves(
    [],
    0n,
    Array.from({ length: size }, (_, index) => leafHash(entryAt(index, options))),
  ).root;
}

export function noteOf(input: {
  size: number | bigint;
  root: Uint8Array;
  signedBy?: typeof LEDGER;
  lines?: (text: string) => string[];
  origin?: string;
}): string {
  const { size, root, signedBy = LEDGER, origin = ORIGIN, lines = (text) => [signedLine(signedBy, text)] } = input;
  const text = formatCheckpoint({ origin, size: BigInt(size), root });
  return formatNote(text, lines(text));
}

export function put(folder: string, path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

/** The history of a ledger's keys: each entry's statement signed by the key before and by itself, or by whom `signers` says. */
export function keysOf(
  keys: readonly { key: typeof LEDGER; since: bigint; signers?: readonly (typeof LEDGER)[] }[],
): string {
  const notes = keys.map(({ key, since, signers }, at) => {
    const text = formatKeyStatement({ origin: ORIGIN, verifierKey: key.key.text, sinceSize: since });
    const before = keys[at - 1]?.key;
    const by = signers ?? (before ? [before, key] : [key]);
    return formatNote(
      text,
      by.map((signer) => signedLine(signer, text)),
    );
  });
  return formatKeyHistory(notes);
}

export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
