/** What a party says when it acts. */
import { z } from "zod";
import { line } from "#lib/features/contracts/envelopes/schema.ts";
import { PERSON_CHARS_MAX, REASON_CHARS_MAX } from "#lib/features/contracts/envelopes/types.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { OWN_DIGESTS, POINTS_MAX, STROKES_MAX } from "./types.ts";

const VALUE_CHARS_MAX = 2_000;
const PURPOSE_CHARS_MAX = 100;
const PAGES_MAX = 2_000;
const CMS_CHARS_MAX = 32 * 1024;
const COORDINATE_MAX = 100_000;

const nameSchema = z.string().min(1).max(64);
const number = z.number().min(0).max(COORDINATE_MAX);
const pointSchema = z
  .array(number)
  .length(2)
  .transform(([x = 0, y = 0]) => [x, y] as const);
const strokeSchema = z.array(pointSchema).min(1).max(POINTS_MAX);

export const tokenParamsSchema = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export const partyParamsSchema = z.object({ id: z.uuid(), party: nameSchema });
/** Absent: it was fetched as a file, and read by another program. */
export const readSchema = z.strictObject({ pages: z.number().int().min(1).max(PAGES_MAX).optional() });
/** Of the document that was shown, hex: what is signed or approved is that one, and no other. */
const documentSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const approvalSchema = z.strictObject({ document: documentSchema });
/** The language in which the wording was shown. */
export const consentSchema = z.strictObject({ language: z.enum(LOCALES) });
export const declineSchema = z.strictObject({ reason: line(REASON_CHARS_MAX) });

const valuesSchema = z
  .record(nameSchema, z.union([z.string().max(VALUE_CHARS_MAX), z.boolean()]))
  .refine((values) => Object.keys(values).length <= 300)
  .default({});
const appearanceSchema = z.union([
  z.strictObject({ by: z.literal("name"), name: line(PERSON_CHARS_MAX) }),
  z.strictObject({
    by: z.literal("strokes"),
    /** Lines of a pen: points from the left and from the head, in any unit. */
    strokes: z
      .array(strokeSchema)
      .min(1)
      .max(STROKES_MAX)
      .refine((strokes) => strokes.reduce((sum, { length }) => sum + length, 0) <= POINTS_MAX),
  }),
]);
export const signingSchema = z.strictObject({
  document: documentSchema,
  /** What is filled in, by the names of fields. */
  values: valuesSchema,
  appearance: appearanceSchema,
});
export const preparationSchema = signingSchema.extend({ digest: z.enum(OWN_DIGESTS).default("sha256") });
export const completionSchema = z.strictObject({
  /** As `prepare` answered it. */
  signature: z.uuid(),
  /** Detached SignedData, DER in base64. */
  cms: z.base64().max(CMS_CHARS_MAX),
});
export const sealingSchema = z.strictObject({
  /** Id of the seal. */
  seal: z.uuid(),
  purpose: line(PURPOSE_CHARS_MAX),
  /** Of a seal for four eyes: the approved request, of the document as it stands. */
  request: z.uuid().optional(),
});
