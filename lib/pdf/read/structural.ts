/**
 * Streams in which a document keeps its cross-reference and its objects (ISO 32000-2 sections 7.5.7, 7.5.8), as strictly as it takes for every
 * program to read them alike: what programs differ in is undefined.
 */
import type { PdfObject } from "./document.ts";
import { inflateWhole, unpredict } from "./inflate.ts";
import { isDict, isName, type PdfDict, type PdfValue, toText } from "./values.ts";

const KEYS_ELSEWHERE = ["F", "FFilter", "FDecodeParms"];
const PARAMETERS = ["Predictor", "Columns", "Colors", "BitsPerComponent"];
const COLUMNS_MAX = 65_535;
/** The highest tag of a row (RFC 2083 section 6). */
const TAG_MAX = 4;
/** What other programs take for the width of each field. */
const WIDTHS = [
  [0, 1],
  [1, 2, 3, 4, 8],
  [0, 1, 2, 3, 4],
];
const HEAD = /^[\0\t\n\f\r ]*(?:\d{1,9}[\0\t\n\f\r ]+\d{1,9}(?:[\0\t\n\f\r ]+|$))*$/;
const BLANK_END = /(?:^|[\0\t\n\f\r ])$/;
/** What a value begins with that ends a number before it as well (section 7.2.3). */
const OPENING = "<([/";

const isWhole = (value: PdfValue | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export function typeOf(value: PdfValue | undefined): string | undefined {
  const type = isDict(value) ? value.get("Type") : undefined;
  return isName(type) ? type.name : undefined;
}

/** Without its filters, of which but one is taken, said in the stream's own dictionary. */
export async function structuralBytes({ value, stream }: PdfObject): Promise<Uint8Array | undefined> {
  if (stream === undefined || !isDict(value) || KEYS_ELSEWHERE.some((name) => value.has(name))) return undefined;
  const filters = only(value.get("Filter"));
  if (filters === undefined) return value.has("Filter") || value.has("DecodeParms") ? undefined : stream;
  if (!isName(filters) || filters.name !== "FlateDecode") return undefined;
  const bytes = await inflateWhole(stream);
  if (!value.has("DecodeParms")) return bytes;
  const parameters = only(value.get("DecodeParms"));
  if (bytes === undefined || !isDict(parameters)) return undefined;
  if ([...parameters.keys()].some((name) => !PARAMETERS.includes(name))) return undefined;
  const [predictor, columns, colors, bits] = PARAMETERS.map((name, at) => parameters.get(name) ?? [1, 1, 1, 8][at]);
  if (predictor === 1) return bytes;
  if (!isWhole(predictor) || predictor < 10 || predictor > 15 || colors !== 1 || bits !== 8) return undefined;
  if (!isWhole(columns) || columns < 1 || columns > COLUMNS_MAX || bytes.length % (columns + 1) !== 0) return undefined;
  for (let at = 0; at < bytes.length; at += columns + 1) if ((bytes[at] ?? 0) > TAG_MAX) return undefined;
  return unpredict(bytes, columns);
}

/** Of one value, or of a list of one. */
function only(value: PdfValue | undefined): PdfValue | undefined {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

export interface XrefRow {
  number: number;
  /** 0: free; 1: at the place `second`; 2: in the stream `second`, there the `third`. */
  kind: number;
  second: number;
  third: number;
}

/** Rows of a cross-reference stream. @param rowsMax more are none */
export function readXrefRows(dict: PdfDict, bytes: Uint8Array, rowsMax: number): XrefRow[] | undefined {
  const [widths, size] = [dict.get("W"), dict.get("Size")];
  if (!Array.isArray(widths) || widths.length !== WIDTHS.length || !isWhole(size)) return undefined;
  if (!WIDTHS.every((taken, at) => taken.includes(Number(widths[at])))) return undefined;
  const [first = 0, second = 0, third = 0] = widths.map(Number);
  const index = dict.has("Index") ? dict.get("Index") : [0, size];
  if (!Array.isArray(index) || index.length % 2 === 1 || !index.every(isWhole)) return undefined;
  const rows: XrefRow[] = [];
  let at = 0;
  const field = (width: number): number => {
    let value = 0;
    for (const end = at + width; at < end; at++) value = value * 256 + (bytes[at] ?? 0);
    return value;
  };
  for (let pair = 0; pair < index.length; pair += 2) {
    const [from, count] = [Number(index[pair]), Number(index[pair + 1])];
    if (count > rowsMax - rows.length || at + count * (first + second + third) > bytes.length) return undefined;
    for (let number = from; number < from + count; number++) {
      const kind = first === 0 ? 1 : field(first);
      if (kind > 2) return undefined;
      rows.push({ number, kind, second: field(second), third: field(third) });
    }
  }
  return rows;
}

/** Which objects stand in a stream, in its order, and where their values begin. @param bytes of it, without its filters */
export function readPackedTable(dict: PdfDict, bytes: Uint8Array): { number: number; at: number }[] | undefined {
  const [count, first] = [dict.get("N"), dict.get("First")];
  if (!isWhole(count) || !isWhole(first) || first > bytes.length) return undefined;
  const head = toText(bytes.subarray(0, first));
  // A number at the end of the table would go on with whatever stands behind it.
  const isApart = BLANK_END.test(head) || OPENING.includes(String.fromCharCode(bytes[first] ?? 0));
  if (!HEAD.test(head) || !isApart) return undefined;
  const numbers = head.match(/\d+/g)?.map(Number) ?? [];
  if (numbers.length !== 2 * count) return undefined;
  const table = Array.from({ length: count }, (_, index) => ({
    number: numbers[2 * index] ?? 0,
    at: first + (numbers[2 * index + 1] ?? 0),
  }));
  const isOnce = new Set(table.map(({ number }) => number)).size === count;
  return isOnce && table.every(({ at }) => at < bytes.length) ? table : undefined;
}
