/**
 * BER as others send it (X.690 section 8), put into DER before anything looks at it: lengths definite and in their shortest form, octet
 * and bit strings in one piece. Values and their order stay as they came, so what was DER comes out byte for byte. A string under an
 * implicit tag cannot be told from other constructed values without its syntax, and stays in its pieces.
 */
import { concat } from "#lib/core/text/bytes.ts";
import { type DerNode, encodeDer, readDer, TAG } from "./der.ts";

const DEPTH_MAX = 32;
const NODES_MAX = 16_384;
const LENGTH_BYTES_MAX = 4;

const CONSTRUCTED_BIT = 0x20;
const TAG_NUMBER_MASK = 0x1f;
const INDEFINITE = 0x80;
const CONSTRUCTED_OCTETS = TAG.octetString | CONSTRUCTED_BIT;
const CONSTRUCTED_BITS = TAG.bitString | CONSTRUCTED_BIT;

/** Where in the bytes it is being read, and what may still be. */
type Place = { bytes: Uint8Array; at: number; end: number; depth: number; budget: { nodes: number } };
type Value = { tag: number; content: Uint8Array; next: number };

/** The one BER value that the bytes are, as a tree of DER; undefined for anything else, and beyond the bounds of `readDer`. */
export function readBer(bytes: Uint8Array, nodesMax: number = NODES_MAX): DerNode | undefined {
  const found = readValue({ bytes, at: 0, end: bytes.length, depth: 0, budget: { nodes: nodesMax } });
  return found?.next === bytes.length ? readDer(encodeDer(found.tag, found.content), nodesMax) : undefined;
}

/** How many bytes the BER value takes that the bytes begin with; undefined where they begin with none. What follows may be padding. */
export function berLength(bytes: Uint8Array, nodesMax: number = NODES_MAX): number | undefined {
  return readValue({ bytes, at: 0, end: bytes.length, depth: 0, budget: { nodes: nodesMax } })?.next;
}

function readValue(place: Place): Value | undefined {
  const { bytes, at, end, depth, budget } = place;
  const tag = bytes[at];
  if (tag === undefined || at >= end || tag === 0 || (tag & TAG_NUMBER_MASK) === TAG_NUMBER_MASK) return undefined;
  if (depth > DEPTH_MAX || --budget.nodes < 0) return undefined;
  const isConstructed = (tag & CONSTRUCTED_BIT) !== 0;
  if (bytes[at + 1] === INDEFINITE) {
    return isConstructed ? joined(tag, readChildren({ ...place, at: at + 2 }, { isOpen: true })) : undefined;
  }
  const length = readLength(bytes, at + 1);
  const next = (length?.contentAt ?? 0) + (length?.value ?? 0);
  if (length === undefined || next > end) return undefined;
  if (!isConstructed) return { tag, content: bytes.subarray(length.contentAt, next), next };
  return joined(tag, readChildren({ ...place, at: length.contentAt, end: next }, { isOpen: false }));
}

/** What stands up to the end, or up to the two zeros that end a value of indefinite length (X.690 section 8.1.5). */
function readChildren(place: Place, { isOpen }: { isOpen: boolean }): { values: Value[]; next: number } | undefined {
  const { bytes, end, depth } = place;
  const values: Value[] = [];
  let at = place.at;
  while (at < end) {
    if (isOpen && bytes[at] === 0) return bytes[at + 1] === 0 && at + 2 <= end ? { values, next: at + 2 } : undefined;
    const value = readValue({ ...place, at, depth: depth + 1 });
    if (value === undefined) return undefined;
    values.push(value);
    at = value.next;
  }
  return isOpen ? undefined : { values, next: at };
}

function joined(tag: number, children: { values: Value[]; next: number } | undefined): Value | undefined {
  if (children === undefined) return undefined;
  const { values, next } = children;
  if (tag === CONSTRUCTED_OCTETS) {
    if (values.some((value) => value.tag !== TAG.octetString)) return undefined;
    return { tag: TAG.octetString, content: concat(...values.map(({ content }) => content)), next };
  }
  if (tag === CONSTRUCTED_BITS) {
    const content = joinedBits(values);
    return content && { tag: TAG.bitString, content, next };
  }
  return { tag, content: concat(...values.map((value) => encodeDer(value.tag, value.content))), next };
}

/** Only the last piece of a bit string may have unused bits (X.690 section 8.6.4). */
function joinedBits(values: readonly Value[]): Uint8Array | undefined {
  const last = values.at(-1);
  const isWhole = values.every((value) => value.content.length > 0 && (value === last || value.content[0] === 0));
  if (last === undefined || !isWhole || values.some(({ tag }) => tag !== TAG.bitString)) return undefined;
  return concat(last.content.subarray(0, 1), ...values.map(({ content }) => content.subarray(1)));
}

function readLength(bytes: Uint8Array, at: number): { value: number; contentAt: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < INDEFINITE) return { value: first, contentAt: at + 1 };
  const count = first - INDEFINITE;
  if (count > LENGTH_BYTES_MAX || at + count >= bytes.length) return undefined;
  let value = 0;
  for (let byte = 1; byte <= count; byte++) value = value * 256 + (bytes[at + byte] ?? 0);
  return { value, contentAt: at + 1 + count };
}
