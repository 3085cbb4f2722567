/** The letters on the pages of a PDF, to look for an id among them: no layout, and only of fonts that say what their glyphs mean. */
import type { PdfDocument } from "./document.ts";
import {
  isDict,
  isKeyword,
  isName,
  isRef,
  isString,
  type PdfDict,
  type ReadBudget,
  toText,
  ValueReader,
} from "./values.ts";

/** Characters of all content streams that are looked through, and of what comes out. */
const CONTENT_CHARS_MAX = 8 * 1024 * 1024;
const TEXT_CHARS_MAX = 256 * 1024;
/** Of one font: as many as two bytes can tell apart. */
const GLYPHS_MAX = 65_536;
/** A glyph may stand for several letters, in UTF-16. */
const GLYPH_LETTERS_BYTES_MAX = 64;
/** A code has four bytes at most (section 9.7.6.2); numbers beyond 2^53 would not even count up. */
const CODE_BYTES_MAX = 4;

type Glyphs = { bytes: 1 | 2; letters: Map<number, string> };

/** Text of all content streams, in the file's order. A font's name means the same on all pages here: the first that has it counts. */
export async function readPageText(document: PdfDocument): Promise<string> {
  const fonts = await readFonts(document);
  let left = CONTENT_CHARS_MAX;
  let text = "";
  for (const object of document.objects.values()) {
    if (left <= 0 || text.length > TEXT_CHARS_MAX) break;
    if (object.stream === undefined || !isContent(object.value)) continue;
    const bytes = await document.streamOf(object);
    const content = bytes && toText(bytes.subarray(0, left));
    if (content === undefined || !/\bBT\b/.test(content)) continue;
    left -= content.length;
    text += `${shownText(content, { fonts, budget: document.budget })}\n`;
  }
  return text.slice(0, TEXT_CHARS_MAX);
}

/** Pages' contents have no type of their own; forms are XObjects. */
function isContent(value: unknown): boolean {
  if (!isDict(value)) return false;
  const type = value.get("Type");
  const subtype = value.get("Subtype");
  return type === undefined ? subtype === undefined || isForm(subtype) : isForm(subtype);
}

const isForm = (subtype: unknown): boolean => isName(subtype) && subtype.name === "Form";

async function readFonts(document: PdfDocument): Promise<Map<string, Glyphs>> {
  const fonts = new Map<string, Glyphs>();
  for (const { value } of document.objects.values()) {
    const places = isDict(value) ? [value.get("Font"), document.dict(value.get("Resources"))?.get("Font")] : [];
    for (const place of places) {
      for (const [name, reference] of document.dict(place) ?? new Map()) {
        const font = fonts.has(name) ? undefined : document.dict(reference);
        const glyphs = font && (await readGlyphs(document, font));
        if (glyphs) fonts.set(name, glyphs);
      }
    }
  }
  return fonts;
}

async function readGlyphs(document: PdfDocument, font: PdfDict): Promise<Glyphs | undefined> {
  const reference = font.get("ToUnicode");
  const subtype = document.resolve(font.get("Subtype"));
  const bytes = isName(subtype) && subtype.name === "Type0" ? 2 : 1;
  const stream = isRef(reference) ? document.objects.get(reference.ref) : undefined;
  const map = stream && (await document.streamOf(stream));
  return { bytes, letters: map ? readToUnicode(toText(map), document.budget) : new Map() };
}

/** The pairs and ranges of a CMap (section 9.10.3). */
function readToUnicode(text: string, budget: ReadBudget): Map<number, string> {
  const letters = new Map<number, string>();
  const reader = new ValueReader(text, { budget });
  let operands: unknown[] = [];
  for (let value = reader.next(); value !== undefined && letters.size < GLYPHS_MAX; value = reader.next()) {
    if (!isKeyword(value)) {
      operands.push(value);
      continue;
    }
    if (value.keyword === "endbfchar") {
      for (let at = 0; at + 1 < operands.length; at += 2) {
        letters.set(codeOf(operands[at]), lettersOf(operands[at + 1]));
      }
    }
    if (value.keyword === "endbfrange") addRanges(letters, operands);
    operands = [];
  }
  return letters;
}

function addRanges(letters: Map<number, string>, operands: readonly unknown[]): void {
  for (let at = 0; at + 2 < operands.length && letters.size < GLYPHS_MAX; at += 3) {
    const [first, last, target] = [codeOf(operands[at]), codeOf(operands[at + 1]), operands[at + 2]];
    const start = lettersOf(target);
    for (let code = first; code <= last && code - first < 256; code++) {
      const listed = Array.isArray(target) ? lettersOf(target[code - first]) : undefined;
      const next = start.slice(0, -1) + String.fromCharCode(start.charCodeAt(start.length - 1) + code - first);
      letters.set(code, listed ?? next);
    }
  }
}

function codeOf(value: unknown): number {
  if (!isString(value) || value.bytes.length > CODE_BYTES_MAX) return -1;
  return value.bytes.reduce((code, byte) => code * 256 + byte, 0);
}

function lettersOf(value: unknown): string {
  return isString(value) ? new TextDecoder("utf-16be").decode(value.bytes.subarray(0, GLYPH_LETTERS_BYTES_MAX)) : "";
}

/** What a content stream shows: strings of Tj, TJ, ' and ", a space where it moves. */
function shownText(
  content: string,
  { fonts, budget }: { fonts: ReadonlyMap<string, Glyphs>; budget: ReadBudget },
): string {
  const reader = new ValueReader(content, { budget });
  let text = "";
  let operands: unknown[] = [];
  let glyphs: Glyphs | undefined;
  for (let value = reader.next(); value !== undefined && text.length <= TEXT_CHARS_MAX; value = reader.next()) {
    if (!isKeyword(value)) {
      operands.push(value);
      continue;
    }
    const { keyword } = value;
    const [name] = operands;
    if (keyword === "Tf" && isName(name)) glyphs = fonts.get(name.name);
    if (/^(?:Tj|TJ|'|")$/.test(keyword)) for (const each of operands.flat()) text += decode(each, glyphs);
    if (/^(?:Td|TD|T\*|Tm|ET)$/.test(keyword)) text += " ";
    operands = [];
  }
  return text;
}

function decode(value: unknown, glyphs: Glyphs | undefined): string {
  if (!isString(value)) return "";
  const { bytes, letters } = glyphs ?? { bytes: 1, letters: new Map<number, string>() };
  let text = "";
  for (let at = 0; at < value.bytes.length && text.length <= TEXT_CHARS_MAX; at += bytes) {
    const code = codeOf({ bytes: value.bytes.subarray(at, at + bytes) });
    text += letters.get(code) ?? (bytes === 1 ? String.fromCharCode(code) : "");
  }
  return text;
}
