/**
 * What a renewal states: that the ledger's tree of so many entries, with this root and these signatures, is committed to anew by a tree
 * under another digest. The ledger's Ed25519 keys sign it as a C2SP note, which is recorded in the ledger like any evidence and, apart from
 * that, timestamped by itself under SHA-512: its place in the ledger rests on SHA-256, which it is to outlive.
 */
import { ORIGIN_CHARS_MAX } from "../log/checkpoint.ts";
import { DIGEST_BYTES, fromBase64, toBase64 } from "../text/bytes.ts";
import { parseDecimal } from "../text/decimal.ts";
import { isLine } from "../text/json-fields.ts";
import { NONE } from "./renewed-tree.ts";

export const STATEMENT_VERSION = "sealbook.renewal/v1";
const STATEMENT_LINES = 11;
export const STATEMENT_CHARS_MAX = 1024;
/** One a year for as long as anybody asks. */
export const RENEWALS_MAX = 64;

export type RenewalStatement = {
  origin: string;
  /** 1, 2, 3 … */
  number: number;
  /** The digest of the new tree. */
  algorithm: "sha3-256";
  /** Entries of the tree that is renewed, at least 1; the new tree has as many leaves. */
  size: bigint;
  /** Of the tree that is renewed. */
  root: Uint8Array;
  /** `attestedDigest` of the checkpoint of that tree. */
  attested: Uint8Array;
  /** Of the new tree. */
  renewedRoot: Uint8Array;
  /** Leaves that bind a content, and leaves that bind a record only. Leaves without a record are neither. */
  contents: bigint;
  recordsOnly: bigint;
  /** `attestedDigest` of the renewal before, as stated and timestamped; undefined for the first. */
  previous: Uint8Array | undefined;
};

/** Eleven lines, each ended by LF. Throws RangeError for what `parseStatement` would refuse. */
export function formatStatement(statement: RenewalStatement): string {
  const { origin, number, algorithm, size, root, attested, renewedRoot, contents, recordsOnly, previous } = statement;
  const lines = [
    STATEMENT_VERSION,
    origin,
    number,
    algorithm,
    size,
    toBase64(root),
    toBase64(attested),
    toBase64(renewedRoot),
    contents,
    recordsOnly,
    previous === undefined ? NONE : toBase64(previous),
  ];
  const text = `${lines.join("\n")}\n`;
  if (parseStatement(text) === undefined) throw new RangeError("not a statement of a renewal");
  return text;
}

/** The statement that a text is; undefined unless `formatStatement` would write exactly this. */
export function parseStatement(text: string): RenewalStatement | undefined {
  if (text.length > STATEMENT_CHARS_MAX) return undefined;
  const lines = text.split("\n", STATEMENT_LINES + 2);
  const [version, origin, numberText = "", algorithm, sizeText = ""] = lines;
  const [root, attested, renewedRoot] = lines.slice(5, 8).map(digestOf);
  const [contents, recordsOnly] = lines.slice(8, 10).map(parseDecimal);
  const previous = lines[10] === NONE ? undefined : digestOf(lines[10] ?? "");
  const [number, size] = [parseDecimal(numberText), parseDecimal(sizeText)];
  if (lines.length !== STATEMENT_LINES + 1 || lines[STATEMENT_LINES] !== "" || version !== STATEMENT_VERSION)
    return undefined;
  if (!isLine(origin, ORIGIN_CHARS_MAX) || algorithm !== "sha3-256") return undefined;
  if (number === undefined || number < 1n || number > RENEWALS_MAX || size === undefined || size < 1n) return undefined;
  if (root === undefined || attested === undefined || renewedRoot === undefined) return undefined;
  if (contents === undefined || recordsOnly === undefined || contents + recordsOnly > size) return undefined;
  // The first follows none, and each other one follows another.
  if ((number === 1n) !== (previous === undefined) || (number === 1n) !== (lines[10] === NONE)) return undefined;
  return {
    ...{ origin, number: Number(number), algorithm, size, root, attested, renewedRoot },
    ...{ contents, recordsOnly, previous },
  };
}

function digestOf(text: string): Uint8Array | undefined {
  const bytes = fromBase64(text);
  return bytes?.length === DIGEST_BYTES ? bytes : undefined;
}
