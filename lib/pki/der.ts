/**
 * DER as a tree of views into the bytes (X.690 sections 8.1 and 10.1): every length definite and in its shortest form, nothing left
 * over. What is hashed or compared is then the bytes as they came, never a second encoding. Bounded before anything is built on it.
 */
const DEPTH_MAX = 32;
const NODES_MAX = 16_384;
const LENGTH_BYTES_MAX = 4;
/** The longest integer that is calculated with is the modulus of an RSA key of 8192 bits; longer ones cost the square of their length. */
const INTEGER_BYTES_MAX = 1_025;
/** Of an object identifier: a dozen are usual. */
const OID_BYTES_MAX = 128;

const CONSTRUCTED_BIT = 0x20;
const TAG_NUMBER_MASK = 0x1f;
const LONG_FORM_BIT = 0x80;

/** Identifier octets of what RFC 3161, RFC 5652 and RFC 5280 use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** [n], constructed. */
  context: (n: number): number => 0xa0 | n,
  /** [n], primitive: IMPLICIT OCTET STRING and the like. */
  contextPrimitive: (n: number): number => 0x80 | n,
} as const;

export type DerNode = {
  tag: number;
  /** Identifier, length and content. */
  bytes: Uint8Array;
  content: Uint8Array;
  /** Empty for a primitive one. */
  children: DerNode[];
};

/** The one DER value that the bytes are; undefined for anything else, for tags above 30, and for what is too deep or too many. */
export function readDer(bytes: Uint8Array, nodesMax: number = NODES_MAX): DerNode | undefined {
  const found = readNode({ bytes, at: 0, depth: 0, budget: { nodes: nodesMax } });
  return found?.bytes.length === bytes.length ? found : undefined;
}

function readNode(input: {
  bytes: Uint8Array;
  at: number;
  depth: number;
  budget: { nodes: number };
}): DerNode | undefined {
  const { bytes, at, depth, budget } = input;
  const tag = bytes[at];
  if (tag === undefined || (tag & TAG_NUMBER_MASK) === TAG_NUMBER_MASK || tag === 0) return undefined;
  if (depth > DEPTH_MAX || --budget.nodes < 0) return undefined;
  const length = readLength(bytes, at + 1);
  if (length === undefined || length.contentAt + length.value > bytes.length) return undefined;
  const end = length.contentAt + length.value;
  const children: DerNode[] = [];
  if ((tag & CONSTRUCTED_BIT) !== 0) {
    for (let next = length.contentAt; next < end; ) {
      const child = readNode({ bytes: bytes.subarray(0, end), at: next, depth: depth + 1, budget });
      if (child === undefined) return undefined;
      children.push(child);
      next += child.bytes.length;
    }
  }
  return { tag, bytes: bytes.subarray(at, end), content: bytes.subarray(length.contentAt, end), children };
}

/** The values that stand one after the other, without looking into them: of lists that are longer than a tree may be. Undefined for anything else. */
export function elementsOf(content: Uint8Array, countMax: number = NODES_MAX): Omit<DerNode, "children">[] | undefined {
  const elements: Omit<DerNode, "children">[] = [];
  for (let at = 0; at < content.length; ) {
    const tag = content[at] ?? 0;
    const length = readLength(content, at + 1);
    const end = (length?.contentAt ?? 0) + (length?.value ?? 0);
    const isOther = tag === 0 || (tag & TAG_NUMBER_MASK) === TAG_NUMBER_MASK;
    if (length === undefined || end > content.length || isOther || elements.length === countMax) return undefined;
    elements.push({ tag, bytes: content.subarray(at, end), content: content.subarray(length.contentAt, end) });
    at = end;
  }
  return elements;
}

function readLength(bytes: Uint8Array, at: number): { value: number; contentAt: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < LONG_FORM_BIT) return { value: first, contentAt: at + 1 };
  const count = first - LONG_FORM_BIT;
  if (count === 0 || count > LENGTH_BYTES_MAX || at + count >= bytes.length) return undefined;
  let value = 0;
  for (let byte = 1; byte <= count; byte++) value = value * 256 + (bytes[at + byte] ?? 0);
  const isShortest = bytes[at + 1] !== 0 && value >= LONG_FORM_BIT;
  return isShortest ? { value, contentAt: at + 1 + count } : undefined;
}

