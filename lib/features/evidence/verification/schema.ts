import { z } from "zod";
import { STATEMENT_BYTES_MAX } from "#lib/core/cose/statement.ts";
import { RECEIPT_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { sha256Schema } from "#lib/features/evidence/records/schema/evidence.ts";

/** Bytes of a sealed PDF. */
export const VERIFY_PDF_BYTES_MAX: number = 8 * 1024 * 1024;
/** Bytes of a request that quotes a JSON receipt as a string: quoting at most doubles it. */
export const VERIFY_JSON_BYTES_MAX: number = 2 * RECEIPT_BYTES_MAX + 4 * 1024;

/** Bytes of a COSE receipt, or of a statement with its receipts. */
export const VERIFY_COSE_BYTES_MAX: number = 2 * STATEMENT_BYTES_MAX;

/** The file's digests, for a receipt sent as a PDF. */
export const verifyQuerySchema = z.object({
  sha256: sha256Schema.optional(),
  "sha3-256": sha256Schema.optional(),
  sm3: sha256Schema.optional(),
});

const bytes = z.string().transform((text, context) => {
  const decoded = fromBase64(text);
  if (decoded !== undefined) return decoded;
  context.addIssue({ code: "custom", message: "padded base64 is wanted" });
  return z.NEVER;
});

/** Both in base64 (RFC 4648 section 4, padded). */
export const verifyCoseSchema = z.object({
  /** A COSE receipt, or a signed statement with its receipts. */
  cose: bytes,
  /** What it is about: the entry, a receipt in JSON, a record, or a signed statement. */
  entry: bytes.optional(),
});

export const verifyBodySchema = z.object({
  /** The receipt's exact text. */
  receipt: z.string().min(1),
  /** Digest of the file that the receipt is said to be about; the file itself stays where it is. */
  sha256: sha256Schema.optional(),
  /** Its SHA3-256, which renewals bind, and some records and lines of bundles state; alone, too. */
  "sha3-256": sha256Schema.optional(),
  /** Its SM3, where the record states that as well. */
  sm3: sha256Schema.optional(),
});
