/**
 * What is wrong with the values of a certificate, found before it is issued: each field by itself, then whether what is printed has
 * its glyphs and its room. A row without a fault can be drawn.
 */
import { findHiddenCharacter } from "#lib/core/text/names.ts";
import type { Unit } from "#lib/pdf/unit.ts";
import { fitText, setParagraphs } from "../drawing/fit.ts";
import { prepareScene } from "../drawing/scene.ts";
import { type Paragraph, type Particulars, paragraphsOf, type Saying } from "../drawing/words.ts";
import { placeholdersOf } from "../schema/placeholders.ts";
import {
  type CertificateValues,
  type Fault,
  RESERVED_NAMES,
  type TemplateDocument,
  type TemplateElement,
  type TemplateField,
  type TextElement,
  VALUE_CHARS_MAX,
} from "../types.ts";
import { isPrivateUse, standardFor } from "./private-use.ts";

const HOLDER: TemplateField = {
  name: "holder_name",
  label: { "zh-CN": "姓名", en: "Name" },
  type: "text",
  required: true,
  visibility: "shown",
};
/** As long as those of any certificate, where what is checked has none yet. */
const SAMPLE: Particulars = {
  certificateId: "00000000-0000-7000-8000-000000000000",
  address: "https://example.org/v/00000000-0000-7000-8000-000000000000",
  issuerName: "",
  issuedAt: "2026-12-28T12:00:00.000Z",
  validUntil: "2026-12-28T12:00:00.000Z",
};
/** Whose texts no field of a holder is responsible for. */
export const TEMPLATE_ITSELF = "";

export interface FaultsInput {
  document: TemplateDocument;
  /** By field; what is absent counts as empty. An e-mail address is not looked at. */
  values: CertificateValues;
  /** As they will be; without them as long as any. */
  particulars?: Partial<Particulars>;
}

/** @returns at most one fault a field and code, those of the values first */
export async function faultsOf({ document, values, particulars = {} }: FaultsInput): Promise<Fault[]> {
  await prepareScene();
  const fields = [HOLDER, ...document.fields];
  const known = new Set([...fields.map(({ name }) => name), ...RESERVED_NAMES]);
  const faults = [
    ...Object.keys(values).flatMap((field): Fault[] => (known.has(field) ? [] : [{ field, code: "unknown_field" }])),
    ...fields.flatMap((field) => ofField(field, ownOf(values, field.name))),
  ];
  // What cannot be read cannot be set, and one fault of a field is enough to mend it by.
  const wrong = new Set(faults.map(({ field }) => field));
  const saying = { document, values, particulars: { ...SAMPLE, ...particulars } };
  const printed = document.elements.flatMap((element) => ofElement(element, saying));
  return distinct([...faults, ...printed.filter(({ field }) => !wrong.has(field))]);
}

/** A field may be called as something that every object has. */
const ownOf = (values: CertificateValues, name: string): string =>
  Object.hasOwn(values, name) ? (values[name] ?? "") : "";

function distinct(faults: readonly Fault[]): Fault[] {
  const keys = faults.map(({ field, code, character }) => `${field} ${code} ${character}`);
  return faults.filter((_, at) => keys.indexOf(keys[at] ?? "") === at);
}

