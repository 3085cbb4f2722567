import { z } from "zod";
import { nameSchema, tickSchema } from "#lib/gate/parse-form.ts";

/** The form of an organisation's settings. */
export const organisationSettingsSchema = z.object({
  name: nameSchema,
  keepContent: tickSchema,
  publicLookup: tickSchema,
  publishRecords: tickSchema,
  alsoSm3: tickSchema,
});

/** The form of what an organisation asks of its members. */
export const accessRulesSchema = z.object({ requireTwoFactors: tickSchema, requireSso: tickSchema });
