/** Values of a PDF as text in which each character is a byte (ISO 32000-2 section 7.3), in the plainest of their spellings. */
import { toHex } from "#lib/core/text/bytes.ts";
import { isDict, isKeyword, isName, isRef, isString, type PdfValue } from "#lib/pdf/read/values.ts";

const DEPTH_MAX = 64;
const EXPONENT = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/;

/** @param generationOf an object's number @throws {RangeError} for what is nested deeper than any reader follows */
export function writtenValue(value: PdfValue, generationOf: (number: number) => number, depth = 0): string {
  if (depth > DEPTH_MAX) throw new RangeError("nested too deeply");
  const inner = (each: PdfValue) => writtenValue(each, generationOf, depth + 1);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writtenNumber(value);
  if (isDict(value))
    return `<< ${[...value].map(([name, each]) => `${writtenName(name)} ${inner(each)}`).join(" ")} >>`;
  if (Array.isArray(value)) return `[${value.map(inner).join(" ")}]`;
  if (isRef(value)) return `${value.ref} ${generationOf(value.ref)} R`;
  if (isName(value)) return writtenName(value.name);
  if (isString(value)) return `<${toHex(value.bytes)}>`;
  if (isKeyword(value)) return value.keyword;
  throw new RangeError("no value");
}

/** The shortest decimal that is exactly this number, without an exponent, which no reader takes (section 7.3.3). */
export function writtenNumber(value: number): string {
  const text = String(value);
  const [, sign = "", first = "", rest = "", exponent] = EXPONENT.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = first + rest;
  const point = Number(exponent) + 1;
  if (point > 0) return `${sign}${digits.padEnd(point, "0")}`;
  return `${sign}0.${"0".repeat(-point)}${digits}`;
}

/** What is not regular in it as #xx (section 7.3.5). */
function writtenName(name: string): string {
  const escaped = name.replace(
    /[^A-Za-z0-9._+-]/g,
    (character) => `#${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `/${escaped}`;
}

/** A text string: UTF-16BE with its mark (section 7.9.2.2). */
export function textValue(text: string): { bytes: Uint8Array } {
  const bytes = new Uint8Array(2 + 2 * text.length);
  bytes.set([0xfe, 0xff]);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes.set([unit >> 8, unit & 0xff], 2 + 2 * at);
  }
  return { bytes };
}

/** A date (section 7.9.4), in UTC. */
export function dateValue(date: Date): { bytes: Uint8Array } {
  const text = `D:${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  return { bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
}
