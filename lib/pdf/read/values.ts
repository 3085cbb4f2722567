/**
 * Values of a PDF (ISO 32000-1 section 7.3), read from text in which each character is a byte. As lenient as readers are: what is read
 * here counts for nothing until a signature over it has been checked.
 */
import { fromHex } from "#lib/core/text/bytes.ts";

export type PdfName = { name: string };
export type PdfRef = { ref: number };
export type PdfString = { bytes: Uint8Array };
export type PdfDict = Map<string, PdfValue>;
/** A keyword is an operator of a content stream, or what ends an object. */
export type PdfKeyword = { keyword: string };
export type PdfValue = null | boolean | number | PdfName | PdfRef | PdfString | PdfDict | PdfKeyword | PdfValue[];

const DEPTH_MAX = 64;
/** Of one document, in all that is read of it: a million take about a second. */
const VALUES_MAX = 2_000_000;
/** Of a string in parentheses; what is longer (a signature, an image) stands in hexadecimal or in a stream. */
const LITERAL_CHARS_MAX = 1024 * 1024;
const REGULAR = "[^\\0\\t\\n\\f\\r \\[\\]<>(){}/%]";
const SPACE = "[\\0\\t\\n\\f\\r ]";
const SPACES = new RegExp(`${SPACE}*`, "y");
const COMMENT = /%[^\n\r]*/y;
const REFERENCE = new RegExp(`(\\d{1,9})${SPACE}+(\\d{1,5})${SPACE}+R(?!${REGULAR})`, "y");
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)/y;
const GOES_ON = new RegExp(REGULAR, "y");
const NAME = new RegExp(`/(${REGULAR}*)`, "y");
const HEX = /<([0-9A-Fa-f\0\t\n\f\r ]*)>/y;
const KEYWORD = new RegExp(`${REGULAR}+`, "y");
const OBJECT_ENDS = ["endobj", "stream", "endstream"];
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** What may still be read, by all the readers that share it. */
export type ReadBudget = { values: number };

export const newBudget = (): ReadBudget => ({ values: VALUES_MAX });

export class ValueReader {
  readonly text: string;
  at: number;
  /**
   * What was read says all that stands there: no name twice in a dictionary, no stray token, no reference of another generation, nothing
   * that is left open or that readers take differently. Only then is it safe to write it anew.
   */
  isExact = true;
  private readonly budget: ReadBudget;

  /** @param budget of the document that the text is part of, however many texts it has */
  constructor(text: string, { at = 0, budget = newBudget() }: { at?: number; budget?: ReadBudget } = {}) {
    this.text = text;
    this.at = at;
    this.budget = budget;
  }

  /** The next value; undefined at the end, at a closing bracket, for what is nested too deeply, and when the budget is spent. */
  next(depth = 0): PdfValue | undefined {
    if (--this.budget.values < 0) return undefined;
    do this.match(SPACES);
    while (this.comment(depth));
    const start = this.text[this.at];
    if (start === undefined || depth > DEPTH_MAX) return undefined;
    if (start === "/") return { name: unescapeName(this.match(NAME)?.[1] ?? "") };
    if (start === "(") return { bytes: toBytes(this.literal()) };
    if (start === "[") return this.list("]", depth);
    if (this.text.startsWith("<<", this.at)) return this.dictionary(depth);
    if (start === "<") return { bytes: fromHexDigits(this.match(HEX)?.[1] ?? this.inexact(this.one())) };
    if (start === "{" || start === "}") return { keyword: this.inexact(this.one()) };
    const [, reference, generation] = this.match(REFERENCE) ?? [];
    if (Number(generation) > 0) this.isExact = false;
    if (reference !== undefined) return { ref: Number(reference) };
    const number = this.match(NUMBER)?.[0];
    if (number !== undefined) return this.number(Number(number));
    const keyword = this.match(KEYWORD)?.[0];
    if (keyword === "true" || keyword === "false") return keyword === "true";
    if (keyword === "null") return null;
    return keyword === undefined ? undefined : { keyword: this.inexact(keyword) };
  }

  /** Inside of a value some end it with a line end that others do not take for one. */
  private comment(depth: number): boolean {
    const has = this.match(COMMENT) !== undefined;
    if (has && depth > 0) this.isExact = false;
    return has;
  }

  private inexact(text: string): string {
    this.isExact = false;
    return text;
  }

  /** What follows at once, as in 1.2.3 or 1e5, belongs to it for some readers; whole numbers beyond 2^53 are not told apart here. */
  private number(value: number): number {
    GOES_ON.lastIndex = this.at;
    if (GOES_ON.test(this.text) || (Number.isInteger(value) && !Number.isSafeInteger(value))) this.isExact = false;
    return value;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found ?? undefined;
  }

