/** Reads a template's document as anybody may write it, strictly and bounded, in Node and in browsers alike. */
import { z } from "zod";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { FIELD_KINDS } from "#lib/pades/form-fields.ts";
import { CONTRACT_TEMPLATE_FORMAT, type ContractTemplateDocument, LANGUAGES, MARK_NUMBER } from "../types.ts";
import { conditionSchema } from "./conditions.ts";
import { documentFaults } from "./document-faults.ts";
import { VALUE_CHARS_MAX } from "./values.ts";

/** UTF-16 code units of the canonical JSON. */
export const DOCUMENT_CHARS_MAX = 300_000;
const DOCUMENT_DEPTH_MAX = 12;
/** With the mark's number as many as a record has own fields, less one for what may follow. */
const VALUES_MAX = 30;
const PARTIES_MAX = 10;
const CLAUSES_MAX = 300;
const BLOCKS_MAX = 100;
const ROWS_MAX = 100;
const FIELDS_MAX = 500;
const PRINTS_MAX = 500;
const OPTIONS_MAX = 50;
const TEXT_CHARS_MAX = 10_000;
const LABEL_CHARS_MAX = 60;
/** Of a page, in millimetres: 200 inches, as ISO 32000-1 annex C has it. */
const SIDE_MAX_MM = 5_080;
const PAGE_MAX = 200;

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed() && value.normalize("NFC") === value, "NFC")
    .refine((value) => !hasHiddenCharacters(value.replaceAll("\n", " ")), "hidden characters");
const line = (max: number) => text(max).refine((value) => !value.includes("\n") && value.trim() === value, "one line");
const label = line(LABEL_CHARS_MAX);
const name = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);
/** Hundredths of a millimetre: what two programs spell alike. */
const mm = (min: number) =>
  z
    .number()
    .min(min)
    .max(SIDE_MAX_MM)
    .refine((value) => Math.round(value * 100) / 100 === value, "hundredths");
const amount = z.string().regex(/^(?:0|[1-9]\d{0,14})\.\d{2}$/);
const date = z.iso.date();
const when = conditionSchema.optional();
const options = z.array(line(VALUE_CHARS_MAX)).min(1).max(OPTIONS_MAX).refine(isDistinct, "distinct");

const common = {
  name: name.refine((each) => each !== MARK_NUMBER, "reserved"),
  label,
  required: z.boolean(),
  when,
};
const value = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    ...common,
    charsMax: z.int().min(1).max(VALUE_CHARS_MAX).optional(),
    mask: line(64).optional(),
  }),
  z.strictObject({
    kind: z.literal("amount"),
    ...common,
    currency: z.string().regex(/^[A-Z]{3}$/),
    min: amount.optional(),
    max: amount.optional(),
  }),
  z.strictObject({ kind: z.literal("date"), ...common, from: date.optional(), until: date.optional() }),
  z.strictObject({ kind: z.literal("choice"), ...common, options }),
]);

const field = {
  name,
  kind: z.enum(FIELD_KINDS),
  party: name,
  label,
  required: z.boolean(),
  options: options.optional(),
};
const blockField = z.strictObject({ ...field, width: mm(3).max(160).optional(), height: mm(3).max(120).optional() });
const placed = {
  page: z.int().min(1).max(PAGE_MAX),
  x: mm(0),
  y: mm(0),
  width: mm(3),
  height: mm(3),
};
const block = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("paragraph"), text: text(TEXT_CHARS_MAX), when }),
  z.strictObject({
    kind: z.literal("table"),
    rows: z
      .array(z.strictObject({ label: line(200), text: text(TEXT_CHARS_MAX) }))
      .min(1)
      .max(ROWS_MAX),
    when,
  }),
  z.strictObject({ kind: z.literal("field"), field: blockField, when }),
]);
const clause = z.strictObject({
  heading: line(200).optional(),
  numbered: z.boolean(),
  when,
  blocks: z.array(block).max(BLOCKS_MAX),
});
const print = z.strictObject({ text: text(2_000), ...placed, size: z.number().min(4).max(72), when });

const body = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), clauses: z.array(clause).min(1).max(CLAUSES_MAX) }),
  z.strictObject({
    kind: z.literal("pdf"),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    prints: z.array(print).max(PRINTS_MAX),
    fields: z.array(z.strictObject({ ...field, ...placed, when })).max(FIELDS_MAX),
  }),
]);

export const contractDocumentSchema: z.ZodType<ContractTemplateDocument> = z
  .strictObject({
    format: z.literal(CONTRACT_TEMPLATE_FORMAT),
    language: z.enum(LANGUAGES),
    title: line(200),
    parties: z
      .array(z.strictObject({ name, label }))
      .min(1)
      .max(PARTIES_MAX)
      .refine((parties) => isDistinct(parties.map((each) => each.name)), "distinct names"),
    values: z
      .array(value)
      .max(VALUES_MAX)
      .refine((values) => isDistinct(values.map((each) => each.name)), "distinct names")
      .refine((values) => isDistinct(values.map((each) => each.label)), "distinct labels"),
    body,
  })
  .superRefine((document, context) => {
    for (const { path, message } of documentFaults(document)) context.addIssue({ code: "custom", path, message });
  });

function isDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** The text of a document: the same value, the same text. */
export function writeContractDocument(document: ContractTemplateDocument): string {
  return canonicalJson(document);
}

/** @returns undefined for what is no canonical text of a template, or of another format */
export function readContractDocument(canonical: string): ContractTemplateDocument | undefined {
  const parsed = parseCanonicalJson(canonical, { depthMax: DOCUMENT_DEPTH_MAX, charsMax: DOCUMENT_CHARS_MAX });
  const read = contractDocumentSchema.safeParse(parsed);
  return read.success ? read.data : undefined;
}
