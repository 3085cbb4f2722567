/**
 * One CBOR item out of bytes (RFC 8949). Ours must be deterministic (section 4.2.1). Of others any well-formed spelling is read, never a
 * map with two equal keys (section 5.6), never text that is not UTF-8, never more than the limits; nothing is written anew: what was
 * signed is taken from the bytes as they came.
 */
import { fromUtf8, toHex } from "../text/bytes.ts";
import { compareBytes, encodeCbor, MAJOR } from "./encode.ts";
import { type Cbor, type CborLabel, type CborMap, CborOther, CborTag } from "./value.ts";

/** Bytes of an item that is read. */
export const CBOR_BYTES_MAX: number = 64 * 1024;
/** Arrays, maps and tags inside one another. */
export const CBOR_DEPTH_MAX = 16;

export const CBOR_FAILURES = [
  "cbor_too_large",
  "cbor_truncated",
  "cbor_trailing_bytes",
  "cbor_too_deep",
  "cbor_malformed",
  "cbor_duplicate_key",
  "cbor_key_unsupported",
  "cbor_not_utf8",
  "cbor_not_deterministic",
] as const;
export type CborFailure = (typeof CBOR_FAILURES)[number];

/** `deterministic`: the item must be spelled as `encodeCbor` would spell it. `foreign`: as any program may. */
export type CborRules = "deterministic" | "foreign";

class Refusal extends Error {
  readonly failure: CborFailure;

  constructor(failure: CborFailure) {
    super(failure);
    this.failure = failure;
  }
}

/** The item that bytes are, from the first to the last, or the first reason why they are none. Never throws. */
export function decodeCbor(bytes: Uint8Array, rules: CborRules): { item: Cbor } | { failed: CborFailure } {
  if (bytes.length > CBOR_BYTES_MAX) return { failed: "cbor_too_large" };
  const reader = new Reader(bytes, rules);
  try {
    const item = reader.item(0);
    return reader.isAtEnd() ? { item } : { failed: "cbor_trailing_bytes" };
  } catch (error) {
    if (error instanceof Refusal) return { failed: error.failure };
    throw error;
  }
}

/** The argument of a head; undefined: of indefinite length (RFC 8949 section 3.2). */
type Head = { major: number; info: number; argument: bigint | undefined };

const INDEFINITE = 31;
const BREAK = 0xff;

class Reader {
  readonly #bytes: Uint8Array;
  readonly #strict: boolean;
  #at = 0;

  constructor(bytes: Uint8Array, rules: CborRules) {
    this.#bytes = bytes;
    this.#strict = rules === "deterministic";
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  item(depth: number): Cbor {
    if (depth > CBOR_DEPTH_MAX) throw new Refusal("cbor_too_deep");
    const start = this.#at;
    const head = this.#head();
    const { major, argument } = head;
    if (major === MAJOR.simple) return this.#simple(head, start);
    if (major === MAJOR.bytes) return this.#string(head);
    if (major === MAJOR.text) return this.#text(head);
    if (major === MAJOR.array) return this.#array(argument, depth);
    if (major === MAJOR.map) return this.#map(argument, depth);
    if (argument === undefined) throw new Refusal("cbor_malformed");
    if (major === MAJOR.uint) return argument;
    if (major === MAJOR.nint) return -1n - argument;
    return new CborTag(argument, this.item(depth + 1));
  }

  #head(): Head {
    const [first] = this.#take(1);
    const [major, info] = [(first as number) >> 5, (first as number) & 0x1f];
    if (info < 24) return { major, info, argument: BigInt(info) };
    if (info === INDEFINITE) {
      if (this.#strict) throw new Refusal("cbor_not_deterministic");
      return { major, info, argument: undefined };
    }
    if (info > 27) throw new Refusal("cbor_malformed");
    const size = 2 ** (info - 24);
    const argument = BigInt(`0x${toHex(this.#take(size))}`);
    // The floats of major type 7 are no numbers in their shortest form, and are refused where this matters.
    const least = size === 1 ? 24n : 2n ** BigInt(4 * size);
    if (this.#strict && major !== MAJOR.simple && argument < least) throw new Refusal("cbor_not_deterministic");
    return { major, info, argument };
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Refusal("cbor_truncated");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Section 3.3: false, true, null; everything else has no meaning in COSE. */
  #simple({ info, argument }: Head, start: number): Cbor {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    // A break with nothing to break; a simple value below 32 in two bytes is not well-formed.
    if (argument === undefined || (info === 24 && argument < 32n)) throw new Refusal("cbor_malformed");
    if (this.#strict) throw new Refusal("cbor_not_deterministic");
    return new CborOther(this.#bytes.subarray(start, this.#at));
  }

  #string({ major, argument }: Head): Uint8Array {
    if (argument !== undefined) return this.#take(this.#count(argument));
    // Section 3.2.3: chunks of the same type and of definite length.
    const chunks: Uint8Array[] = [];
    while (!this.#isBroken()) {
      const chunk = this.#head();
      if (chunk.major !== major || chunk.argument === undefined) throw new Refusal("cbor_malformed");
      chunks.push(this.#take(this.#count(chunk.argument)));
      if (major === MAJOR.text && fromUtf8(chunks.at(-1) as Uint8Array) === undefined)
        throw new Refusal("cbor_not_utf8");
    }
    const whole = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  #text(head: Head): string {
    const text = fromUtf8(this.#string(head));
    if (text === undefined) throw new Refusal("cbor_not_utf8");
    return text;
  }

  #array(count: bigint | undefined, depth: number): Cbor[] {
    const items: Cbor[] = [];
    const length = count === undefined ? undefined : this.#count(count);
    while (length === undefined ? !this.#isBroken() : items.length < length) items.push(this.item(depth + 1));
    return items;
  }

  #map(count: bigint | undefined, depth: number): CborMap {
    const map = new Map<CborLabel, Cbor>();
    const length = count === undefined ? undefined : this.#count(count);
    let before: Uint8Array | undefined;
    while (length === undefined ? !this.#isBroken() : map.size < length) {
      const label = this.item(depth + 1);
      if (typeof label !== "bigint" && typeof label !== "string") throw new Refusal("cbor_key_unsupported");
      if (map.has(label)) throw new Refusal("cbor_duplicate_key");
      if (this.#strict) {
        const encoded = encodeCbor(label);
        if (before && compareBytes(before, encoded) > 0) throw new Refusal("cbor_not_deterministic");
        before = encoded;
      }
      map.set(label, this.item(depth + 1));
    }
    return map;
  }

  /** A length that cannot be there is not waited for: every item has a byte at least. */
  #count(argument: bigint): number {
    if (argument > BigInt(this.#bytes.length - this.#at)) throw new Refusal("cbor_truncated");
    return Number(argument);
  }

  #isBroken(): boolean {
    if (this.#bytes[this.#at] !== BREAK) return false;
    this.#at++;
    return true;
  }
}
