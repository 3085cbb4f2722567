/**
 * One incremental save (ISO 32000-2 section 7.5.6): objects written anew or added behind a document that stays as it is, byte for byte, and one
 * cross-reference of the kind that the document has, since readers differ over a table that follows a stream.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "#lib/core/text/bytes.ts";
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import {
  isRef,
  isSameValue,
  isString,
  type PdfDict,
  type PdfRef,
  type PdfValue,
  toBytes,
  toText,
  ValueReader,
} from "#lib/pdf/read/values.ts";
import { referenceCounts } from "#lib/verify/pdf/compare.ts";
import { PdfRefused } from "./refused.ts";
import { writtenValue } from "./write-values.ts";

const ID_BYTES = 16;
/** Of a cross-reference stream (section 7.5.8.2): kind, place, generation. */
const ROW_WIDTHS = [1, 4, 2] as const;
const PLACE_DIGITS = 10;
/** Numbers of objects have up to nine digits here; Acrobat takes fewer (ISO 32000-1 annex C). */
const SIZE_MAX = 100_000_000;
const TAIL_BYTES = 1_024;
const END = /startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF[\0\t\n\f\r ]*$/;

interface Body {
  /** Without `obj` and `endobj`. */
  text: string;
  stream?: Uint8Array;
}

export class Increment {
  readonly #pdf: Uint8Array;
  readonly #document: PdfDocument;
  readonly #bodies = new Map<number, Body>();
  /** Of the document's newest cross-reference. */
  readonly #previous: number;
  readonly #named: ReadonlyMap<number, number>;
  #next: number;

  /** @throws {PdfRefused} `pdf_malformed` for a document that does not end with its cross-reference */
  constructor(pdf: Uint8Array, document: PdfDocument) {
    this.#pdf = pdf;
    this.#document = document;
    const end = END.exec(toText(pdf.subarray(-TAIL_BYTES)))?.[1];
    const size = document.fromTrailer("Size");
    const isSize = typeof size === "number" && Number.isInteger(size) && size > 0 && size <= SIZE_MAX;
    if (end === undefined || !isSize) throw new PdfRefused("pdf_malformed");
    this.#previous = Number(end);
    this.#named = referenceCounts(document);
    this.#next = size;
    for (const number of document.objects.keys()) this.#next = Math.max(this.#next, number + 1);
  }

