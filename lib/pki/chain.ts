/** Whether a certificate leads to an authority that the reader named (RFC 5280 section 6, for a given time). */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { isValidAt, mayIssue, type X509 } from "./certificate.ts";
import { checkConstraints } from "./constraints.ts";
import { oidOf } from "./der.ts";
import { type SignatureVerdict, verifySignature } from "./signature.ts";

/** Authorities between the certificate and the named one. */
const INTERMEDIATES_MAX = 6;
/** Signatures looked at in all: a hostile set of certificates that name one another in circles ends here. */
const SIGNATURES_MAX = 16;

/** From the certificate to the one that the reader named, each issued by the next. */
export type Path = [X509, ...X509[]];
/** `notEvaluated`: types of the extensions and algorithms for which nothing can be said of the only paths that there are. */
export type Trust = "trusted" | "untrusted" | { notEvaluated: string[] };

interface PathInput {
  certificate: X509;
  helpers: readonly X509[];
  anchors: readonly X509[];
  time: Date;
  purpose?: string;
}

/**
 * A path over certificates that may issue, were valid at the time, signed one another and keep to what those above demand, to one of the
 * anchors. The certificate may be an anchor itself. Revocation is not looked up here.
 *
 * @param input.purpose OID of the extended key usage that every authority on the path has to allow; without it, any
 * @param input.helpers certificates that came along; nothing is believed of them
 */
export async function pathToAnchor(input: PathInput): Promise<Path | Exclude<Trust, "trusted">> {
  const { certificate, helpers, anchors, time, purpose } = input;
  const notEvaluated = new Set<string>();
  let left = SIGNATURES_MAX;
  const search = async (path: Path): Promise<Path | undefined> => {
    const last = path.at(-1);
    if (last === undefined) return undefined;
    if (isAmong(anchors, last) && isKept(path, notEvaluated)) return path;
    if (path.length > INTERMEDIATES_MAX + 1) return undefined;
    for (const candidate of [...anchors, ...helpers]) {
      if (!equalBytes(candidate.subject, last.issuer) || isAmong(path, candidate)) continue;
      const isNamed = isAmong(anchors, candidate);
      if (!mayIssue(candidate, { below: path.length - 1, purpose, isNamed }) || !isValidAt(candidate, time)) continue;
      if (--left < 0) return undefined;
      const signature = await signatureOf(last, candidate);
      if (signature === "unknown") notEvaluated.add(oidOf(last.signatureAlgorithm.children[0]) ?? "-");
      const isGood = signature === "ok" || signature === "ok_empty_id";
      const found = isGood ? await search([...path, candidate]) : undefined;
      if (found) return found;
    }
    return undefined;
  };
  const found = await search([certificate]);
  return found ?? (notEvaluated.size === 0 ? "untrusted" : { notEvaluated: [...notEvaluated] });
}

/** Whether there is such a path. */
export async function leadsToAnchor(input: PathInput): Promise<Trust> {
  const found = await pathToAnchor(input);
  return Array.isArray(found) ? "trusted" : found;
}

const isAmong = (certificates: readonly X509[], { der }: X509): boolean =>
  certificates.some((each) => equalBytes(each.der, der));

function isKept(path: readonly X509[], notEvaluated: Set<string>): boolean {
  const constraints = checkConstraints(path);
  if (typeof constraints === "object") for (const each of constraints.notEvaluated) notEvaluated.add(each);
  return constraints === "kept";
}

async function signatureOf(certificate: X509, issuer: X509): Promise<SignatureVerdict> {
  const { signed, signature, signatureAlgorithm: algorithm } = certificate;
  return await verifySignature({ data: signed, signature, algorithm, publicKey: issuer.publicKey });
}
