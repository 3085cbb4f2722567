/**
 * Whether everybody reads a revision alike: each object that stands in it is named by a cross-reference, the newest by the newest, and the
 * cross-references are a chain that begins where the file says and leads past nothing. A reader that looks for objects, as ours does, and
 * one that follows the chain then see one document.
 */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isDict, isName, isRef, type PdfDict, type PdfValue, toText, ValueReader } from "#lib/pdf/read/values.ts";

const TABLE = /(?<![a-z])xref[ ]?[\0\t\n\f\r ]*(?=\d)/g;
const HEAD = /(\d{1,9}) (\d{1,6})[ ]?[\r\n ]+/y;
const ENTRY = /(\d{10}) (\d{5}) ([nf])[ \r\n]{0,2}/y;
const SPACES = /[\0\t\n\f\r ]*/y;
const END = /^startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF/;
/** In all cross-references of a file. */
const ENTRIES_MAX = 400_000;
const SECTIONS_MAX = 512;
/** Makers are off by a line end now and then. */
const PLACE_TOLERANCE = 2;

type Entry = { kind: "at" | "in" | "free"; value: number; section: number };
type Section = { place: number; trailer: PdfDict };
type Found = { entries: Map<number, Entry[]>; sections: Section[]; left: number };

export async function isReadAlike(pdf: Uint8Array, document: PdfDocument): Promise<boolean> {
  const text = toText(pdf);
  const found: Found = { entries: new Map(), sections: [], left: ENTRIES_MAX };
  if (!readTables(text, { pdf, document, found }) || !(await readStreams(document, found))) return false;
  return isChain(text, { document, sections: found.sections }) && areNamed(document, found.entries);
}

const isNear = (stated: number, place: number): boolean => Math.abs(place - stated) <= PLACE_TOLERANCE;

/** From the end of the file to its beginning, by sections that were read; each leads to the same catalog. */
function isChain(text: string, { document, sections }: { document: PdfDocument; sections: Section[] }): boolean {
  const last = text.lastIndexOf("startxref");
  const start = last < 0 ? undefined : END.exec(text.slice(last, last + 64))?.[1];
  const at = (value: PdfValue | undefined): Section | undefined =>
    typeof value === "number" ? sections.find(({ place }) => isNear(value, place)) : undefined;
  const root = document.fromTrailer("Root");
  const seen = new Set<Section>();
  for (let next = at(start === undefined ? undefined : Number(start)); next; ) {
    if (seen.has(next)) return false;
    seen.add(next);
    const { trailer } = next;
    const own = trailer.get("Root");
    if (own !== undefined && (!isRef(own) || !isRef(root) || own.ref !== root.ref)) return false;
    if (trailer.has("XRefStm") && !at(trailer.get("XRefStm"))) return false;
    const previous = trailer.get("Prev");
    if (previous === undefined) return true;
    next = at(previous);
  }
  return false;
}

function areNamed(document: PdfDocument, entries: ReadonlyMap<number, Entry[]>): boolean {
  for (const [number, places] of document.copies) {
    const named = entries.get(number) ?? [];
    if (isCrossReference(document.objects.get(number)?.value) && places.length === 1) continue;
    const isHeld = (place: number) => named.some(({ kind, value }) => kind === "at" && isNear(value, place));
    if (!places.every(isHeld)) return false;
    // Of several the newest cross-reference that names it has the newest.
    const [newest] = [...named].sort((left, right) => right.section - left.section);
    const isNewest = newest?.kind === "at" && isNear(newest.value, places.at(-1) ?? -1);
    if (places.length > 1 && !isNewest) return false;
  }
  for (const [number, named] of entries) {
    const object = document.objects.get(number);
    for (const { kind, value, section } of named) {
      if (kind === "free") {
        if (number !== 0 && object !== undefined && object.place < section) return false;
      } else if (kind === "in") {
        if (!document.copies.has(value)) return false;
      } else if (!document.copies.get(number)?.some((place) => isNear(value, place))) return false;
    }
  }
  return true;
}

type Given = { pdf: Uint8Array; document: PdfDocument; found: Found };

