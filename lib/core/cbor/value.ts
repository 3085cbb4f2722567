/** What a CBOR item is here (RFC 8949): only what COSE needs, each kind with a type of its own, so that 1.0 is never taken for 1. */

/** An item. Integers are bigint, −2^64 to 2^64 − 1; labels of maps are integers or texts (RFC 9052 section 1.4). */
export type Cbor = bigint | string | boolean | null | Uint8Array | readonly Cbor[] | CborMap | CborTag | CborOther;

export type CborLabel = bigint | string;
/** In the order in which it was written. */
export type CborMap = ReadonlyMap<CborLabel, Cbor>;

/** RFC 8949 section 3.4. */
export class CborTag {
  readonly tag: bigint;
  readonly content: Cbor;

  constructor(tag: bigint, content: Cbor) {
    this.tag = tag;
    this.content = content;
  }
}

/** A float or a simple value that means nothing here: carried in foreign items, equal to nothing. RFC 8949 section 3.3 */
export class CborOther {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export const isCborMap = (value: Cbor | undefined): value is CborMap => value instanceof Map;
export const isCborBytes = (value: Cbor | undefined): value is Uint8Array => value instanceof Uint8Array;
export const isCborArray = (value: Cbor | undefined): value is readonly Cbor[] => Array.isArray(value);
/** A non-negative integer; there is none above 2^64 − 1. */
export const isCborUint = (value: Cbor | undefined): value is bigint => typeof value === "bigint" && value >= 0n;
