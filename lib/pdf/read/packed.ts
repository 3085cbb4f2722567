/** Objects of a save, also those in an object stream (ISO 32000-2 section 7.5.7), that everybody reads alike. */
import type { PdfObject } from "./document.ts";
import { readPackedTable, structuralBytes } from "./structural.ts";
import { isDict, isKeyword, isRef, type PdfValue, type ReadBudget, toText, ValueReader } from "./values.ts";

const OBJECTS_MAX = 512;
/** An object of a generation that no object here has leads nowhere for some, and to the object for others. */
const OTHER_GENERATION = /\d[\0\t\n\f\r ]+(?:0\d+|[1-9]\d*)[\0\t\n\f\r ]+R(?![A-Za-z])/;
const KEYS = ["Type", "N", "First", "Filter", "DecodeParms", "Length"];
const BLANK = /^[\0\t\n\f\r ]*$/;

export type Packed = { number: number; value: PdfValue; text: string };

/** In the order of the stream; undefined where its table and what stands there do not fit whole, and where values do not follow one another. */
export async function readPacked(container: PdfObject, budget: ReadBudget): Promise<Packed[] | undefined> {
  const { value: dict } = container;
  if (!isDict(dict) || [...dict.keys()].some((name) => !KEYS.includes(name))) return undefined;
  const bytes = await structuralBytes(container);
  const table = bytes && readPackedTable(dict, bytes);
  if (!bytes || !table || table.length > OBJECTS_MAX) return undefined;
  const text = toText(bytes);
  const packed: Packed[] = [];
  if (!BLANK.test(text.slice(Number(dict.get("First")), table[0]?.at))) return undefined;
  for (const [index, { number, at }] of table.entries()) {
    const own = text.slice(at, table[index + 1]?.at);
    const value = own === "" ? undefined : readOne(own, budget);
    if (value === undefined) return undefined;
    packed.push({ number, value, text: own });
  }
  return packed;
}

function readOne(text: string, budget: ReadBudget): PdfValue | undefined {
  const reader = new ValueReader(text, { budget });
  const value = readObjectValue(reader);
  return value !== undefined && BLANK.test(text.slice(reader.at)) ? value : undefined;
}

/** The next value, where everybody reads the same one and it is an object's own. */
export function readObjectValue(reader: ValueReader): PdfValue | undefined {
  const { at } = reader;
  const value = reader.next();
  if (value === undefined || isKeyword(value) || isRef(value) || !reader.isExact) return undefined;
  return OTHER_GENERATION.test(reader.text.slice(at, reader.at)) ? undefined : value;
}
