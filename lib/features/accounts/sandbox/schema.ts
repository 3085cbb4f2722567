import { z } from "zod";
import { SANDBOX_DAYS_MAX, SANDBOX_SCOPES } from "./types.ts";

export const openSandboxSchema = z.strictObject({ days: z.number().int().min(1).max(SANDBOX_DAYS_MAX).default(1) });

export const sandboxKeySchema = z.strictObject({
  id: z.uuid(),
  key: z.string(),
  scopes: z.array(z.enum(SANDBOX_SCOPES)),
  expiresAt: z.iso.datetime(),
  recordsMax: z.number().int(),
  contentBytesMax: z.number().int(),
  test: z.literal(true),
});
