/** What the API answers of templates of contracts, and of contracts. */
import { z } from "zod";
import { FIELD_KINDS } from "#lib/pades/form-fields.ts";
import { PDF_REFUSALS } from "#lib/pades/refused.ts";
import type { ApiErrorCode } from "#lib/words/error-codes.ts";
import { contractDocumentSchema } from "../schema/document.ts";
import type { ComposedContract } from "../types.ts";

const time = z.iso.datetime({ precision: 3 });

export const templateJsonSchema = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    createdAt: time,
    retiredAt: time.optional(),
    /** Numbers of its newest versions. */
    draft: z.int().optional(),
    published: z.int().optional(),
  })
  .meta({ id: "ContractTemplate" });
export const templatesJsonSchema = z.strictObject({ items: z.array(templateJsonSchema), next: z.uuid().optional() });

const versionFacts = {
  number: z.int(),
  sha256: z.string(),
  savedAt: time,
  publishedAt: time.optional(),
  /** Of its record, once it is published. */
  evidenceId: z.uuid().optional(),
};
export const versionJsonSchema = z
  .strictObject({ templateId: z.uuid(), document: contractDocumentSchema, ...versionFacts })
  .meta({ id: "ContractTemplateVersion" });
export const versionsJsonSchema = z.strictObject({ items: z.array(z.strictObject(versionFacts)) });
export const savedJsonSchema = z.strictObject({ number: z.int(), sha256: z.string() });
export const pdfJsonSchema = z.strictObject({
  sha256: z.string(),
  /** Width and height of each page as it is shown, in millimetres. */
  pages: z.array(z.array(z.number()).readonly()).readonly(),
});

const fieldJsonSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(FIELD_KINDS),
  party: z.string(),
  label: z.string(),
  required: z.boolean(),
  page: z.int(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  options: z.array(z.string()).readonly().optional(),
});
export const contractJsonSchema = z
  .strictObject({
    number: z.string(),
    template: z.strictObject({ id: z.uuid(), version: z.int(), name: z.string() }).optional(),
    /** Of the PDF, which is at `pdf`. */
    sha256: z.string(),
    size: z.int(),
    pdf: z.string(),
    parties: z.array(z.strictObject({ name: z.string(), label: z.string() })),
    /** Lengths in millimetres, from the left lower corner of the page as it is shown. */
    fields: z.array(fieldJsonSchema),
    /** Of its record. */
    evidenceId: z.uuid(),
    createdAt: time,
    unit: z.uuid().optional(),
  })
  .meta({ id: "Contract" });
export const contractsJsonSchema = z.strictObject({ items: z.array(contractJsonSchema), next: z.uuid().optional() });

const problemJsonSchema = z.strictObject({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  field: z.string().optional(),
});
export const outcomesJsonSchema = z.strictObject({
  /** In the order of the rows, which count from 1. */
  items: z.array(
    z.union([
      z.strictObject({ row: z.int(), number: z.string(), sha256: z.string(), evidenceId: z.uuid(), pdf: z.string() }),
      z.strictObject({ row: z.int(), problem: problemJsonSchema }),
    ]),
  ),
});

export const DOCUMENT_REFUSALS = [
  "contract_pdf_unknown",
  "contract_place_outside",
] as const satisfies readonly ApiErrorCode[];
export const DRAWING_REFUSALS = [
  ...(["contract_letters_missing", "contract_print_room", "contract_pdf_unknown", "too_many_at_once"] as const),
  ...(["contract_pdf_signed", "contract_pages_too_many"] as const),
  ...PDF_REFUSALS,
] as const satisfies readonly ApiErrorCode[];
export const COMPOSING_REFUSALS = [
  ...(["template_retired", "template_unpublished", "contract_value_refused", "unit_unknown", "storage_full"] as const),
  ...DRAWING_REFUSALS,
] as const satisfies readonly ApiErrorCode[];

export const CONTRACTS_PLACE = "/api/v1/contracts/documents";
export const pdfPath = (number: string): string => `${CONTRACTS_PLACE}/${number}/pdf`;

export function contractBody(contract: ComposedContract): z.output<typeof contractJsonSchema> {
  const { id: _, unitId, number, ...facts } = contract;
  return { number, pdf: pdfPath(number), ...facts, ...(unitId !== null && { unit: unitId }) };
}