  /** A number that nobody has, and nobody refers to: what was nothing there would become something. */
  reserve(): PdfRef {
    while (this.#named.has(this.#next)) this.#next++;
    return { ref: this.#next++ };
  }

  add(value: PdfValue): PdfRef {
    const reference = this.reserve();
    this.#bodies.set(reference.ref, { text: this.#written(value) });
    return reference;
  }

  addStream(dict: PdfDict, stream: Uint8Array): PdfRef {
    const reference = this.reserve();
    const whole = new Map<string, PdfValue>([...dict, ["Length", stream.length]]);
    this.#bodies.set(reference.ref, { text: this.#written(whole), stream });
    return reference;
  }

  /** @throws {PdfRefused} `pdf_ambiguous` where more, or something else, would change than the value */
  replace({ ref }: PdfRef, value: PdfValue): void {
    requireExact(this.#document, { ref });
    const text = this.#written(value);
    const reader = new ValueReader(text);
    if (!isSameValue(reader.next(), value) || !reader.isExact) throw new PdfRefused("pdf_ambiguous");
    this.#bodies.set(ref, { text });
  }

  /** A body as it is to stand there, for what is filled in afterwards. */
  replaceText({ ref }: PdfRef, text: string): void {
    this.#bodies.set(ref, { text });
  }

  #written(value: PdfValue): string {
    return writtenValue(value, (number) => this.#generationOf(number));
  }

  #generationOf(number: number): number {
    return this.#document.objects.get(number)?.generation ?? 0;
  }

  /** The whole document, and where each object's body begins. */
  finish(): { pdf: Uint8Array; places: ReadonlyMap<number, number> } {
    const isTable = toText(this.#pdf.subarray(this.#previous, this.#previous + 8))
      .trimStart()
      .startsWith("xref");
    const parts: Uint8Array[] = [this.#pdf];
    let at = this.#pdf.length;
    const put = (bytes: Uint8Array): void => {
      parts.push(bytes);
      at += bytes.length;
    };
    const [offsets, places] = [new Map<number, number>(), new Map<number, number>()];
    const object = (number: number, { text, stream }: Body): void => {
      offsets.set(number, at);
      const head = toBytes(`${number} ${this.#generationOf(number)} obj\n`);
      places.set(number, at + head.length);
      put(head);
      put(toBytes(text));
      if (stream) for (const part of [utf8("\nstream\n"), stream, utf8("\nendstream")]) put(part);
      put(utf8("\nendobj\n"));
    };
    const last = this.#pdf.at(-1);
    if (last !== 0x0a && last !== 0x0d) put(utf8("\n"));
    for (const [number, body] of [...this.#bodies].sort(([one], [other]) => one - other)) object(number, body);
    const start = at;
    const trailer = this.#trailer(concat(...parts.slice(1)));
    if (isTable) {
      trailer.set("Size", this.#next);
      put(toBytes(`${this.#table(offsets)}trailer\n${this.#written(trailer)}\n`));
    } else {
      const { ref } = this.reserve();
      offsets.set(ref, at);
      const { dict, rows } = this.#rows(offsets);
      for (const [name, value] of trailer) dict.set(name, value);
      dict.set("Size", this.#next);
      object(ref, { text: this.#written(dict), stream: rows });
    }
    put(toBytes(`startxref\n${start}\n%%EOF\n`));
    return { pdf: concat(...parts), places };
  }

  #trailer(added: Uint8Array): Map<string, PdfValue> {
    const trailer = new Map<string, PdfValue>();
    for (const name of ["Root", "Info"]) {
      const value = this.#document.fromTrailer(name);
      if (value !== undefined) trailer.set(name, value);
    }
    const digest = sha256(added).subarray(0, ID_BYTES);
    const ids = this.#document.resolve(this.#document.fromTrailer("ID"));
    const [first] = Array.isArray(ids) ? ids : [];
    // The first one stays for the document's life (section 14.4).
    trailer.set("ID", [isString(first) ? first : { bytes: digest }, { bytes: digest }]);
    trailer.set("Prev", this.#previous);
    return trailer;
  }

  /** A subsection for each run of numbers (section 7.5.4). */
  #table(offsets: ReadonlyMap<number, number>): string {
    const row = (number: number) => {
      const generation = String(this.#generationOf(number)).padStart(5, "0");
      return `${String(offsets.get(number)).padStart(PLACE_DIGITS, "0")} ${generation} n \n`;
    };
    return `xref\n${runsOf(offsets)
      .map((run) => `${run[0]} ${run.length}\n${run.map(row).join("")}`)
      .join("")}`;
  }

  #rows(offsets: ReadonlyMap<number, number>): { dict: Map<string, PdfValue>; rows: Uint8Array } {
    const runs = runsOf(offsets);
    const width = ROW_WIDTHS.reduce((sum: number, each) => sum + each, 0);
    const rows = new DataView(new ArrayBuffer(width * offsets.size));
    for (const [at, number] of runs.flat().entries()) {
      rows.setUint8(at * width, 1);
      rows.setUint32(at * width + 1, offsets.get(number) ?? 0);
      rows.setUint16(at * width + 5, this.#generationOf(number));
    }
    const index = runs.flatMap(([first = 0, ...rest]) => [first, rest.length + 1]);
    const dict = new Map<string, PdfValue>([
      ["Type", { name: "XRef" }],
      ["W", [...ROW_WIDTHS]],
      ["Index", index],
      ["Length", rows.byteLength],
    ]);
    return { dict, rows: new Uint8Array(rows.buffer) };
  }
}

/**
 * What stands under this number is a value that is written anew without a loss: a stream, a doubled name, or a reference of another
 * generation would be gone.
 *
 * @throws {PdfRefused} `pdf_ambiguous`
 */
export function requireExact(document: PdfDocument, { ref }: PdfRef): void {
  const object = document.objects.get(ref);
  if (object === undefined) return;
  const { value, stream, generation, isExact = false } = object;
  if (!isExact || stream !== undefined || generation !== 0 || isRef(value)) throw new PdfRefused("pdf_ambiguous");
}

function runsOf(offsets: ReadonlyMap<number, number>): number[][] {
  const runs: number[][] = [];
  for (const number of [...offsets.keys()].sort((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  return runs;
}
