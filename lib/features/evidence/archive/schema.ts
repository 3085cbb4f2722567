import { z } from "zod";
import { idSchema, listQuerySchema, sha256Schema } from "#lib/features/evidence/records/schema/evidence.ts";
import { linkTokenSchema } from "#lib/features/evidence/sharing/schema.ts";
import { ARCHIVE_RECORDS_MAX } from "./types.ts";

export const archiveQuerySchema = listQuerySchema.pick({ from: true, to: true, unit: true }).extend({
  /** As `next` came with the page before. */
  cursor: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(ARCHIVE_RECORDS_MAX).default(ARCHIVE_RECORDS_MAX),
  /** This record alone. */
  id: idSchema.optional(),
});

export const archiveJsonSchema = z.strictObject({
  records: z.array(z.strictObject({ id: idSchema, ledger: z.string(), receipt: z.string(), contentKept: z.boolean() })),
  /** To be given as `cursor` for the next page; absent on the last one. */
  next: idSchema.optional(),
});

/** The token of a link to a record whose page is off. */
export const publicOriginQuerySchema = z.object({ link: linkTokenSchema });

export const originParamsSchema = z.object({ record: sha256Schema });

const digest = z.string().regex(/^[0-9a-f]{64}$/);
export const originJsonSchema = z.strictObject({
  /** To be given as `origin` with the content, or its digest. */
  record: digest,
  sha256: digest,
  /** Id of the record that was made from it. */
  evidence: idSchema.optional(),
});
