/**
 * Whether everybody reads a revision alike: each object that stands in it is named by a cross-reference, the newest by the newest, and the
 * cross-references are a chain that begins where the file says and leads past nothing. A reader that looks for objects, as ours does, and
 * one that follows the chain then see one document.
 */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { readPackedTable, readXrefRows, structuralBytes, typeOf } from "#lib/pdf/read/structural.ts";
import { isDict, isRef, type PdfDict, type PdfValue, toText, ValueReader } from "#lib/pdf/read/values.ts";

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

/** `value`: an offset, or the number of the stream in which it is the one at `index`. */
type Entry = { kind: "at" | "in" | "free"; value: number; index?: number; section: number };
/** Where an object stands, as an entry says it; what stands later in the file counts. */
type Copy = { kind: "at" | "in"; value: number; index?: number; place: number };
type Section = { place: number; trailer: PdfDict };
type Found = { entries: Map<number, Entry[]>; sections: Section[]; left: number };

export async function isReadAlike(pdf: Uint8Array, document: PdfDocument): Promise<boolean> {
  const text = toText(pdf);
  const found: Found = { entries: new Map(), sections: [], left: ENTRIES_MAX };
  if (!readTables(text, { pdf, document, found }) || !(await readStreams(document, found))) return false;
  const copies = await copiesOf(document);
  if (copies === undefined || !isChain(text, { document, sections: found.sections })) return false;
  return areNamed(document, { entries: found.entries, copies });
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

/** All of each number, also those in object streams; undefined where such a stream, or an object that is but a reference, is read in several ways. */
async function copiesOf(document: PdfDocument): Promise<Map<number, Copy[]> | undefined> {
  const copies = new Map<number, Copy[]>();
  for (const [number, places] of document.copies)
    copies.set(
      number,
      places.map((place) => ({ kind: "at", value: place, place })),
    );
  for (const container of document.objects.values()) {
    if (isRef(container.value)) return undefined;
    if (container.isPacked || typeOf(container.value) !== "ObjStm" || !isDict(container.value)) continue;
    // Of an encrypted document the streams are told apart by whoever has opened it.
    const bytes = await (document.encryption ? document.streamOf(container) : structuralBytes(container));
    const table = bytes && readPackedTable(container.value, bytes);
    if (table === undefined || document.copies.get(container.number)?.length !== 1) return undefined;
    const { place } = container;
    for (const [index, { number }] of table.entries())
      copies.set(number, [...(copies.get(number) ?? []), { kind: "in", value: container.number, index, place }]);
  }
  for (const all of copies.values()) all.sort((left, right) => left.place - right.place);
  return copies;
}

function isAt(entry: Entry | undefined, copy: Copy | undefined): boolean {
  if (!entry || !copy || entry.kind !== copy.kind) return false;
  return copy.kind === "at"
    ? isNear(entry.value, copy.value)
    : entry.value === copy.value && entry.index === copy.index;
}

function areNamed(
  document: PdfDocument,
  { entries, copies }: { entries: ReadonlyMap<number, Entry[]>; copies: ReadonlyMap<number, Copy[]> },
): boolean {
  for (const [number, all] of copies) {
    const named = entries.get(number) ?? [];
    if (typeOf(document.objects.get(number)?.value) === "XRef" && all.length === 1) continue;
    if (!all.every((copy) => named.some((entry) => isAt(entry, copy)))) return false;
    // Of several the newest cross-reference that names it has the newest.
    const [newest] = [...named].sort((left, right) => right.section - left.section);
    if (all.length > 1 && !isAt(newest, all.at(-1))) return false;
  }
  for (const [number, named] of entries) {
    const object = document.objects.get(number);
    for (const entry of named) {
      if (entry.kind === "free") {
        if (number !== 0 && object !== undefined && object.place < entry.section) return false;
      } else if (!copies.get(number)?.some((copy) => isAt(entry, copy))) return false;
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
    if (typeOf(object.value) !== "XRef" || !isDict(object.value)) continue;
    const bytes = await structuralBytes(object);
    const rows = bytes && readXrefRows(object.value, bytes, found.left);
    if (rows === undefined || found.sections.length >= SECTIONS_MAX) return false;
    const section = object.place;
    for (const { number, kind, second, third } of rows) {
      const entry = { kind: (["free", "at", "in"] as const)[kind] ?? "free", value: second, index: third, section };
      if (!put(found, number, entry)) return false;
    }
    found.sections.push({ place: section, trailer: object.value });
  }
  return true;
}
