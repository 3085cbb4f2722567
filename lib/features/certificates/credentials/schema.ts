import { z } from "zod";
import { idSchema, sha256Schema } from "#lib/features/evidence/records/schema/evidence.ts";

export const badgeQuerySchema = z.object({ format: z.enum(["png", "svg"]).default("png") });
export const certificateLookUpSchema = z.object({ sha256: sha256Schema });
export const foundCertificatesSchema = z.strictObject({
  items: z.array(z.strictObject({ id: idSchema, links: z.strictObject({ public: z.url() }) })),
});
