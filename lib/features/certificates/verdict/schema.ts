import { z } from "zod";
import { isDomainName } from "#lib/credentials/did-web.ts";
import { isIssuerAddress } from "#lib/verify/certificate/issuer-address.ts";

/** A certificate as text. */
export const verifyCertificateSchema = z.strictObject({
  /** The credential in JSON, to the byte; an SD-JWT with the disclosures that are to be read; or the certificate's receipt. */
  certificate: z.string().min(1),
  /** The certificate's receipt, beside a credential or an SD-JWT. */
  receipt: z.string().min(1).optional(),
  /** The date for which it is to be valid, RFC 3339; by default now. */
  at: z.iso.datetime({ offset: true }).optional(),
});

/** A question to others: what an issuer's installation or a ledger has at an address, or what a domain says of itself. */
export const outsideSchema = z.union([
  z.strictObject({ address: z.string().refine(isIssuerAddress) }),
  z.strictObject({ domain: z.string().refine(isDomainName), method: z.enum(["dns", "file"]) }),
]);
