/** What the API and pages are asked for about seals. */
import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { PKCS12_BYTES_MAX } from "#lib/infra/keys/pkcs12/read-pkcs12.ts";
import { FOUND_MAX } from "#lib/pades/keyword.ts";
import {
  COVERS,
  GRANTS_MAX,
  LEVELS,
  MADE_KINDS,
  PURPOSE_CHARS_MAX,
  PURPOSES_MAX,
  REQUEST_STATES,
  SHAPES,
  SUBJECT_CHARS_MAX,
} from "../types.ts";

export const NAME_CHARS_MAX = 200;
const DOCUMENT_CHARS_MAX = 255;
export const WORDS_CHARS_MAX = 40;
export const CAPTION_CHARS_MAX = 16;
export const CODE_CHARS_MAX = 18;
export const REASON_CHARS_MAX = 400;
export const PASSWORD_CHARS_MAX = 256;
export const PEM_CHARS_MAX = 128 * 1024;
export const URL_CHARS_MAX = 2_000;
export const SIGNER_SECRET_CHARS = { min: 32, max: 256 } as const;
const PICTURE_BYTES_MAX = 1024 * 1024;
const PAGE_MAX = 100;
const MM_MAX = 5_000;
export const WIDTH_MM = { min: 10, max: 80 } as const;

export const line = (max: number) =>
  z
    .string()
    .transform((text) => text.trim().normalize("NFC"))
    .refine((text) => text !== "" && text.length <= max && !hasHiddenCharacters(text));
const base64 = (bytesMax: number) => z.base64().max(Math.ceil(bytesMax / 3) * 4);

export const designSchema = z.strictObject({
  shape: z.enum(SHAPES),
  words: line(WORDS_CHARS_MAX),
  caption: line(CAPTION_CHARS_MAX).optional(),
  code: z
    .string()
    .regex(/^[0-9A-Z]{1,18}$/)
    .optional(),
  color: z.templateLiteral(["#", z.string().regex(/^[0-9a-f]{6}$/)]).default("#d0121b"),
  /** In millimetres. */
  width: z.number().min(WIDTH_MM.min).max(WIDTH_MM.max).default(42),
});

/** Out of an address. */
export const previewQuerySchema = designSchema.extend({
  width: z.coerce.number().min(WIDTH_MM.min).max(WIDTH_MM.max).default(42),
});

const purposeSchema = line(PURPOSE_CHARS_MAX);
const purposesSchema = z.array(purposeSchema).max(PURPOSES_MAX);

/** Of the certificates of a seal, in PEM, in any order. */
const pemSchema = z.string().min(1).max(PEM_CHARS_MAX);
/** Asked as lib/infra/keys/remote-signer.ts says. */
const remoteSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(URL_CHARS_MAX),
  /** Requests are signed with it, as those of webhooks are. */
  secret: z.string().min(SIGNER_SECRET_CHARS.min).max(SIGNER_SECRET_CHARS.max),
  certificates: pemSchema,
});
export const certificatesSchema = z.strictObject({ certificates: pemSchema });
/** Who a certificate is asked for; the organisation, unless said. */
export const certificateRequestSchema = z.strictObject({
  organization: line(SUBJECT_CHARS_MAX).optional(),
  organizationalUnit: line(SUBJECT_CHARS_MAX).optional(),
  commonName: line(SUBJECT_CHARS_MAX).optional(),
});

export const newSealSchema = z.strictObject({
  name: line(NAME_CHARS_MAX),
  /** The unit that it belongs to; its maker's own unless said. */
  unit: z.uuid().optional(),
  /** What is drawn; or a transparent PNG, and its width in millimetres. */
  picture: z.union([
    z.strictObject({ design: designSchema }),
    z.strictObject({ png: base64(PICTURE_BYTES_MAX), width: z.number().min(WIDTH_MM.min).max(WIDTH_MM.max) }),
  ]),
  /**
   * A key that is made here, in this installation's security module where it has one, with a certificate of the trial authority; one that is
   * brought; or one that a signer elsewhere holds, with its certificates, the signer's own first or not.
   */
  key: z.union([
    z.strictObject({ remote: remoteSchema }),
    z.strictObject({ make: z.enum(MADE_KINDS) }),
    z.strictObject({ pkcs12: base64(PKCS12_BYTES_MAX), password: z.string().max(PASSWORD_CHARS_MAX) }),
  ]),
  /** Each use waits for the approval of somebody else. */
  fourEyes: z.boolean().default(true),
  /** What it may be used for; none: for whatever is stated. */
  purposes: purposesSchema.default([]),
});
export const changedSealSchema = z.strictObject({
  name: line(NAME_CHARS_MAX).optional(),
  fourEyes: z.boolean().optional(),
  purposes: purposesSchema.optional(),
});
const grantSchema = z.union([
  z.strictObject({ user: z.uuid(), purposes: purposesSchema.default([]) }),
  z.strictObject({ key: z.uuid(), purposes: purposesSchema.default([]) }),
]);
export const grantsSchema = z.strictObject({ items: z.array(grantSchema).max(GRANTS_MAX) });
export const revocationSchema = z.strictObject({ reason: line(REASON_CHARS_MAX) });

