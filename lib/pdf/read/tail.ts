/**
 * What stands behind a prefix of a PDF, read strictly: saves of objects, each with one cross-reference and its trailer. What programs may read
 * in several ways is not understood.
 */
import type { PdfObject } from "./document.ts";
import { readObjectValue, readPacked } from "./packed.ts";
import { readXrefRows, structuralBytes, typeOf } from "./structural.ts";
import { isDict, type PdfDict, type PdfValue, type ReadBudget, toText, ValueReader } from "./values.ts";

const TRAILER_KEYS = ["Size", "Root", "Info", "ID", "Prev", "AdditionalStreams"];
const XREF_STREAM_KEYS = ["Type", "W", "Index", "Filter", "DecodeParms", "Length"];
const OBJECTS_MAX = 512;
const BLANKS_MAX = 64;
const BLANK = /^[\0\t\n\f\r ]*$/;
/** What a catalog and a trailer are written with. A program that repairs files guesses at anything else, each in its own way. */
const PLAIN =
  /^(?:<<|>>|[[\]\t\n\f\r ]|\/[A-Za-z0-9#._+-]+(?![^[\]<>()/\t\n\f\r ])|\d{1,9} 0 R|-?\d{1,12}(?:\.\d{1,9})?|<[0-9A-Fa-f]*>|\((?:[^()\\]|\\[^\r\n])*\)|true|false|null)*$/;
/** Nothing that somebody could write behind a percent sign. */
const SPACES = /[\0\t\n\f\r ]*/y;
/** As many programs sign what they write: a line of plain words that nobody could take for a part of the file. */
const LINES = /(?:[\0\t\n\f\r ]|%(?![^\n\r]*(?:obj|ref|trailer|stream))[A-Za-z0-9 ._-]*[\n\r])*/y;
const OBJECT = /(\d{1,9}) (\d{1,5}) obj(?![A-Za-z])/y;
const ENTRY = /(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)/y;

type Appended = {
  objects: Map<number, PdfObject>;
  trailer: PdfDict;
  /** Offset of each object, as the cross-reference has it; of one in an object stream, as `inStream` says it. */
  entries: Map<number, number | string>;
  /** Where each object stands, in the same terms. */
  places: Map<number, number | string>;
  /** Streams that hold objects or the cross-reference. */
  structural: number[];
};

export type Save = Pick<Appended, "objects" | "trailer" | "structural">;

/** What a save may be written with. */
type Style = {
  /** What may stand between its parts. */
  spaces: RegExp;
  /** Objects in streams are read, too (section 7.5.7). */
  isPacked: boolean;
};
/** As we write it ourselves. */
export const OURS: Style = { spaces: SPACES, isPacked: false };
const THEIRS: Style = { spaces: LINES, isPacked: true };

const inStream = (number: number, index: number): string => `${number} ${index}`;

export class NotUnderstood extends Error {}

/**
 * What incremental saves wrote, one after the other, read as strictly; none of them where any is not understood.
 *
 * @param given.from length of the file before them
 */
export async function readTail(
  pdf: Uint8Array,
  { from, budget, savesMax }: { from: number; budget: ReadBudget; savesMax: number },
): Promise<Save[] | undefined> {
  const tail = new TailReader(pdf, { from, style: THEIRS, budget });
  const saves: Appended[] = [];
  try {
    for (let length = from; !tail.isOver(); length = tail.end) {
      const save = saves.length < savesMax ? await tail.read() : undefined;
      if (!save || !isInPlace(save, { pdf, length })) return undefined;
      saves.push(save);
    }
    return saves;
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

/** The cross-reference names each object at its place and no other one, and goes on where the prefix's ends. */
export function isInPlace(
  { entries, places, trailer }: Appended,
  { pdf, length }: { pdf: Uint8Array; length: number },
) {
  if (entries.size !== places.size) return false;
  for (const [number, place] of places) if (entries.get(number) !== place) return false;
  const end = toText(pdf.subarray(Math.max(0, length - 128), length));
  const start = /startxref[\r\n ]+(\d{1,10})[\r\n ]+%%EOF[\r\n]*$/.exec(end)?.[1];
  return start !== undefined && trailer.get("Prev") === Number(start);
}

/** Reads what stands behind a prefix: objects, one cross-reference with its trailer, and the end. Throws NotUnderstood for anything else. */
export class TailReader {
  private readonly text: string;
  private readonly bytes: Uint8Array;
  private readonly offset: number;
  private readonly style: Style;
  private readonly budget: ReadBudget;
  private at = 0;

  constructor(pdf: Uint8Array, { from, style, budget }: { from: number; style: Style; budget: ReadBudget }) {
    this.style = style;
    this.budget = budget;
    this.bytes = pdf.subarray(from);
    this.text = toText(this.bytes);
    this.offset = from;
  }

  /** Where in the file what was read ends. */
  get end(): number {
    return this.offset + this.at;
  }

  /** Whether nothing follows but a few blanks: behind many, some programs find no end and repair the file. */
  isOver(): boolean {
    return this.text.length - this.at <= BLANKS_MAX && BLANK.test(this.text.slice(this.at));
  }

  async read(): Promise<Appended> {
    const objects = new Map<number, PdfObject>();
    for (let object = this.object(); object; object = this.object()) {
      if (objects.has(object.number) || objects.size === OBJECTS_MAX) throw new NotUnderstood();
      objects.set(object.number, object);
    }
    const last = [...objects.values()].at(-1);
    const isStream = last !== undefined && typeOf(last.value) === "XRef";
    const place = isStream ? last.place : this.offset + this.at;
    const { trailer, entries } = isStream ? await this.xrefStream(last) : this.xrefTable();
    const structural: number[] = [];
    if (isStream) {
      objects.delete(last.number);
      if ((entries.get(last.number) ?? last.place) !== last.place) throw new NotUnderstood();
      entries.delete(last.number);
      structural.push(last.number);
    }
    const places = new Map<number, number | string>([...objects].map(([number, { place }]) => [number, place]));
    for (const container of [...objects.values()].filter(({ value }) => typeOf(value) === "ObjStm")) {
      for (const [index, packed] of (await this.packed(container)).entries()) {
        if (places.has(packed.number) || objects.size === OBJECTS_MAX) throw new NotUnderstood();
        places.set(packed.number, inStream(container.number, index));
        objects.set(packed.number, packed);
      }
      objects.delete(container.number);
      structural.push(container.number);
    }
    for (const { value } of objects.values()) {
      if (["ObjStm", "XRef"].includes(typeOf(value) ?? "")) throw new NotUnderstood();
    }
    this.take(/startxref[\r\n ]+/y);
    if (Number(this.take(/\d{1,10}/y)[0]) !== place) throw new NotUnderstood();
    this.take(/[\r\n ]*%%EOF[\r\n]{0,2}/y);
    return { objects, trailer, entries, places, structural };
  }

  /** Objects in a stream stand in no file of ours. */
  private async packed(container: PdfObject): Promise<PdfObject[]> {
    const packed = this.style.isPacked ? await readPacked(container, this.budget) : undefined;
    if (packed === undefined) throw new NotUnderstood();
    for (const { value, text } of packed)
      if (typeOf(value) === "Catalog" && !PLAIN.test(text)) throw new NotUnderstood();
    return packed.map(({ number, value }) => ({
      ...{ number, generation: 0, value, place: container.place, isPacked: true },
    }));
  }

  private object(): PdfObject | undefined {
    this.match(this.style.spaces);
    const place = this.offset + this.at;
    const found = this.match(OBJECT);
    if (found === undefined) return undefined;
    const start = this.at;
    const value = this.value();
    if (typeOf(value) === "Catalog" && !PLAIN.test(this.text.slice(start, this.at))) throw new NotUnderstood();
    const object: PdfObject = { number: Number(found[1]), generation: Number(found[2]), value, place };
    if (object.generation !== 0) throw new NotUnderstood();
    this.match(this.style.spaces);
    if (isDict(value) && this.match(/stream(?:\r\n|\n)/y)) {
      const length = value.get("Length");
      if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 0) throw new NotUnderstood();
      object.stream = this.bytes.subarray(this.at, this.at + length);
      this.at += length;
      this.take(/(?:\r\n|\r|\n)?endstream[\r\n ]+/y);
    }
    this.take(/endobj(?![A-Za-z])/y);
    return object;
  }

  private value(): PdfValue {
    const reader = new ValueReader(this.text, { at: this.at, budget: this.budget });
    const value = readObjectValue(reader);
    if (value === undefined) throw new NotUnderstood();
    this.at = reader.at;
    return value;
  }

  private xrefTable(): { trailer: PdfDict; entries: Appended["entries"] } {
    this.take(/xref[ ]?(?:\r\n|\r|\n)/y);
    const entries: Appended["entries"] = new Map();
    for (let head = this.match(/(\d{1,9}) (\d{1,6})[ ]?(?:\r\n|\r|\n)/y); head; ) {
      const first = Number(head[1]);
      for (let number = first; number < first + Number(head[2]); number++) {
        const [, place, generation, kind] = this.take(ENTRY);
        // The head of the list of free objects, which some writers repeat.
        if (kind === "f" && number === 0) continue;
        if (kind === "f" || Number(generation) !== 0 || entries.has(number)) throw new NotUnderstood();
        entries.set(number, Number(place));
      }
      head = this.match(/(\d{1,9}) (\d{1,6})[ ]?(?:\r\n|\r|\n)/y);
    }
    this.match(this.style.spaces);
    this.take(/trailer(?![A-Za-z])/y);
    this.match(this.style.spaces);
    const start = this.at;
    const trailer = this.value();
    if (!PLAIN.test(this.text.slice(start, this.at))) throw new NotUnderstood();
    this.match(this.style.spaces);
    if (!isDict(trailer)) throw new NotUnderstood();
    if ([...trailer.keys()].some((name) => !TRAILER_KEYS.includes(name))) throw new NotUnderstood();
    return { trailer, entries };
  }

  /** A cross-reference as a stream (section 7.5.8). */
  private async xrefStream(object: PdfObject): Promise<{ trailer: PdfDict; entries: Appended["entries"] }> {
    const trailer = object.value;
    if (!isDict(trailer)) throw new NotUnderstood();
    if ([...trailer.keys()].some((name) => ![...TRAILER_KEYS, ...XREF_STREAM_KEYS].includes(name)))
      throw new NotUnderstood();
    const bytes = await structuralBytes(object);
    const rows = bytes && readXrefRows(trailer, bytes, OBJECTS_MAX);
    if (rows === undefined) throw new NotUnderstood();
    const entries: Appended["entries"] = new Map();
    for (const { number, kind, second, third } of rows) {
      if (kind === 0 && number === 0) continue;
      const isPlain = kind === 1 && third === 0;
      if (!(isPlain || kind === 2) || entries.has(number)) throw new NotUnderstood();
      entries.set(number, isPlain ? second : inStream(second, third));
    }
    this.match(this.style.spaces);
    return { trailer, entries };
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found ?? undefined;
  }

  private take(pattern: RegExp): RegExpExecArray {
    const found = this.match(pattern);
    if (found === undefined) throw new NotUnderstood();
    return found;
  }
}
