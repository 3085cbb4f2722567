/** Whether a certificate leads to an authority that the reader named (RFC 5280 section 6, for a given time). */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { isUnderstood, isValidAt, mayIssue, type X509 } from "./certificate.ts";
import { verifySignature } from "./signature.ts";

/** Authorities between the certificate and the named one. */
const INTERMEDIATES_MAX = 6;
/** Signatures looked at in all: a hostile set of certificates that name one another in circles ends here. */
const SIGNATURES_MAX = 48;

/**
 * A path over certificates that may issue, were valid at the time and signed one another, to one of the anchors. The certificate
 * may be an anchor itself. Revocation is not looked up here.
 *
 * @param input.purpose OID of the extended key usage that every authority on the path has to allow
 * @param input.helpers certificates that came along; nothing is believed of them
 */
export async function leadsToAnchor(input: {
  certificate: X509;
  helpers: readonly X509[];
  anchors: readonly X509[];
  time: Date;
  purpose: string;
}): Promise<boolean> {
  const { certificate, helpers, anchors, time, purpose } = input;
  const isAnchor = (each: X509) => anchors.some(({ der }) => equalBytes(der, each.der));
  if (!isUnderstood(certificate)) return false;
  let left = SIGNATURES_MAX;
  const search = async (path: readonly X509[]): Promise<boolean> => {
    const last = path.at(-1);
    if (last === undefined) return false;
    if (isAnchor(last)) return true;
    if (path.length > INTERMEDIATES_MAX + 1) return false;
    for (const candidate of [...anchors, ...helpers]) {
      if (!equalBytes(candidate.subject, last.issuer) || path.some(({ der }) => equalBytes(der, candidate.der))) {
        continue;
      }
      if (!mayIssue(candidate, { below: path.length - 1, purpose }) || !isValidAt(candidate, time) || --left < 0)
        continue;
      if ((await isSignedBy(last, candidate)) && (await search([...path, candidate]))) return true;
    }
    return false;
  };
  return await search([certificate]);
}

async function isSignedBy(certificate: X509, issuer: X509): Promise<boolean> {
  const { signed, signature, signatureAlgorithm } = certificate;
  const check = { data: signed, signature, algorithm: signatureAlgorithm, publicKey: issuer.publicKey };
  return (await verifySignature(check)) === "ok";
}
