/** Batches and certificates as the API takes and gives them. */
import { z } from "zod";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import {
  BATCH_NAME_CHARS_MAX,
  BATCH_SIZE_MAX,
  BATCH_STATES,
  CERTIFICATE_FILTER_STATES,
  DRAFTS_PER_REQUEST_MAX,
  REASON_CHARS_MAX,
} from "../types.ts";

const LIST_MAX = 200;
const LIST_DEFAULT = 50;
const VALUES_MAX = 64;
/** Whatever it is about is said by the check of the draft, with its field. */
const TEXT_CHARS_MAX = 4_000;
const YEAR_MAX = 2999;
const line = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize("NFC").trim())
    .refine((text) => text !== "" && text.length <= max && !/[\p{Cc}\p{Cs}]/u.test(text));
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((time) => time.getUTCFullYear() <= YEAR_MAX);
/** Until when certificates are valid: a moment to come. */
export const validUntilSchema = instant.refine((time) => time.getTime() > Date.now());

const text = z.string().max(TEXT_CHARS_MAX);
const values = z
  .record(z.string().max(64), text)
  .refine((given) => Object.keys(given).length <= VALUES_MAX)
  .default({});
const draft = z.object({
  line: z.int().min(1).max(2_000_000).optional(),
  holderName: text,
  email: text.optional(),
  values,
  /** The certificate that it takes the place of. */
  replaces: idSchema.optional(),
});
const version = z.int().min(1).optional();
/** Id of the unit that it is to belong to; the actor's own unless said. */
const unit = idSchema.optional();

export const newBatchSchema = z.object({
  name: line(BATCH_NAME_CHARS_MAX),
  template: idSchema,
  version,
  validUntil: validUntilSchema.optional(),
  unit,
});
const drafts = z.array(draft).min(1).max(DRAFTS_PER_REQUEST_MAX);
export const addDraftsSchema = z.object({ from: z.int().min(0).max(BATCH_SIZE_MAX).optional(), drafts });
export const checkDraftsSchema = z.object({ template: idSchema, version, drafts });
/** Bytes of a body with so many drafts. */
export const DRAFTS_BYTES_MAX: number = 4 * 1024 * 1024;
export const reasonSchema = z.object({ reason: line(REASON_CHARS_MAX) });
/** What is approved, as the batch said of itself when it was looked at. */
export const approvalQuerySchema = z.strictObject({ submittedAt: instant });
export const newCertificateSchema = draft.omit({ line: true }).extend({
  template: idSchema,
  version,
  validUntil: validUntilSchema.optional(),
  unit,
});

const paging = {
  /** As `next` came with the page before. */
  cursor: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(LIST_DEFAULT),
};
export const batchesQuerySchema = z.object({ ...paging, state: z.enum(BATCH_STATES).optional() });
export const draftsQuerySchema = z.object({
  cursor: z.coerce.number().int().min(0).max(BATCH_SIZE_MAX).default(0),
  limit: paging.limit,
});
export const certificatesQuerySchema = z.object({
  ...paging,
  state: z.enum(CERTIFICATE_FILTER_STATES).optional(),
  batch: idSchema.optional(),
  template: idSchema.optional(),
  name: line(200).optional(),
  email: line(254).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** Of this unit and those below it. */
  unit: idSchema.optional(),
});
export const waitSchema = z.object({ wait: z.coerce.number().int().min(0).max(60).default(20) });
export const rosterQuerySchema = z.object({
  template: idSchema,
  version: z.coerce.number().int().min(1).optional(),
  format: z.enum(["csv", "xlsx"]).default("csv"),
  lang: z.enum(LOCALES).optional(),
});

const count = z.int().min(0);
const template = z.strictObject({ id: idSchema, version: count, name: z.string() });
const actor = z.strictObject({ kind: z.enum(["user", "api-key"]), id: z.string(), name: z.string().optional() });
const batchSummary = {
  id: idSchema,
  name: z.string(),
  state: z.enum(BATCH_STATES),
  template,
  size: count,
  made: count,
  createdAt: z.string(),
  issuedAt: z.string().optional(),
  validUntil: z.string().optional(),
  failure: z.string().optional(),
  /** The unit that it belongs to; absent: the organisation itself. */
  unit: idSchema.optional(),
};
export const batchJsonSchema = z.strictObject({
  ...batchSummary,
  createdBy: actor,
  submittedBy: actor.optional(),
  submittedAt: z.string().optional(),
  approvedBy: actor.optional(),
  rejection: z.string().optional(),
  evidence: idSchema.optional(),
  links: z.strictObject({ self: z.url(), certificates: z.url(), record: z.url().optional() }),
});
export type BatchJson = z.output<typeof batchJsonSchema>;
export const batchListJsonSchema = z.strictObject({
  items: z.array(z.strictObject(batchSummary)),
  next: idSchema.optional(),
});
const fault = z.strictObject({
  field: z.string(),
  code: z.string(),
  character: z.string().optional(),
  place: count.optional(),
  found: z.string().optional(),
  standard: z.string().optional(),
});
const faulty = z.strictObject({ at: count, line: count.optional(), faults: z.array(fault) });
export const addedDraftsJsonSchema = z.strictObject({ size: count, faults: z.array(faulty) });
export const checkedDraftsJsonSchema = z.strictObject({
  faults: z.array(faulty),
  /** Word for word as certificates that are in force. */
  issuedBefore: z.array(z.strictObject({ at: count, line: count.optional(), certificate: idSchema })),
});
export const draftsJsonSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      number: count,
      line: count.optional(),
      holderName: z.string(),
      email: z.string().optional(),
      values: z.record(z.string(), z.string()),
      certificate: idSchema,
      replaces: idSchema.optional(),
    }),
  ),
  next: count.optional(),
});

const certificateSummary = {
  id: idSchema,
  batch: idSchema,
  template,
  holderName: z.string(),
  email: z.string().optional(),
  state: z.enum(CERTIFICATE_FILTER_STATES),
  issuedAt: z.string(),
  validUntil: z.string().optional(),
  /** As of its batch. */
  unit: idSchema.optional(),
  links: z.strictObject({ self: z.url(), public: z.url() }),
};
export const certificateListJsonSchema = z.strictObject({
  items: z.array(z.strictObject(certificateSummary)),
  next: idSchema.optional(),
});
export const certificateJsonSchema = z.strictObject({
  ...certificateSummary,
  values: z.record(z.string(), z.string()),
  replaces: idSchema.optional(),
  evidence: idSchema.optional(),
  links: z.strictObject({
    self: z.url(),
    public: z.url(),
    pdf: z.url(),
    credential: z.url(),
    receipt: z.url(),
    sdJwt: z.url(),
    badge: z.url(),
  }),
});
export type CertificateJson = z.output<typeof certificateJsonSchema>;
/** Of what is not issued yet: the id that it will have, and the batch that it waits in. */
export const pendingJsonSchema = z.strictObject({
  id: idSchema,
  batch: idSchema,
  state: z.enum(BATCH_STATES),
  links: z.strictObject({ self: z.url(), batch: z.url() }),
});