export function codePointLabel(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function ofField(field: TemplateField, value: string): Fault[] {
  const { name } = field;
  if (value.trim() === "") return field.required ? [{ field: name, code: "missing" }] : [];
  if (value.length > VALUE_CHARS_MAX) return [{ field: name, code: "too_long" }];
  const character = characterFault(value);
  if (character) return [{ field: name, ...character }];
  const code = wrongIn(field, value);
  return code ? [{ field: name, code }] : [];
}

/** The first character that may not stand in a value. */
function characterFault(value: string): Omit<Fault, "field"> | undefined {
  const hidden = findHiddenCharacter(value);
  if (hidden !== undefined || value.includes("\n")) {
    const at = hidden ?? value.indexOf("\n");
    return { code: "hidden_character", character: codePointLabel(value.slice(at)) };
  }
  const own = Array.from(value).find(isPrivateUse);
  if (!own) return undefined;
  const standard = standardFor(own);
  return { code: "character_private", character: codePointLabel(own), ...(standard && { standard }) };
}

function wrongIn({ type, format, choices }: TemplateField, value: string): Fault["code"] | undefined {
  switch (type) {
    case "text":
      return format === undefined || fitsMask(value, format) ? undefined : "format_wrong";
    case "date":
      return dayFault(value);
    case "number":
      return isNumber(value, format) ? undefined : "number_wrong";
    case "choice":
      return choices?.includes(value) ? undefined : "choice_unknown";
  }
}

const MASK: Readonly<Record<string, RegExp>> = { "9": /^\d$/, A: /^[A-Z]$/, a: /^[A-Za-z]$/, "*": /^[0-9A-Za-z]$/ };

function fitsMask(value: string, mask: string): boolean {
  const [letters, signs] = [Array.from(value), Array.from(mask)];
  return (
    letters.length === signs.length &&
    signs.every((sign, at) => (MASK[sign] ? MASK[sign].test(letters[at] ?? "") : sign === letters[at]))
  );
}

/** YYYY-MM-DD of the Gregorian calendar. */
function dayFault(value: string): Fault["code"] | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return "format_wrong";
  const day = new Date(`${value}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) ? undefined : "date_absent";
}

function isNumber(value: string, digits = "6"): boolean {
  const [, after = ""] = /^-?(?:0|[1-9]\d{0,14})(?:\.(\d+))?$/.exec(value) ?? [value, "#".repeat(9)];
  return after.length <= Number(digits);
}

/** The field that a text's fault is put down to: the one that says most. */
function blamed(text: string, { values }: Saying): string {
  const names = placeholdersOf(text)
    .map(({ name }) => name)
    .filter((name) => Object.hasOwn(values, name));
  const longest = names.toSorted((left, right) => ownOf(values, right).length - ownOf(values, left).length);
  return longest[0] ?? TEMPLATE_ITSELF;
}

function ofElement(element: TemplateElement, saying: Saying): Fault[] {
  if (element.kind !== "text" && element.kind !== "seal") return [];
  const paragraphs = paragraphsOf(element.text, saying);
  if (paragraphs.length === 0) return [];
  const faults = ofUnits(unitsIn(element, paragraphs), { element, saying });
  if (faults.length > 0 || element.kind === "seal") return faults;
  const fitted = fitText(element, setParagraphs(element, paragraphs));
  return fitted ? [] : [{ field: blamed(element.text, saying), code: "does_not_fit" }];
}

function unitsIn(element: TextElement | Extract<TemplateElement, { kind: "seal" }>, paragraphs: Paragraph[]): Unit[] {
  const captions =
    element.kind === "seal" && element.caption ? [{ text: element.caption, plain: element.caption }] : [];
  return setParagraphs({ font: element.font, spacing: 0 }, [...paragraphs, ...captions]).flat();
}

/** Characters that none of the element's faces has, each put down to the field that it is in. */
function ofUnits(units: readonly Unit[], { element, saying }: { element: { text: string }; saying: Saying }): Fault[] {
  return units
    .filter(({ substitute }) => substitute)
    .map(({ text: character }): Fault => {
      const sign = String.fromCodePoint(Number.parseInt(character.slice(2), 16));
      const names = placeholdersOf(element.text).map(({ name }) => name);
      const field = names.find((name) => ownOf(saying.values, name).includes(sign)) ?? TEMPLATE_ITSELF;
      return { field, code: "character_absent", character };
    });
}

/** Whether all that the template says by itself can be drawn: asked before it is published. */
export async function documentFaults(document: TemplateDocument, issuerName: string): Promise<Fault[]> {
  await prepareScene();
  const saying = { document, values: {}, particulars: { ...SAMPLE, issuerName } };
  return distinct(document.elements.flatMap((element) => ofElement(element, saying)));
}
