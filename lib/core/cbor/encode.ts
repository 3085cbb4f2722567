/** Deterministic CBOR (RFC 8949 section 4.2.1): shortest heads, definite lengths, keys in the bytewise order of their encodings. */
import { concat, utf8 } from "../text/bytes.ts";
import { type Cbor, type CborMap, CborTag, isCborMap } from "./value.ts";

/** Major types of RFC 8949 section 3.1. */
export const MAJOR = { uint: 0, nint: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;
const ARGUMENT_MAX = 2n ** 64n - 1n;

/** The one encoding of an item. Throws RangeError for an integer beyond 64 bits, for a lone surrogate, and for a float, which nothing of ours holds. */
export function encodeCbor(value: Cbor): Uint8Array {
  if (typeof value === "bigint") {
    return value >= 0n ? encodeHead(MAJOR.uint, value) : encodeHead(MAJOR.nint, -1n - value);
  }
  if (typeof value === "string") return encodeText(value);
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (value instanceof Uint8Array) return concat(encodeHead(MAJOR.bytes, BigInt(value.length)), value);
  if (value instanceof CborTag) return concat(encodeHead(MAJOR.tag, value.tag), encodeCbor(value.content));
  if (isCborMap(value)) return encodeMap(value);
  if (Array.isArray(value)) return concat(encodeHead(MAJOR.array, BigInt(value.length)), ...value.map(encodeCbor));
  throw new RangeError("no such item is written");
}

/** A map of labels and items. */
export function cborMap(entries: readonly (readonly [bigint | number | string, Cbor])[]): CborMap {
  return new Map(entries.map(([label, value]) => [typeof label === "number" ? BigInt(label) : label, value]));
}

function encodeText(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new RangeError("a lone surrogate has no UTF-8");
  const bytes = utf8(text);
  return concat(encodeHead(MAJOR.text, BigInt(bytes.length)), bytes);
}

function encodeMap(map: CborMap): Uint8Array {
  const members = [...map].map(([label, value]) => ({ label: encodeCbor(label), value: encodeCbor(value) }));
  members.sort((left, right) => compareBytes(left.label, right.label));
  const parts = members.flatMap(({ label, value }) => [label, value]);
  return concat(encodeHead(MAJOR.map, BigInt(map.size)), ...parts);
}

/** Less than, equal to or greater than 0, as the bytes of one come before those of the other. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const difference = (left[at] as number) - (right[at] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Major type and argument in the fewest bytes (RFC 8949 section 3). */
function encodeHead(major: number, argument: bigint): Uint8Array {
  if (argument < 0n || argument > ARGUMENT_MAX) throw new RangeError("beyond 64 bits");
  const first = major << 5;
  if (argument < 24n) return Uint8Array.of(first | Number(argument));
  const size = argument < 2n ** 8n ? 1 : argument < 2n ** 16n ? 2 : argument < 2n ** 32n ? 4 : 8;
  const head = new Uint8Array(1 + size);
  head[0] = first | (24 + Math.log2(size));
  for (let at = 0; at < size; at++) head[size - at] = Number((argument >> BigInt(8 * at)) & 0xffn);
  return head;
}
