/** Distinguished names (RFC 5280 section 4.1.2.4): what they say to people, and whether one lies within another. */
import { equalBytes, fromUtf8, toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { type DerNode, oidOf, readDer, TAG } from "./der.ts";
import { OID } from "./oids.ts";

const NAME_CHARS_MAX = 128;
/** The first that there is names a subject to people. */
const NAME_TYPES: readonly string[] = [OID.commonName, OID.organization, OID.organizationalUnit];

const UTF8_STRING = 0x0c;
const BMP_STRING = 0x1e;
const UNIVERSAL_STRING = 0x1c;
/** NumericString, PrintableString, TeletexString, IA5String, VisibleString: a byte a character, of Latin-1 in practice. */
const BYTE_STRINGS: readonly number[] = [0x12, 0x13, 0x14, 0x16, 0x1a];

type Attribute = { type: string; value: DerNode };
/** One relative distinguished name after the other, most of them with one attribute. */
export type Name = Attribute[][];

/** The parts of a Name; undefined for anything else. */
export function readName(name: DerNode | undefined): Name | undefined {
  if (name?.tag !== TAG.sequence) return undefined;
  const parts: Name = [];
  for (const { tag, children } of name.children) {
    const attributes = children.map(({ children: [type, value] }) => ({ type: oidOf(type), value }));
    if (tag !== TAG.set || !attributes.every(isAttribute)) return undefined;
    parts.push(attributes);
  }
  return parts;
}

const isAttribute = (each: { type: string | undefined; value: DerNode | undefined }): each is Attribute =>
  each.type !== undefined && each.value !== undefined;

/** What a name says to people, in one harmless line; undefined where it says nothing. */
export function shownName(der: Uint8Array): string | undefined {
  return shownPart(der, NAME_TYPES);
}

/** The first of these parts that a name has, in one harmless line. */
export function shownPart(der: Uint8Array, types: readonly string[]): string | undefined {
  const attributes = (readName(readDer(der)) ?? []).flat();
  for (const type of types) {
    const value = attributes.find((each) => each.type === type)?.value;
    const text = value && textOf(value)?.trim();
    if (text) return plain(text.slice(0, NAME_CHARS_MAX));
  }
  return undefined;
}

/** Whether a name begins with all of another (RFC 5280 section 7.1), letters and spaces compared loosely. */
export function isWithin(name: Name, base: Name): boolean {
  return base.every((part, at) => {
    const own = name[at];
    return own?.length === part.length && part.every((wanted) => own.some((each) => isSame(each, wanted)));
  });
}

function isSame(left: Attribute, right: Attribute): boolean {
  if (left.type !== right.type) return false;
  const [one, other] = [textOf(left.value), textOf(right.value)].map((text) => text && folded(text));
  return one === undefined ? equalBytes(left.value.bytes, right.value.bytes) : one === other;
}

const folded = (text: string): string => text.normalize("NFKC").toLowerCase().trim().replaceAll(/\s+/g, " ");

function textOf({ tag, content }: DerNode): string | undefined {
  if (tag === UTF8_STRING) return fromUtf8(content);
  if (BYTE_STRINGS.includes(tag)) return String.fromCharCode(...content);
  const width = tag === BMP_STRING ? 2 : tag === UNIVERSAL_STRING ? 4 : 0;
  if (width === 0 || content.length % width !== 0) return undefined;
  const units = Array.from({ length: content.length / width }, (_, at) =>
    Number.parseInt(toHex(content.subarray(at * width, (at + 1) * width)), 16),
  );
  return units.every((unit) => unit <= 0x10ffff) ? String.fromCodePoint(...units) : undefined;
}
