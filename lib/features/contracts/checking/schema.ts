/** How contracts are asked for by whoever checks one. */
import { z } from "zod";
import { parseMarkNumber } from "#lib/core/text/mark-number.ts";
import { SealbookError } from "#lib/words/errors.ts";

const REFERENCE_CHARS_MAX = 100;
const uuidSchema = z.uuid();

/** Whatever somebody types, but for what would be another address. */
export const referenceParamsSchema = z.object({
  reference: z
    .string()
    .min(1)
    .max(REFERENCE_CHARS_MAX)
    .regex(/^[^/]+$/),
});

/** The number of a mark, or the id of a contract that is out for signing or was. */
export type Reference = { number: string } | { envelope: string };

/** @throws {SealbookError} `contract_number_mistyped` for what is neither: the check character finds every single mistake */
export function readReference(text: string): Reference {
  const id = uuidSchema.safeParse(text.trim().toLowerCase());
  if (id.success) return { envelope: id.data };
  const number = parseMarkNumber(text);
  if (number === undefined) throw new SealbookError("contract_number_mistyped");
  return { number };
}
