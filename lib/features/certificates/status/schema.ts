/** What comes in and goes out of what became of certificates. */
import { z } from "zod";
import { fromHex } from "#lib/core/text/bytes.ts";
import { ISSUER_SLUG } from "#lib/features/certificates/issuers/types.ts";
import { LEDGER_NAME } from "#lib/features/ledger/sealing/types.ts";

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
