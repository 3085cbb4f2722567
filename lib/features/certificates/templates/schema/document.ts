/** Reads a template's document as anybody may write it, strictly and bounded, in Node and in browsers alike. */
import { z } from "zod";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import {
  type FieldType,
  type HexColor,
  ORNAMENTS,
  PAGE_SIZES_MM,
  RESERVED_NAMES,
  TEMPLATE_FORMAT,
  type TemplateDocument,
  type TemplateElement,
  type TemplatePage,
} from "../types.ts";
import { FONT_NAMES } from "./fonts.ts";
import { isKnownPlaceholder, placeholdersOf } from "./placeholders.ts";
import { isAboutFields, predicatesSchema } from "./predicates.ts";

/** UTF-16 code units of the canonical JSON. */
export const DOCUMENT_CHARS_MAX = 300_000;
const DOCUMENT_DEPTH_MAX = 8;
export const ELEMENTS_MAX = 120;
/** Each is thousands of strokes. */
export const ORNAMENTS_MAX = 12;
export const FIELDS_MAX = 40;
const CHOICES_MAX = 50;
const TEXT_CHARS_MAX = 2_000;
const LABEL_CHARS_MAX = 100;
const WORDS_CHARS_MAX = 2_000;
const VALIDITY_MONTHS_MAX = 1_200;
/** A code of the length of our addresses has some 45 modules with its quiet zone: its dark part is then 25 mm wide. */
export const QR_SIDE_MIN_MM = 30;
/** How dark a code is: of 255, by the weights of sRGB. */
const QR_LUMA_MAX = 110;
const SIZE_MIN_POINTS = 4;
const SIZE_MAX_POINTS = 200;
/** An element may hang over the page's edge. */
const EDGE_MM = 500;

const mm = z
  .number()
  .min(-EDGE_MM)
  .max(EDGE_MM)
  .refine((value) => Math.round(value * 100) / 100 === value, "hundredths of a millimetre");
const length = mm.refine((value) => value > 0, "greater than 0");
const hundredth = (min: number, max: number) =>
  z
    .number()
    .min(min)
    .max(max)
    .refine((value) => Math.round(value * 100) / 100 === value, "two digits after the point");
const points = hundredth(SIZE_MIN_POINTS, SIZE_MAX_POINTS);
const color = z.custom<HexColor>((value) => typeof value === "string" && /^#[0-9a-f]{6}$/.test(value), "#rrggbb");
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Line breaks apart, nothing that cannot be seen. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && value.normalize("NFC") === value, "NFC")
    .refine((value) => !hasHiddenCharacters(value.replaceAll("\n", " ")), "hidden characters");
const line = (max: number) => text(max).refine((value) => !value.includes("\n"), "one line");
const label = line(LABEL_CHARS_MAX).refine((value) => value.trim() !== "", "not empty");

const placed = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  x: mm,
  y: mm,
  width: length,
  height: length,
};
const font = z.enum(FONT_NAMES);

const textElement = z
  .strictObject({
    kind: z.literal("text"),
    ...placed,
    text: text(TEXT_CHARS_MAX),
    font,
    size: points,
    sizeMin: points,
    linesMax: z.int().min(1).max(60),
    color,
    align: z.enum(["left", "center", "right"]),
    vertical: z.enum(["top", "middle", "bottom"]),
    leading: hundredth(0.8, 4),
    spacing: hundredth(-0.1, 2),
    role: z.enum(["title", "heading", "text"]),
  })
  .refine(({ size, sizeMin }) => sizeMin <= size, { path: ["sizeMin"], error: "at most size" });

const shape = {
  ...placed,
  fill: color.optional(),
  stroke: color.optional(),
  strokeWidth: hundredth(0, 20),
};

const element = z.discriminatedUnion("kind", [
  textElement,
  z.strictObject({
    kind: z.literal("picture"),
    ...placed,
    picture: digest,
    fit: z.enum(["contain", "cover"]),
    alt: line(LABEL_CHARS_MAX),
  }),
  z.strictObject({ kind: z.literal("line"), ...placed, color }),
  z.strictObject({ kind: z.literal("rectangle"), ...shape }),
  z.strictObject({ kind: z.literal("ellipse"), ...shape }),
  z
    .strictObject({ kind: z.literal("qr"), ...placed, color: color.refine(isDark, "dark") })
    .refine(({ width, height }) => width === height && width >= QR_SIDE_MIN_MM, { path: ["width"], error: "a square" }),
  z
    .strictObject({
      kind: z.literal("seal"),
      ...placed,
      shape: z.enum(["round", "square"]),
      text: line(60),
      caption: line(20),
      middle: z.enum(["star", "laurel", "picture", "none"]),
      picture: digest.optional(),
      font,
      color,
    })
    .refine(({ middle, picture }) => (middle === "picture") === (picture !== undefined), { path: ["picture"] }),
  z.strictObject({ kind: z.literal("ornament"), ...placed, design: z.enum(ORNAMENTS), color, second: color }),
]);

const FORMATS: Record<FieldType, RegExp> = {
  text: /^[ -~]{1,64}$/,
  date: /^(long|numeric|han)$/,
  number: /^[0-6]$/,
  choice: /^(?!)/,
};

