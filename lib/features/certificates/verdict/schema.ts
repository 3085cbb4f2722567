import { z } from "zod";

/** A certificate as text. */
export const verifyCertificateSchema = z.strictObject({
  /** The credential in JSON, to the byte; an SD-JWT with the disclosures that are to be read; or the certificate's receipt. */
  certificate: z.string().min(1),
  /** The certificate's receipt, beside a credential or an SD-JWT. */
  receipt: z.string().min(1).optional(),
  /** The date for which it is to be valid, RFC 3339; by default now. */
  at: z.iso.datetime({ offset: true }).optional(),
});
