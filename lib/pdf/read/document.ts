/**
 * Documents as other programs write them: object and cross-reference streams, encryption with an empty password, damaged tables. The
 * objects are found by looking for them, as readers do that repair; the newest of each number counts. Nothing is verified here.
 */
import { type Decryptor, decrypt, openEncryption } from "./encryption.ts";
import { fromAscii85, fromAsciiHex, inflate, unpredict } from "./inflate.ts";
import {
  isDict,
  isKeyword,
  isName,
  isRef,
  isString,
  newBudget,
  type PdfDict,
  type PdfString,
  type PdfValue,
  type ReadBudget,
  toText,
  ValueReader,
} from "./values.ts";

const OBJECTS_MAX = 100_000;
/** Bytes of all streams that are read for one document, as they stand and after each filter, as often as they are asked for. */
const STREAMS_BYTES_MAX = 64 * 1024 * 1024;
const OBJECT_END = /(?:[\0\t\n\f\r ]|%[^\n\r]*[\n\r])*endobj(?![A-Za-z])/y;
const OBJECT =
  /(?<![0-9])(\d{1,9})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj(?![A-Za-z])|(?<![A-Za-z])trailer(?![A-Za-z])/g;

export type PdfObject = {
  number: number;
  generation: number;
  value: PdfValue;
  /** Where it stands in the file; of one in an object stream, where that stands. What stands later is newer. */
  place: number;
  /** Raw bytes of its stream. */
  stream?: Uint8Array;
  /** It stood in an object stream, whose bytes were decrypted as a whole. */
  isPacked?: boolean;
  /** Its value says all that stands there (`ValueReader.isExact`). */
  isExact?: boolean;
};

export class PdfDocument {
  readonly objects = new Map<number, PdfObject>();
  /** Where objects of each number stand in the file, the newest last; those in object streams are not among them. */
  readonly copies = new Map<number, number[]>();
  /** Newest last. */
  readonly trailers: PdfDict[] = [];
  /** Whatever of the document is read as values, is read on this. */
  readonly budget: ReadBudget = newBudget();
  readonly size: number;
  /** Given when the document is encrypted: `locked` when the empty password does not open it. */
  encryption: Decryptor | "locked" | undefined;
  private streamsBytes = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** What a value stands for; a reference that leads nowhere is null. */
  resolve(value: PdfValue | undefined): PdfValue {
    let found = value ?? null;
    for (let steps = 0; isRef(found) && steps < 8; steps++) found = this.objects.get(found.ref)?.value ?? null;
    return isRef(found) ? null : found;
  }

  dict(value: PdfValue | undefined): PdfDict | undefined {
    const found = this.resolve(value);
    return isDict(found) ? found : undefined;
  }

  /** An entry of the newest trailer that has it. */
  fromTrailer(name: string): PdfValue | undefined {
    return this.trailers.findLast((trailer) => trailer.has(name))?.get(name);
  }

  /** Bytes of a stream without encryption and filters; undefined where one is not known here, or too much has been read. */
  async streamOf(object: PdfObject): Promise<Uint8Array | undefined> {
    const { stream, value, number, generation } = object;
    if (stream === undefined || !isDict(value) || this.encryption === "locked") return undefined;
    const type = value.get("Type");
    const kind = isName(type) ? type.name : "";
    let bytes = this.spend(stream);
    const filters = [this.resolve(value.get("Filter"))].flat().map((each) => this.resolve(each));
    const isClear = kind === "XRef" || filters.some((filter) => isName(filter) && filter.name === "Crypt");
    if (bytes && this.encryption && !isClear) {
      const cipher = kind === "EmbeddedFile" ? this.encryption.files : this.encryption.streams;
      bytes = await decrypt({ bytes, cipher, decryptor: this.encryption, number, generation });
    }
    for (const [at, filter] of filters.entries()) {
      if (bytes === undefined) return undefined;
      // What is no name is no filter that anybody knows.
      if (filter !== null && !isName(filter)) return undefined;
      if (filter) bytes = this.spend(await this.unfilter(bytes, { name: filter.name, dict: value, at }));
    }
    return bytes;
  }

  private spend(bytes: Uint8Array | undefined): Uint8Array | undefined {
    this.streamsBytes += bytes?.length ?? 0;
    return this.streamsBytes <= STREAMS_BYTES_MAX ? bytes : undefined;
  }

  private async unfilter(
    bytes: Uint8Array,
    { name, dict, at }: { name: string; dict: PdfDict; at: number },
  ): Promise<Uint8Array | undefined> {
    if (name === "Crypt") return bytes;
    if (name === "ASCIIHexDecode" || name === "AHx") return fromAsciiHex(toText(bytes));
    if (name === "ASCII85Decode" || name === "A85") return fromAscii85(toText(bytes));
    if (name !== "FlateDecode" && name !== "Fl") return undefined;
    const inflated = await inflate(bytes);
    const parameters = this.dict([this.resolve(dict.get("DecodeParms"))].flat()[at]);
    const numberOf = (key: string, otherwise: number): number => {
      const value = this.resolve(parameters?.get(key));
      return typeof value === "number" ? value : otherwise;
    };
    const predictor = numberOf("Predictor", 1);
    if (predictor === 1) return inflated;
    const bits = numberOf("Colors", 1) * numberOf("BitsPerComponent", 8);
    const columns = Math.ceil((numberOf("Columns", 1) * bits) / 8);
    if (predictor < 10 || !(bits > 0 && columns > 0)) return undefined;
    return unpredict(inflated, columns, Math.max(1, bits >> 3));
  }

