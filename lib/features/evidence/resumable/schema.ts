import { z } from "zod";
import { idSchema, uploadQuerySchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { UPLOAD_STATES } from "./types.ts";

/** What a record will say; what it is taken over from is said of whole files alone. */
export const beginQuerySchema = uploadQuerySchema.omit({ origin: true });
export const uploadParamsSchema = z.object({ id: idSchema });

export const resumableUploadSchema = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    size: z.number(),
    /** Bytes that have arrived. */
    offset: z.number(),
    state: z.enum(UPLOAD_STATES),
    expiresAt: z.iso.datetime({ precision: 3 }),
    evidenceId: z.uuid().optional(),
    /** Why it was refused. */
    code: z.string().optional(),
  })
  .meta({ id: "ResumableUpload" });
