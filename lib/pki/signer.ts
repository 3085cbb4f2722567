/** Which of the certificates at hand is the signer's (RFC 5652 section 5.3, RFC 5035). */
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { X509 } from "./certificate.ts";
import { TAG } from "./der.ts";
import { HASHES, OID } from "./oids.ts";
import { digest } from "./signature.ts";
import type { CertificateDigest, SignedData } from "./signed-data.ts";

/** The certificate that fits every digest in the signed attributes, and the signer's own name or key identifier. */
export async function findSigner(
  signed: Pick<SignedData, "signer" | "certificateDigests">,
  candidates: readonly X509[],
): Promise<X509 | undefined> {
  for (const candidate of candidates) {
    if (!isSigner(signed.signer, candidate)) continue;
    const fits = await Promise.all(signed.certificateDigests.map((named) => isNamed(named, candidate.der)));
    if (fits.every(Boolean)) return candidate;
  }
  return undefined;
}

function isSigner(signer: SignedData["signer"], { issuer, serial, extensions }: X509): boolean {
  if ("serial" in signer) return equalBytes(signer.issuer, issuer) && equalBytes(signer.serial, serial);
  const identifier = extensions.get(OID.subjectKeyIdentifier)?.value;
  return identifier?.tag === TAG.octetString && equalBytes(identifier.content, signer.keyIdentifier);
}

async function isNamed({ hashOid, digest: expected }: CertificateDigest, der: Uint8Array): Promise<boolean> {
  const hash = hashOid === "sha1" ? "SHA-1" : HASHES[hashOid];
  return hash !== undefined && equalBytes(await digest(hash, der), expected);
}