  /** A string of an object, decrypted. */
  async stringOf(string: PdfString, { number, generation, isPacked }: PdfObject): Promise<PdfString> {
    const { encryption } = this;
    if (encryption === undefined || encryption === "locked" || isPacked) return string;
    const { bytes } = string;
    const plain = await decrypt({ bytes, cipher: encryption.strings, decryptor: encryption, number, generation });
    return { bytes: plain ?? bytes };
  }
}

/** The document that bytes are. Never throws for what a document may hold; without objects it is none. */
export async function readDocument(bytes: Uint8Array): Promise<PdfDocument> {
  const document = new PdfDocument(bytes.length);
  const text = toText(bytes);
  const packed: PdfObject[] = [];
  const streamsEnd = text.lastIndexOf("endstream");
  OBJECT.lastIndex = 0;
  const { budget } = document;
  for (let found = OBJECT.exec(text); found && budget.values > 0; found = OBJECT.exec(text)) {
    const reader = new ValueReader(text, { at: OBJECT.lastIndex, budget });
    const value = reader.next() ?? null;
    const [, number, generation] = found;
    if (number === undefined) {
      if (isDict(value)) document.trailers.push(value);
    } else if (document.objects.size < OBJECTS_MAX) {
      const object: PdfObject = { number: Number(number), generation: Number(generation), value, place: found.index };
      OBJECT_END.lastIndex = reader.at;
      object.isExact = reader.isExact && OBJECT_END.test(text);
      // Without an end there is no stream, and no need to look for one again and again.
      const end = isDict(value) && reader.at < streamsEnd ? streamEnd({ text, reader, dict: value }) : undefined;
      if (end) object.stream = bytes.subarray(end.start, end.stop);
      if (end) reader.at = end.stop;
      document.objects.set(object.number, object);
      const copies = document.copies.get(object.number);
      if (copies) copies.push(object.place);
      else document.copies.set(object.number, [object.place]);
      if (isDict(value)) noteType(document, { object, dict: value, packed });
    }
    OBJECT.lastIndex = Math.max(OBJECT.lastIndex, reader.at);
  }
  await unlock(document);
  for (const stream of packed) await unpack(document, stream);
  return document;
}

/** Cross-reference streams are trailers, too (section 7.5.8); object streams are unpacked once the key is known. */
function noteType(
  document: PdfDocument,
  { object, dict, packed }: { object: PdfObject; dict: PdfDict; packed: PdfObject[] },
): void {
  const type = dict.get("Type");
  if (!isName(type)) return;
  if (type.name === "XRef") document.trailers.push(dict);
  if (type.name === "ObjStm") packed.push(object);
}

/** Where a stream's bytes lie: as its length says, if they end there, else up to the next `endstream`. */
function streamEnd(input: {
  text: string;
  reader: ValueReader;
  dict: PdfDict;
}): { start: number; stop: number } | undefined {
  const { text, reader, dict } = input;
  const keyword = reader.next();
  if (!isKeyword(keyword) || keyword.keyword !== "stream") return undefined;
  const start = reader.at + (text.startsWith("\r\n", reader.at) ? 2 : 1);
  const length = dict.get("Length");
  if (typeof length === "number" && /^\s{0,2}endstream/.test(text.slice(start + length, start + length + 11))) {
    return { start, stop: start + length };
  }
  const stop = text.indexOf("endstream", start);
  if (stop < 0) return undefined;
  // The line end before `endstream` is not the stream's (section 7.3.8.1).
  const tail = /(?:\r\n|\n|\r)$/.exec(text.slice(Math.max(start, stop - 2), stop))?.[0].length ?? 0;
  return { start, stop: stop - tail };
}

async function unlock(document: PdfDocument): Promise<void> {
  const encrypt = document.dict(document.fromTrailer("Encrypt"));
  if (encrypt === undefined) return;
  const ids = document.resolve(document.fromTrailer("ID"));
  const [first] = Array.isArray(ids) ? ids : [];
  const id = isString(first) ? first.bytes : new Uint8Array(0);
  document.encryption = (await openEncryption(encrypt, id).catch(() => undefined)) ?? "locked";
}

/** Objects of an object stream (section 7.5.7). */
async function unpack(document: PdfDocument, container: PdfObject): Promise<void> {
  const { value } = container;
  if (document.budget.values <= 0) return;
  const bytes = await document.streamOf(container);
  const [count, first] = isDict(value) ? [value.get("N"), value.get("First")] : [];
  if (bytes === undefined || typeof count !== "number" || typeof first !== "number") return;
  const text = toText(bytes);
  const head = new ValueReader(text, { budget: document.budget });
  const { place } = container;
  // Objects do not overlap: a stream whose objects all point to one place is not read for each of them.
  let budget = 2 * text.length;
  for (let at = 0; at < count && budget > 0 && document.objects.size < OBJECTS_MAX; at++) {
    const [number, offset] = [head.next(), head.next()];
    if (typeof number !== "number" || typeof offset !== "number") return;
    const reader = new ValueReader(text, { at: first + offset, budget: document.budget });
    const packed: PdfObject = { number, generation: 0, value: reader.next() ?? null, place, isPacked: true };
    packed.isExact = reader.isExact;
    budget -= reader.at - first - offset;
    if ((document.objects.get(number)?.place ?? -1) <= place) document.objects.set(number, packed);
  }
}