  private one(): string {
    return this.text[this.at++] ?? "";
  }

  private list(end: string, depth: number): PdfValue[] {
    this.at++;
    const values: PdfValue[] = [];
    for (let value = this.next(depth + 1); value !== undefined; value = this.next(depth + 1)) {
      // A bracket that is never closed ends with its object, not with the file.
      if (isKeyword(value) && OBJECT_ENDS.includes(value.keyword)) break;
      values.push(value);
    }
    if (this.text.startsWith(end, this.at)) this.at += end.length;
    else this.isExact = false;
    return values;
  }

  private dictionary(depth: number): PdfDict {
    this.at++;
    const values = this.list(">>", depth);
    const dict: PdfDict = new Map();
    let at = 0;
    while (at + 1 < values.length) {
      const key = values[at];
      // Keys are names; whatever else stands in a key's place is passed over.
      if (!isName(key) || dict.has(key.name)) this.isExact = false;
      if (isName(key)) dict.set(key.name, values[at + 1] ?? null);
      at += isName(key) ? 2 : 1;
    }
    if (at < values.length) this.isExact = false;
    return dict;
  }

  /** A string in parentheses, which may be nested (section 7.3.4.2). */
  private literal(): string {
    let text = "";
    let open = 1;
    let from = ++this.at;
    const end = Math.min(this.text.length, from + LITERAL_CHARS_MAX);
    for (; this.at < end; this.at++) {
      const character = this.text[this.at];
      if (character === "\\") {
        text += this.text.slice(from, this.at) + this.escape();
        from = this.at + 1;
      } else if (character === "(") open++;
      else if (character === ")" && --open === 0) break;
      // A line end in it, but for one behind a backslash, is another byte for some readers (section 7.3.4.2).
      else if (character === "\r") this.isExact = false;
    }
    if (open > 0) this.isExact = false;
    text += this.text.slice(from, this.at);
    this.at++;
    return text;
  }

  /** Leaves `at` at the last character of the escape. */
  private escape(): string {
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at + 1, this.at + 4))?.[0];
    this.at += octal?.length ?? 1;
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    const character = this.text[this.at] ?? "";
    if (character === "\r" && this.text[this.at + 1] === "\n") this.at++;
    return character === "\r" || character === "\n" ? "" : (ESCAPES[character] ?? character);
  }
}

function unescapeName(name: string): string {
  return name.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** White space is passed over; a last digit that stands alone is followed by a zero (section 7.3.4.3). */
export function fromHexDigits(text: string): Uint8Array {
  const digits = text.replace(/[^0-9A-Fa-f]/g, "").toLowerCase();
  return fromHex(digits.length % 2 === 0 ? digits : `${digits}0`) ?? new Uint8Array(0);
}

/** Bytes of a text of which each character is one. */
export function toBytes(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** A text of which each character is a byte: TextDecoder's latin1 is windows-1252, which is not that. */
export function toText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join("");
}

export const isDict = (value: unknown): value is PdfDict => value instanceof Map;
export const isName = (value: unknown): value is PdfName => isRecord(value) && "name" in value;
export const isRef = (value: unknown): value is PdfRef => isRecord(value) && "ref" in value;
export const isString = (value: unknown): value is PdfString => isRecord(value) && "bytes" in value;
export const isKeyword = (value: unknown): value is PdfKeyword => isRecord(value) && "keyword" in value;

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Map) && !Array.isArray(value);
}

/** A text string of a document (section 7.9.2.2): UTF-16 or UTF-8 with its mark, else as Latin text. */
export function textOf({ bytes }: PdfString): string {
  const [first, second, third] = bytes;
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder().decode(bytes);
  return new TextDecoder("latin1").decode(bytes);
}

/** Two values as they are written, references by their numbers; what is null is not there (section 7.3.7). */
export function isSameValue(left: PdfValue | undefined, right: PdfValue | undefined): boolean {
  if (left === undefined || right === undefined || left === null || right === null)
    return (left ?? null) === (right ?? null);
  if (isDict(left)) {
    if (!isDict(right) || left.size !== right.size) return false;
    return [...left].every(([name, value]) => right.has(name) && isSameValue(value, right.get(name)));
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((each, at) => isSameValue(each, right[at]))
    );
  }
  if (typeof left !== "object") return left === right;
  if (isDict(right) || typeof right !== "object" || Array.isArray(right)) return false;
  if (isString(left)) return isString(right) && toText(left.bytes) === toText(right.bytes);
  return JSON.stringify(left) === JSON.stringify(right);
}
