import { z } from "zod";
import { refusal } from "#lib/gate/parse-form.ts";
import { LOGO_BYTES_MAX } from "./types.ts";

export const logoFormSchema = z.object({
  logo: z.file(refusal("value_missing")).max(LOGO_BYTES_MAX, refusal("logo_too_large")),
});

/** `v` only tells browsers one picture from the next. */
export const logoQuerySchema = z.strictObject({ v: z.string().max(64).optional() });
