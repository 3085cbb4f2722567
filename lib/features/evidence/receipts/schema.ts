import { z } from "zod";
import { linkTokenSchema } from "#lib/features/evidence/sharing/schema.ts";
import { waitQuerySchema } from "#lib/features/ledger/publishing/schema.ts";
import { COSE_ALGORITHMS } from "#lib/features/ledger/sealing/rows/cose-receipts.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { RECEIPT_FORMATS } from "./types.ts";

export const receiptQuerySchema = waitQuerySchema.extend({
  /** Wins over the Accept header. */
  format: z.enum(RECEIPT_FORMATS).optional(),
  /** Which of the ledger's signatures a COSE receipt is to have; the first unless said. */
  alg: z.enum(COSE_ALGORITHMS).optional(),
  /** Language of the PDF; else that of the request. */
  lang: z.enum(LOCALES).optional(),
  /** With the ledger's renewals, where there are any. */
  renewal: z.enum(["true", "false"]).default("false"),
});
/** The public receipt is also had through a link, whose token stands in the address. */
export const publicReceiptQuerySchema = receiptQuerySchema.extend({ link: linkTokenSchema });
export type ReceiptQuery = z.output<typeof receiptQuerySchema>;
