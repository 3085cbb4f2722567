/** What stands in the `proofValue` of bbs-2023 (sections 3.3.1 to 3.3.7): CBOR behind three bytes that tell base from derived, in base64url. */
import { decodeCbor } from "#lib/core/cbor/decode.ts";
import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { type Cbor, isCborArray, isCborBytes, isCborMap, isCborUint } from "#lib/core/cbor/value.ts";
import { concat, equalBytes } from "#lib/core/text/bytes.ts";
import { fromBase64Url, toBase64Url } from "../base64url.ts";
import { MESSAGES_MAX } from "./form.ts";

const BASE = Uint8Array.of(0xd9, 0x5d, 0x02);
const DERIVED = Uint8Array.of(0xd9, 0x5d, 0x03);
const PREFIX_BYTES = 3;
const HMAC_KEY_BYTES = 32;
const SCALAR_BYTES = 32;
/** Three points and four scalars; a scalar more for each statement that is not shown. */
const PROOF_BYTES_MIN: number = 3 * 48 + 4 * SCALAR_BYTES;
const CHARS_MAX = 32 * 1024;

/** The issuer's signature, for the holder alone: whoever has it can show everything. */
export type BaseProof = {
  /** 80 bytes. */
  signature: Uint8Array;
  /** 64 bytes. */
  header: Uint8Array;
  /** BLS12-381 G2, 96 bytes. */
  publicKey: Uint8Array;
  /** By which labels of blank nodes are mixed, 32 bytes. */
  hmacKey: Uint8Array;
  mandatoryPointers: readonly string[];
};

export type DerivedProof = {
  bbsProof: Uint8Array;
  /** From canonical labels of what is shown to those that were signed. */
  labels: ReadonlyMap<number, number>;
  /** Places among the statements shown. */
  mandatory: readonly number[];
  /** Places among the statements signed. */
  selective: readonly number[];
};

export function formatBaseProof({ signature, header, publicKey, hmacKey, mandatoryPointers }: BaseProof): string {
  return withPrefix(BASE, [signature, header, publicKey, hmacKey, mandatoryPointers]);
}

export function formatDerivedProof({ bbsProof, labels, mandatory, selective }: DerivedProof): string {
  const map = cborMap([...labels].map(([from, to]) => [from, BigInt(to)] as const));
  return withPrefix(DERIVED, [bbsProof, map, mandatory.map(BigInt), selective.map(BigInt), new Uint8Array()]);
}

const withPrefix = (prefix: Uint8Array, parts: readonly Cbor[]): string =>
  `u${toBase64Url(concat(prefix, encodeCbor(parts)))}`;

export const isBaseProof = (text: string): boolean => equalBytes(bytesOf(text).subarray(0, PREFIX_BYTES), BASE);

/** Undefined for what is none. */
export function readBaseProof(text: string): BaseProof | undefined {
  const [signature, header, publicKey, hmacKey, pointers, ...others] = partsOf(text, BASE);
  if (!isCborBytes(signature) || !isCborBytes(header) || !isCborBytes(publicKey) || others.length > 0) return undefined;
  if (!isCborBytes(hmacKey) || hmacKey.length !== HMAC_KEY_BYTES || !isCborArray(pointers)) return undefined;
  const mandatoryPointers = pointers.filter((each) => typeof each === "string");
  return { signature, header, publicKey, hmacKey, mandatoryPointers };
}

/** Undefined for what is none, or is bound to what some reader said: nobody here says anything. */
export function readDerivedProof(text: string): DerivedProof | undefined {
  const [bbsProof, map, mandatory, selective, header, ...others] = partsOf(text, DERIVED);
  if (!isCborBytes(bbsProof) || !isCborMap(map) || !isCborBytes(header) || others.length > 0) return undefined;
  const [labels, shown, signed] = [labelsOf(map), placesOf(mandatory), placesOf(selective)];
  if (labels === undefined || shown === undefined || signed === undefined || header.length > 0) return undefined;
  const hidden = hiddenCount({ bbsProof });
  if (!Number.isInteger(hidden) || hidden < 0 || hidden + signed.length > MESSAGES_MAX) return undefined;
  return { bbsProof, labels, mandatory: shown, selective: signed };
}

/** How many statements were signed and are not shown: the proof's length tells. */
export const hiddenCount = ({ bbsProof }: Pick<DerivedProof, "bbsProof">): number =>
  (bbsProof.length - PROOF_BYTES_MIN) / SCALAR_BYTES;

function bytesOf(text: string): Uint8Array {
  if (!text.startsWith("u") || text.length > CHARS_MAX) return new Uint8Array();
  return fromBase64Url(text.slice(1)) ?? new Uint8Array();
}

function partsOf(text: string, prefix: Uint8Array): readonly Cbor[] {
  const bytes = bytesOf(text);
  if (!equalBytes(bytes.subarray(0, PREFIX_BYTES), prefix)) return [];
  const decoded = decodeCbor(bytes.subarray(PREFIX_BYTES), "foreign");
  return "item" in decoded && isCborArray(decoded.item) ? decoded.item : [];
}

/** Of two labels, each to one of two others. */
function labelsOf(map: ReadonlyMap<bigint | string, Cbor>): Map<number, number> | undefined {
  const labels = new Map([...map].map(([from, to]) => [Number(from), Number(to)]));
  const isEach = (numbers: Iterable<number>) => [...numbers].sort().join() === "0,1";
  return isEach(labels.keys()) && isEach(labels.values()) ? labels : undefined;
}

/** Rising numbers. */
function placesOf(value: Cbor | undefined): number[] | undefined {
  if (!isCborArray(value) || value.length > MESSAGES_MAX || !value.every(isCborUint)) return undefined;
  const places = value.map(Number);
  return places.every((place, at) => place < MESSAGES_MAX && (at === 0 || place > (places[at - 1] ?? 0)))
    ? places
    : undefined;
}
