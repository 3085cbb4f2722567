import { z } from "zod";
import { nameSchema, refusal } from "#lib/gate/parse-form.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { zoneNamed } from "#lib/i18n/time-zone.ts";

/** Empty: as the browser has it. */
const unset = z.literal("").transform(() => null);

/** A name of the IANA database, as this program spells it. */
const zoneSchema = z
  .string()
  .transform(zoneNamed)
  .refine((zone) => zone !== undefined, refusal("time_zone_unknown"));

/** The form of what a person chooses for themselves. */
export const profileSchema = z.object({
  name: nameSchema,
  locale: z.union([unset, z.enum(LOCALES)], refusal("value_missing")),
  timeZone: z.union([unset, zoneSchema]),
});