const field = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,39}$/)
      .refine((name) => !RESERVED_NAMES.includes(name), "reserved"),
    label: z.strictObject({ "zh-CN": label, en: label }),
    type: z.enum(["text", "date", "number", "choice"]),
    required: z.boolean(),
    visibility: z.enum(["shown", "private"]),
    format: z.string().optional(),
    choices: z.array(label).min(1).max(CHOICES_MAX).refine(isDistinct, "distinct").optional(),
  })
  .refine(({ type, format }) => format === undefined || FORMATS[type].test(format), { path: ["format"] })
  .refine(({ type, choices }) => (type === "choice") === (choices !== undefined), { path: ["choices"] });

export const templateDocumentSchema: z.ZodType<TemplateDocument> = z
  .strictObject({
    template: z.literal(TEMPLATE_FORMAT),
    language: z.enum(["zh-CN", "en"]),
    timeZone: z.string().max(64).refine(isTimeZone, "IANA time zone"),
    page: z.strictObject({
      size: z.enum(Object.keys(PAGE_SIZES_MM) as (keyof typeof PAGE_SIZES_MM)[]),
      orientation: z.enum(["portrait", "landscape"]),
    }),
    background: z.strictObject({ color, picture: digest.optional() }),
    elements: z
      .array(element)
      .max(ELEMENTS_MAX)
      .refine((elements) => isDistinct(elements.map(({ id }) => id)), "distinct ids")
      .refine((elements) => elements.filter(({ kind }) => kind === "ornament").length <= ORNAMENTS_MAX, "ornaments"),
    fields: z
      .array(field)
      .max(FIELDS_MAX)
      .refine((fields) => isDistinct(fields.map(({ name }) => name)), "distinct names"),
    achievement: z.strictObject({
      name: label,
      description: text(WORDS_CHARS_MAX),
      criteria: text(WORDS_CHARS_MAX),
    }),
    validity: z.strictObject({ months: z.int().min(1).max(VALIDITY_MONTHS_MAX) }).optional(),
    predicates: predicatesSchema.optional(),
  })
  .superRefine((document, context) => {
    for (const [at, each] of (document.predicates ?? []).entries()) {
      if (!isAboutFields(each, document.fields))
        context.addIssue({ code: "custom", path: ["predicates", at, "field"], message: "predicate field" });
    }
    for (const [at, each] of document.elements.entries()) {
      const unknown = unknownPlaceholder(each, document);
      if (unknown)
        context.addIssue({ code: "custom", path: ["elements", at, "text"], message: `unknown {{${unknown}}}` });
    }
  }) as z.ZodType<TemplateDocument>;

function isDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

function isDark(value: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue <= QR_LUMA_MAX;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** A seal is the issuer's: nothing of a holder stands in it. */
function unknownPlaceholder(element: TemplateElement, { fields }: TemplateDocument): string | undefined {
  if (element.kind !== "text" && element.kind !== "seal") return undefined;
  const isKnown = (each: { name: string; form?: string }): boolean =>
    element.kind === "seal" ? each.name === "issuer_name" && each.form === undefined : isKnownPlaceholder(each, fields);
  return placeholdersOf(element.text).find((each) => !isKnown(each))?.name;
}

/** The text of a document: the same value, the same text. */
export function writeTemplateDocument(document: TemplateDocument): string {
  return canonicalJson(document);
}

/** @returns undefined for what is no canonical text of a template, or of another format */
export function readTemplateDocument(canonical: string): TemplateDocument | undefined {
  const value = parseCanonicalJson(canonical, { depthMax: DOCUMENT_DEPTH_MAX, charsMax: DOCUMENT_CHARS_MAX });
  const read = templateDocumentSchema.safeParse(value);
  return read.success ? read.data : undefined;
}

/** In millimetres. */
export function pageSize({ size, orientation }: TemplatePage): { width: number; height: number } {
  const [short, long] = PAGE_SIZES_MM[size];
  return orientation === "portrait" ? { width: short, height: long } : { width: long, height: short };
}

/** What a version has to have before it is published. */
export const PUBLISH_FAULTS = ["holder_name_absent", "qr_absent", "qr_twice", "beyond_page"] as const;
export type PublishFault = (typeof PUBLISH_FAULTS)[number];

/** Why a document may not be published yet. */
export function publishFaults(document: TemplateDocument): { code: PublishFault; element?: string }[] {
  const codes = document.elements.filter(({ kind }) => kind === "qr");
  const names = document.elements.some(
    (each) => each.kind === "text" && placeholdersOf(each.text).some(({ name }) => name === "holder_name"),
  );
  const { width, height } = pageSize(document.page);
  const beyond = document.elements.filter(
    (each) =>
      (each.kind === "text" || each.kind === "qr") &&
      (each.x < 0 || each.y < 0 || each.x + each.width > width || each.y + each.height > height),
  );
  return [
    ...(names ? [] : [{ code: "holder_name_absent" as const }]),
    ...(codes.length === 0 ? [{ code: "qr_absent" as const }] : []),
    ...(codes.length > 1 ? [{ code: "qr_twice" as const }] : []),
    ...beyond.map(({ id }) => ({ code: "beyond_page" as const, element: id })),
  ];
}
