import { z } from "zod";
import { nameSchema, tickSchema } from "#lib/features/forms/schema.ts";

/** The form of an organisation's settings. */
export const organisationSettingsSchema = z.object({
  name: nameSchema,
  keepContent: tickSchema,
  publicLookup: tickSchema,
  publishRecords: tickSchema,
});
