/** What wallets send, beyond what the library of the field reads. */
import { z } from "zod";
import { slugParamsSchema } from "#lib/features/certificates/issuers/schema.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";

const CODE_CHARS_MAX = 64;

export const typeParamsSchema = slugParamsSchema.extend({ template: idSchema });
export const offerQuerySchema = z.strictObject({ code: z.string().max(CODE_CHARS_MAX) });