/** Hex: SHA-256 of a file; of what is signed, by the digest of the seal. */
const digestSchema = z.string().regex(/^(?:[0-9a-f]{64}|[0-9a-f]{128})$/);
const statedSchema = z.strictObject({
  purpose: purposeSchema,
  /** How the document is called. */
  document: line(DOCUMENT_CHARS_MAX),
});
/** Of the page, from 1 on, or from the end below 0. */
const pageSchema = z
  .number()
  .int()
  .min(-PAGE_MAX)
  .max(2_000)
  .refine((page) => page !== 0);
const mmSchema = z.number().min(0).max(MM_MAX);
const fieldSchema = z.string().min(1).max(256);
const keywordSchema = z.string().trim().min(1).max(100);
const whichSchema = z.union([z.enum(["first", "last"]), z.number().int().min(1).max(FOUND_MAX)]);
const edgesSchema = z.boolean().default(false);
export const placeSchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("nothing"), edges: edgesSchema }),
  z.strictObject({ by: z.literal("field"), field: fieldSchema, edges: edgesSchema }),
  z.strictObject({ by: z.literal("position"), page: pageSchema, x: mmSchema, y: mmSchema, edges: edgesSchema }),
  z.strictObject({
    ...{ by: z.literal("keyword"), keyword: keywordSchema, which: whichSchema.default("last"), edges: edgesSchema },
  }),
]);
export const requestSchema = statedSchema.extend({
  /** Of a document that comes whole: where the seal goes, as part of what is approved. */
  place: placeSchema.optional(),
  /** file: of the document as it comes. digest: of what is to be signed. */
  covers: z.enum(COVERS),
  digest: digestSchema,
});
export const signingSchema = statedSchema.extend({
  digest: digestSchema,
  /** Of a seal for four eyes: the request that was approved. */
  request: z.uuid().optional(),
  /** B-T wherever a time-stamping authority is configured, and nothing else there; B-B elsewhere. */
  level: z.enum(LEVELS).optional(),
});
export const sealingQuerySchema = statedSchema.extend({
  request: z.uuid().optional(),
  level: z.enum(LEVELS).optional(),
  reason: line(REASON_CHARS_MAX).optional(),
  /** Of the page, from 1 on, or from the end below 0; with `x` and `y`. */
  page: z.coerce.number().pipe(pageSchema).optional(),
  /** From the left lower corner of the page as it is shown to that of the seal, in millimetres. */
  x: z.coerce.number().pipe(mmSchema).optional(),
  y: z.coerce.number().pipe(mmSchema).optional(),
  /** Full name of a field that waits for a signature. */
  field: fieldSchema.optional(),
  /** Words on whose middle the seal is put. */
  keyword: keywordSchema.optional(),
  /** Of several: the first, the last, or the one with this number, counted from 1 in the order of the document. */
  which: z.union([z.enum(["first", "last"]), z.coerce.number().int().min(1).max(FOUND_MAX)]).default("last"),
  /** Across the edges of all pages as well. */
  edges: z.stringbool().default(false),
});

export const wordsQuerySchema = z.strictObject({ keyword: keywordSchema });

export const sealParamsSchema = z.object({ id: z.uuid() });
export const requestParamsSchema = sealParamsSchema.extend({ request: z.uuid() });
export const useParamsSchema = sealParamsSchema.extend({ use: z.uuid() });
const listing = { cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50) };
export const sealsQuerySchema = z.strictObject({
  q: z.string().trim().max(NAME_CHARS_MAX).optional(),
  state: z.enum(["active", "revoked"]).optional(),
  ...listing,
});
export const usesQuerySchema = z.strictObject({ q: z.string().trim().max(NAME_CHARS_MAX).optional(), ...listing });
export const requestsQuerySchema = z.strictObject({ state: z.enum(REQUEST_STATES).optional(), ...listing });
