/** What comes in and goes out of what became of certificates. */
import { z } from "zod";
import { REASON_CHARS_MAX } from "#lib/core/certificate/status.ts";
import { fromHex } from "#lib/core/text/bytes.ts";
import { isLine } from "#lib/core/text/json-fields.ts";
import { ISSUER_SLUG } from "#lib/features/certificates/issuers/types.ts";
import { LEDGER_NAME } from "#lib/features/ledger/sealing/types.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { CHANGES_MAX, STATUS_CHANGES } from "./types.ts";

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((hex) => new Uint8Array(fromHex(hex) ?? []));

/** A subject as it stands in entries, in hex. */
export const subjectParamsSchema = z.object({ name: z.string().regex(LEDGER_NAME), subject: digest });
export const subjectQuerySchema = z.strictObject({
  /** SHA-256 of the certificate's leaf, which whoever holds its receipt can compute. */
  leaf: digest.optional(),
});

/** As certificates write the address, and in no other way. */
export const listParamsSchema = z.object({
  slug: z.string().regex(ISSUER_SLUG),
  number: z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/)
    .transform(Number),
});

export const subjectSchema = z.object({
  /** In the order of the ledger. */
  items: z.array(
    z.object({
      index: z.number().int().min(0),
      /** sealbook.status/v1, exactly as it is recorded. */
      statement: z.string().optional(),
      /** The public receipt of the status, exactly as it is handed out. */
      receipt: z.string().optional(),
    }),
  ),
});

export type SubjectView = z.output<typeof subjectSchema>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The form of one change, of one certificate or of a selection. Whoever is told of a change is told why, but for a resumption. */
export const changeFormSchema = z
  .object({
    /** Separated by spaces. */
    ids: z
      .string()
      .transform((text) => text.split(/\s+/).filter((id) => id !== ""))
      .refine((ids) => ids.length > 0 && ids.every((id) => UUID.test(id)), refusal("value_missing"))
      .refine((ids) => ids.length <= CHANGES_MAX, refusal("selection_too_large")),
    state: z.enum(STATUS_CHANGES),
    reason: z
      .string()
      .default("")
      .transform((text) => text.trim().normalize("NFC"))
      .refine((text) => text.length <= REASON_CHARS_MAX, refusal("text_too_long"))
      .refine((text) => text === "" || isLine(text, REASON_CHARS_MAX), refusal("name_characters")),
    replacement: z
      .string()
      .trim()
      .toLowerCase()
      .optional()
      .transform((text) => text || undefined)
      .refine((text) => text === undefined || UUID.test(text), refusal("replacement_absent")),
  })
  .refine(({ state, reason }) => state === "resumed" || reason !== "", {
    ...refusal("value_missing"),
    path: ["reason"],
  });
