/** On which algorithms a token rests: each of them would have to hold for its time to be believed. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { readCertificate, type X509 } from "#lib/pki/certificate.ts";
import { type DerNode, oidOf } from "#lib/pki/der.ts";
import { HASHES, OID, SIGNATURE_HASHES } from "#lib/pki/oids.ts";
import { readTimestamp } from "./read-timestamp.ts";

const KEYS: Readonly<Record<string, string>> = {
  [OID.rsaEncryption]: "rsa",
  [OID.rsassaPss]: "rsa",
  [OID.ecPublicKey]: "ecdsa",
};

/**
 * The names of lib/core/renewal/algorithms for the digest that it is about, its own digest and signature, and those of the certificates
 * between its signer and whom the reader trusts: whoever could forge one of those could date anything.
 *
 * @param authorities DER of the certificates that the reader trusts; what signed those does not matter
 */
export function algorithmsOf(token: Uint8Array, authorities: readonly Uint8Array[]): string[] {
  const timestamp = readTimestamp(token);
  if (timestamp === undefined) return [];
  const { info, signed } = timestamp;
  const isTrusted = ({ der }: X509) => authorities.some((each) => equalBytes(each, der));
  const certificates = signed.certificates
    .flatMap((der) => readCertificate(Uint8Array.from(der)) ?? [])
    .filter((each) => !equalBytes(each.issuer, each.subject) && !isTrusted(each));
  return [
    ...new Set([
      nameOfHash(info.imprint.hashOid),
      nameOfHash(signed.digestOid),
      ...signatureNames(signed.signatureAlgorithm),
      ...certificates.flatMap(({ signatureAlgorithm }) => signatureNames(signatureAlgorithm)),
    ]),
  ];
}

function nameOfHash(oid: string): string {
  return HASHES[oid]?.name.toLowerCase() ?? oid;
}

/** RSASSA-PSS names its digest in parameters; what those may be, the digest of the message says as a rule. */
function signatureNames(algorithm: DerNode): string[] {
  const oid = oidOf(algorithm.children[0]) ?? "";
  const named = SIGNATURE_HASHES[oid];
  if (named) return [nameOfHash(named.hash.oid), KEYS[named.key] ?? named.key];
  const parameters = oid === OID.rsassaPss ? hashesIn(algorithm.children[1]) : [];
  return [...parameters, KEYS[oid] ?? oid];
}

/** Every digest that parameters name, wherever they do. */
function hashesIn(node: DerNode | undefined): string[] {
  if (node === undefined) return [];
  const own = HASHES[oidOf(node) ?? ""];
  return [...(own ? [own.name.toLowerCase()] : []), ...node.children.flatMap(hashesIn)];
}

/** When the first of the certificates that come with a token ends; undefined where it brings none. */
export function endOf(token: Uint8Array): Date | undefined {
  const certificates = (readTimestamp(token)?.signed.certificates ?? []).flatMap(
    (der) => readCertificate(Uint8Array.from(der)) ?? [],
  );
  const ends = certificates.map(({ notAfter }) => notAfter.getTime());
  return ends.length === 0 ? undefined : new Date(Math.min(...ends));
}