/** Dotted text of an OBJECT IDENTIFIER; undefined for anything else. Arcs may be as long as a UUID (ITU-T X.667) and longer. */
export function oidOf(node: DerNode | undefined): string | undefined {
  if (node?.tag !== TAG.oid || node.content.length === 0 || node.content.length > OID_BYTES_MAX) return undefined;
  const arcs: bigint[] = [];
  let arc = 0n;
  let isOpen = false;
  for (const byte of node.content) {
    if (!isOpen && byte === LONG_FORM_BIT) return undefined;
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    isOpen = (byte & LONG_FORM_BIT) !== 0;
    if (isOpen) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first, ...rest] = arcs;
  if (isOpen || first === undefined) return undefined;
  const root = first >= 80n ? 2n : first / 40n;
  return [root, first - 40n * root, ...rest].join(".");
}

/**
 * The value of an INTEGER in its shortest form (X.690 section 8.3.2), negative ones included; undefined for anything else,
 * and for one that is longer than any that is needed.
 */
export function integerOf(node: DerNode | undefined): bigint | undefined {
  if (node?.tag !== TAG.integer || node.content.length > INTEGER_BYTES_MAX) return undefined;
  const [first, second] = node.content;
  if (first === undefined) return undefined;
  const isPadded = second !== undefined && ((first === 0 && second < 128) || (first === 255 && second >= 128));
  if (isPadded) return undefined;
  let value = 0n;
  for (const byte of node.content) value = (value << 8n) | BigInt(byte);
  return first >= 128 ? value - (1n << BigInt(8 * node.content.length)) : value;
}

/**
 * The value of a BOOLEAN however it is spelled (X.690 section 8.2.2): DER has 0xff alone for TRUE and leaves a DEFAULT FALSE out, and
 * real authorities write both otherwise. Undefined for anything else.
 */
export function booleanOf(node: DerNode | undefined): boolean | undefined {
  return node?.tag === TAG.boolean && node.content.length === 1 ? node.content[0] !== 0 : undefined;
}

/** DER of a value from its content. */
export function encodeDer(tag: number, ...content: Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const lengthBytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) lengthBytes.unshift(left % 256);
  const header = length < LONG_FORM_BIT ? [tag, length] : [tag, LONG_FORM_BIT | lengthBytes.length, ...lengthBytes];
  const der = new Uint8Array(header.length + length);
  der.set(header);
  let at = header.length;
  for (const part of content) {
    der.set(part, at);
    at += part.length;
  }
  return der;
}

/** DER of an INTEGER that is not negative. */
export function encodeInteger(value: bigint): Uint8Array {
  if (value < 0n) throw new RangeError("a negative integer");
  const bytes: number[] = [];
  for (let left = value; left > 0n; left >>= 8n) bytes.unshift(Number(left & 255n));
  if (bytes.length === 0 || (bytes[0] ?? 0) >= 128) bytes.unshift(0);
  return encodeDer(TAG.integer, Uint8Array.from(bytes));
}

/** DER of an OBJECT IDENTIFIER. Throws RangeError for a text that is none. */
export function encodeOid(text: string): Uint8Array {
  if (!/^[0-9]+(\.[0-9]+)+$/.test(text)) throw new RangeError(`not an OID: ${text}`);
  const [root = 0n, second = 0n, ...rest] = text.split(".").map(BigInt);
  const content = [root * 40n + second, ...rest].flatMap((arc) => {
    const digits = [Number(arc % 128n)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) digits.unshift(128 + Number(left % 128n));
    return digits;
  });
  const der = encodeDer(TAG.oid, Uint8Array.from(content));
  if (oidOf(readDer(der)) !== text) throw new RangeError(`not an OID: ${text}`);
  return der;
}
