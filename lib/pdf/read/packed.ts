/** Objects of a save that everybody reads alike, also those in an object stream (ISO 32000-2 section 7.5.7). */
import type { PdfObject } from "./document.ts";
import { isDict, isKeyword, isName, type PdfValue, toText, ValueReader } from "./values.ts";

const OBJECTS_MAX = 512;
/** An object of a generation that no object here has leads nowhere for some, and to the object for others. */
const OTHER_GENERATION = /\d[\0\t\n\f\r ]+(?:0\d+|[1-9]\d*)[\0\t\n\f\r ]+R(?![A-Za-z])/;
const KEYS = ["Type", "N", "First", "Filter", "DecodeParms", "Length"];
const HEAD = /^[\0\t\n\f\r ]*(?:\d{1,9}[\0\t\n\f\r ]+\d{1,9}(?:[\0\t\n\f\r ]+|$))*$/;
const BLANK = /^[\0\t\n\f\r ]*$/;

export type Packed = Pick<PdfObject, "number" | "value"> & { text: string };

/**
 * In the order of the stream; undefined where its table and what stands there do not fit whole: another table than one of numbers and
 * places that follow one another, anything between two objects, a number that stands twice, or what is no plain value.
 *
 * @param bytes of the stream, without its filters
 */
export function readPacked(container: PdfObject, bytes: Uint8Array): Packed[] | undefined {
  if (!isDict(container.value) || [...container.value.keys()].some((name) => !KEYS.includes(name))) return undefined;
  const [count, first] = [container.value.get("N"), container.value.get("First")];
  if (typeof count !== "number" || typeof first !== "number" || count > OBJECTS_MAX) return undefined;
  const text = toText(bytes);
  const head = text.slice(0, first);
  const numbers = head.match(/\d+/g)?.map(Number) ?? [];
  if (!HEAD.test(head) || head.length !== first || numbers.length !== 2 * count) return undefined;
  const packed: Packed[] = [];
  for (let index = 0; index < count; index++) {
    const [number = -1, from = -1] = numbers.slice(2 * index);
    const to = index + 1 < count ? (numbers[2 * index + 3] ?? -1) : text.length - first;
    if (to <= from || first + to > text.length || (index === 0 && !BLANK.test(text.slice(first, first + from))))
      return undefined;
    const own = text.slice(first + from, first + to);
    const value = oneValue(own);
    if (value === undefined || packed.some((each) => each.number === number)) return undefined;
    packed.push({ number, value, text: own });
  }
  return packed;
}

function oneValue(text: string): PdfValue | undefined {
  const reader = new ValueReader(text);
  const value = reader.next();
  if (value === undefined || isKeyword(value) || !BLANK.test(text.slice(reader.at))) return undefined;
  return reader.isExact && hasOneReading(text.slice(0, reader.at)) ? value : undefined;
}

/** A dictionary that names something twice is read differently by different programs, as is a reference to another generation. */
export const hasOneReading = (text: string): boolean => !repeatsKey(text) && !OTHER_GENERATION.test(text);

export function typeOf(value: PdfValue): string | undefined {
  const type = isDict(value) ? value.get("Type") : undefined;
  return isName(type) ? type.name : undefined;
}

/** Whether any dictionary in a text, read token by token, has a name twice as a key. Comments have no place there either. */
function repeatsKey(text: string): boolean {
  if (!text.startsWith("<<")) return false;
  const reader = new ValueReader(text, { at: 2 });
  const seen = new Set<string>();
  for (let key = reader.next(); key !== undefined; key = reader.next()) {
    if (!isName(key) || seen.has(key.name)) return true;
    seen.add(key.name);
    const start = /^[\0\t\n\f\r ]*/.exec(text.slice(reader.at))?.[0].length ?? 0;
    const from = reader.at + start;
    if (reader.next() === undefined) return true;
    if (repeatsKey(text.slice(from, reader.at))) return true;
  }
  return !/^[\0\t\n\f\r ]*>>$/.test(text.slice(reader.at));
}
