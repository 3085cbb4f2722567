import { z } from "zod";
import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { COSE_ALGORITHMS } from "#lib/features/ledger/sealing/rows/cose-receipts.ts";

/** A statement's name: SHA-256 of what is logged. */
export const entryParamsSchema = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/) });
export const entryQuerySchema = z.object({
  /** Whose signature: a hybrid ledger's policy asks for both. */
  alg: z.enum(COSE_ALGORITHMS).optional(),
  /** In which ledger, by its name; the first one that had it, where none is named. */
  ledger: ledgerParamsSchema.shape.name.optional(),
});
/** A key's thumbprint in base64url without padding (RFC 7515 section 2). */
export const kidParamsSchema = z.object({ kid: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
