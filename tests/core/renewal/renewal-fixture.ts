/** A small renewed tree, reckoned by the RFC's recursion on node:crypto, and its statement. */
import { hash } from "node:crypto";
import { formatStatement, type RenewalStatement } from "#lib/core/renewal/statement.ts";

type Bytes = Uint8Array<ArrayBufferLike>;

export function sha3(...parts: Bytes[]): Bytes {
  return new Uint8Array(hash("sha3-256", Buffer.concat(parts), "buffer"));
}

const split = (n: number): number => (n <= 2 ? 1 : 2 ** (Math.ceil(Math.log2(n)) - 1));

export function rootOf(leaves: Bytes[]): Bytes {
  if (leaves.length === 1) return leaves[0] as Bytes;
  const k = split(leaves.length);
  return sha3(Uint8Array.of(1), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

export function pathOf(m: number, leaves: Bytes[]): Bytes[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...pathOf(m, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(m - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

export const digest = (byte: number): Bytes => new Uint8Array(32).fill(byte);

export const STATEMENT: RenewalStatement = {
  origin: "ledger.example/ledger/main",
  number: 1,
  algorithm: "sha3-256",
  size: 5n,
  root: digest(1),
  attested: digest(2),
  renewedRoot: digest(3),
  contents: 3n,
  recordsOnly: 2n,
  previous: undefined,
};

export const STATEMENT_TEXT: string = formatStatement(STATEMENT);

/** As a note, signed by nobody who counts: what reads it looks at no signature. */
export const noteOf = (text: string): string =>
  `${text}\n\u2014 ledger.example ${Buffer.alloc(68, 7).toString("base64")}\n`;
