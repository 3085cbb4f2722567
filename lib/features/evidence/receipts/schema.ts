import { z } from "zod";
import { linkTokenSchema } from "#lib/features/evidence/sharing/schema.ts";
import { milestoneSchema } from "#lib/features/ledger/publishing/schema.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { RECEIPT_FORMATS } from "./types.ts";

const WAIT_SECONDS_MAX = 30;

export const receiptQuerySchema = z.object({
  /** Wins over the Accept header. */
  format: z.enum(RECEIPT_FORMATS).optional(),
  /** Language of the PDF; else that of the request. */
  lang: z.enum(LOCALES).optional(),
  /** Seconds to wait until the record is anchored, or what `until` names. */
  wait: z.coerce.number().int().min(0).max(WAIT_SECONDS_MAX).default(0),
  /** What is waited for. When the time is over the answer is what there is. */
  until: milestoneSchema.default("anchored"),
});
/** The public receipt is also had through a link, whose token stands in the address. */
export const publicReceiptQuerySchema = receiptQuerySchema.extend({ link: linkTokenSchema });
export type ReceiptQuery = z.output<typeof receiptQuerySchema>;
