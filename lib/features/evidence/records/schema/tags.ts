/** The form with which chosen records are tagged. */
import { z } from "zod";
import { refusal } from "#lib/gate/parse-form.ts";
import { tagSchema } from "./evidence.ts";
import { parseFilters, toFilter } from "./filters.ts";

const QUERY_CHARS_MAX = 8_192;
const tag = z.union([z.literal(""), tagSchema], refusal("name_characters")).default("");

export const tagSelectionSchema = z.object({
  /** Which records: the list's filters as they stand in its address, `ids` among them when they were chosen one by one. */
  records: z
    .string(refusal("value_missing"))
    .max(QUERY_CHARS_MAX, refusal("value_missing"))
    .transform((query) => ({ query, filters: parseFilters(Object.fromEntries(new URLSearchParams(query))) }))
    // A page leaves out what it does not understand. Here that would tag everything.
    .refine(({ query, filters }) => filters.query === query && !filters.problem, refusal("value_missing"))
    .transform(({ filters }) => ({ filter: toFilter(filters) })),
  add: tag,
  remove: tag,
});