function readTables(text: string, { pdf, document, found }: Given): boolean {
  // What looks like a table inside a stream is none.
  const streams = [...document.objects.values()]
    .flatMap(({ stream }) => (stream && stream.buffer === pdf.buffer ? [stream] : []))
    .map((stream) => ({ from: stream.byteOffset - pdf.byteOffset, length: stream.length }))
    .sort((left, right) => left.from - right.from);
  let next = 0;
  for (const match of text.matchAll(TABLE)) {
    while (next < streams.length && end(streams[next]) <= match.index) next++;
    const stream = streams[next];
    if (stream && match.index >= stream.from) continue;
    if (found.sections.length >= SECTIONS_MAX) return false;
    const trailer = readTable(text, { at: match.index + match[0].length, section: match.index, found });
    if (trailer === undefined) return false;
    found.sections.push({ place: match.index, trailer });
  }
  return true;
}

const end = (stream: { from: number; length: number } | undefined): number =>
  stream ? stream.from + stream.length : 0;

/** @returns the trailer that belongs to it */
function readTable(
  text: string,
  { at, section, found }: { at: number; section: number; found: Found },
): PdfDict | undefined {
  let next = at;
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = next;
    const matched = pattern.exec(text);
    if (matched) next += matched[0].length;
    return matched ?? undefined;
  };
  for (let head = match(HEAD); head; head = match(HEAD)) {
    const first = Number(head[1]);
    for (let number = first; number < first + Number(head[2]); number++) {
      const entry = match(ENTRY);
      const kind = entry?.[3] === "f" ? "free" : "at";
      if (entry === undefined || !put(found, number, { kind, value: Number(entry[1]), section })) return undefined;
    }
  }
  match(SPACES);
  if (!text.startsWith("trailer", next)) return undefined;
  const value = new ValueReader(text, { at: next + "trailer".length }).next();
  return isDict(value) ? value : undefined;
}

/** False where there are more of them than any file needs. */
function put(found: Found, number: number, entry: Entry): boolean {
  const named = found.entries.get(number);
  if (named) named.push(entry);
  else found.entries.set(number, [entry]);
  return --found.left > 0;
}

async function readStreams(document: PdfDocument, found: Found): Promise<boolean> {
  for (const object of document.objects.values()) {
    if (!isCrossReference(object.value) || !isDict(object.value)) continue;
    const bytes = await document.streamOf(object);
    if (bytes === undefined || found.sections.length >= SECTIONS_MAX) return false;
    if (!readRows(object.value, { bytes, section: object.place, found })) return false;
    found.sections.push({ place: object.place, trailer: object.value });
  }
  return true;
}

function isCrossReference(value: PdfValue | undefined): boolean {
  const type = isDict(value) ? value.get("Type") : undefined;
  return isName(type) && type.name === "XRef";
}

/** Rows of a cross-reference stream (ISO 32000-2 section 7.5.8.3). */
function readRows(
  dict: PdfDict,
  { bytes, section, found }: { bytes: Uint8Array; section: number; found: Found },
): boolean {
  const [widths, size] = [numbersOf(dict.get("W")), dict.get("Size")];
  const index = dict.has("Index") ? numbersOf(dict.get("Index")) : [0, Number(size)];
  const row = widths.reduce((sum, width) => sum + width, 0);
  if (widths.length !== 3 || row === 0 || row > 24) return false;
  let at = 0;
  const field = (width: number): number => {
    let value = 0;
    for (const stop = at + width; at < stop; at++) value = value * 256 + (bytes[at] ?? 0);
    return value;
  };
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    for (let number = index[pair] ?? 0, left = index[pair + 1] ?? 0; left > 0; number++, left--) {
      if (at + row > bytes.length) return false;
      const kind = (["free", "at", "in"] as const)[widths[0] === 0 ? 1 : field(widths[0] ?? 0)];
      const value = field(widths[1] ?? 0);
      field(widths[2] ?? 0);
      if (kind === undefined || !put(found, number, { kind, value, section })) return false;
    }
  }
  return true;
}

const numbersOf = (value: PdfValue | undefined): number[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "number") : [];
