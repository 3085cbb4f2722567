/**
 * C2SP tlog-proof (`c2sp.org/tlog-proof@v1`): index, inclusion path and checkpoint in one text that other programs read. It carries
 * no entry bytes; the leaf hash comes from what it is to prove.
 */
import { DIGEST_BYTES, fromBase64, toBase64 } from "../text/bytes.ts";
import { parseDecimal } from "../text/decimal.ts";
import { NOTE_CHARS_MAX } from "./note.ts";

const HEADER = "c2sp.org/tlog-proof@v1\n";
/** C2SP tlog-proof: paths in a 64-bit tree. */
const PROOF_HASHES_MAX = 64;
const EXTRA_CHARS_MAX = 16 * 1024;
/** UTF-16 code units of a whole proof. */
export const TLOG_PROOF_CHARS_MAX: number = NOTE_CHARS_MAX + EXTRA_CHARS_MAX + 4 * 1024;

export type TlogProof = {
  index: bigint;
  /** Inclusion path, the leaf's sibling first. */
  hashes: Uint8Array[];
  /** The signed checkpoint, verbatim; not looked into here. */
  checkpoint: string;
  /** Authenticated by nothing: never rely on it. */
  extra?: Uint8Array;
};

export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra === undefined ? "" : `extra ${toBase64(proof.extra)}\n`;
  const path = proof.hashes.map((hash) => `${toBase64(hash)}\n`).join("");
  const text = `${HEADER}${extra}index ${proof.index}\n${path}\n${proof.checkpoint}`;
  if (parseTlogProof(text) === undefined) throw new RangeError("not a tlog-proof");
  return text;
}

/** The proof that a text is; undefined unless every line before the checkpoint is canonical. */
export function parseTlogProof(text: string): TlogProof | undefined {
  if (text.length > TLOG_PROOF_CHARS_MAX || !text.startsWith(HEADER) || !text.isWellFormed()) return undefined;
  const end = text.indexOf("\n\n", HEADER.length);
  const checkpoint = text.slice(end + 2);
  if (end < 0 || !checkpoint.endsWith("\n")) return undefined;
  const lines = text.slice(HEADER.length, end).split("\n", PROOF_HASHES_MAX + 3);
  const extra = parseExtra(lines);
  if (extra === "malformed") return undefined;
  const [indexLine = "", ...hashLines] = extra === undefined ? lines : lines.slice(1);
  const index = indexLine.startsWith("index ") ? parseDecimal(indexLine.slice("index ".length)) : undefined;
  const hashes = parseHashes(hashLines);
  if (index === undefined || hashes === undefined) return undefined;
  return extra === undefined ? { index, hashes, checkpoint } : { index, hashes, checkpoint, extra };
}

function parseExtra(lines: readonly string[]): Uint8Array | undefined | "malformed" {
  const [line = ""] = lines;
  if (!line.startsWith("extra ")) return undefined;
  return line.length > EXTRA_CHARS_MAX ? "malformed" : (fromBase64(line.slice("extra ".length)) ?? "malformed");
}

function parseHashes(lines: readonly string[]): Uint8Array[] | undefined {
  if (lines.length > PROOF_HASHES_MAX) return undefined;
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== DIGEST_BYTES) return undefined;
    hashes.push(hash);
  }
  return hashes;
}
