/** Which of the certificates at hand is the signer's (RFC 5652 section 5.3, RFC 5035). */
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { X509 } from "./certificate.ts";
import { TAG } from "./der.ts";
import { HASHES, OID, SHA1 } from "./oids.ts";
import type { CertificateDigest, SignerIdentifier } from "./signed-data.ts";

/** The certificate that fits every digest in the signed attributes, and the signer's own name or key identifier. */
export function findSigner(
  signed: { signer: SignerIdentifier; certificateDigests: readonly CertificateDigest[] },
  candidates: readonly X509[],
): X509 | undefined {
  const { signer, certificateDigests } = signed;
  return candidates.find(
    (each) => isSigner(signer, each) && certificateDigests.every((named) => isNamed(named, each.der)),
  );
}

function isSigner(signer: SignerIdentifier, { issuer, serial, extensions }: X509): boolean {
  if ("serial" in signer) return equalBytes(signer.issuer, issuer) && equalBytes(signer.serial, serial);
  const identifier = extensions.get(OID.subjectKeyIdentifier)?.value;
  return identifier?.tag === TAG.octetString && equalBytes(identifier.content, signer.keyIdentifier);
}

function isNamed({ hashOid, digest }: CertificateDigest, der: Uint8Array): boolean {
  const hash = hashOid === SHA1.oid ? SHA1 : HASHES[hashOid];
  return hash !== undefined && equalBytes(hash.digest(der), digest);
}
