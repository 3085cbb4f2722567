/** Whether a signature is over what it covers, by whose key, and by what: CMS as PDFs carry it, and the bare RSA of old (ISO 32000-1 table 257). */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { berLength } from "#lib/pki/ber.ts";
import { readCertificate, type X509 } from "#lib/pki/certificate.ts";
import { encodeDer, encodeOid, oidOf, readDer, TAG } from "#lib/pki/der.ts";
import { DOCUMENT_HASHES, type Hash, OID, SHA1, WEAK } from "#lib/pki/oids.ts";
import { type SignatureVerdict, verifySignature } from "#lib/pki/signature.ts";
import { type Cms, readCms, type SignerInfo } from "#lib/pki/signed-data.ts";
import { findSigner } from "#lib/pki/signer.ts";
import type { Integrity, ProfileNote, SignatureReport } from "./report.ts";

const DATA: readonly string[] = [OID.data, OID.smData];
/** Values in a signature: lists of revoked certificates may stand in it whole. */
const CMS_NODES_MAX = 200_000;
const SHA1_WITH_RSA = "1.2.840.113549.1.1.5";

export interface Signed {
  format: string;
  /** CMS with its padding, or a bare signature. */
  contents: Uint8Array;
  /** What it covers. */
  covered: Uint8Array;
  /** Certificates of the dictionary's own (`adbe.x509.rsa_sha1`), and of the document's. */
  certificates: readonly Uint8Array[];
}

export interface CheckedSigner {
  integrity: Integrity;
  certificate?: X509;
  helpers: X509[];
  algorithm: SignatureReport["algorithm"];
  notes: ProfileNote[];
  info?: SignerInfo;
  cms?: Cms;
}

const UNKNOWN = { name: "-", status: "unknown" } as const;
const failed = (reason: Extract<Integrity, { status: "failed" }>["reason"]) => ({ status: "failed", reason }) as const;
const unchecked = (reason: Extract<Integrity, { status: "unchecked" }>["reason"]) =>
  ({ status: "unchecked", reason }) as const;

export async function checkSigner(signed: Signed): Promise<CheckedSigner> {
  if (signed.format === "adbe.x509.rsa_sha1") return await checkBare(signed);
  const { contents } = signed;
  const length = berLength(contents, CMS_NODES_MAX) ?? 0;
  const isPadded = contents.subarray(length).every((byte) => byte === 0);
  const cms = length === 0 ? undefined : readCms(Uint8Array.from(contents.subarray(0, length)), CMS_NODES_MAX);
  const own = readAll(signed.certificates);
  if (cms === undefined)
    return { integrity: failed("contents_malformed"), helpers: own, algorithm: UNKNOWN, notes: [] };
  const helpers = [...readAll(cms.certificates), ...own];
  const checked = await Promise.all(cms.signers.map((info) => checkInfo(info, { cms, signed, helpers })));
  const [first] = checked;
  if (first === undefined) throw new Error("A SignedData without signers was read.");
  const notes: ProfileNote[] = [...first.notes];
  if (checked.length > 1) notes.push("several_signers");
  if (!isPadded) notes.push("padding");
  // More than one is no PAdES: the first one that holds is told, unless one of them is wrong.
  const worst =
    checked.find(({ integrity }) => integrity.status === "failed") ??
    checked.find(({ integrity }) => integrity.status === "unchecked") ??
    first;
  return { ...first, integrity: worst.integrity, helpers, notes };
}

async function checkInfo(
  info: SignerInfo,
  { cms, signed, helpers }: { cms: Cms; signed: Signed; helpers: X509[] },
): Promise<CheckedSigner> {
  const hash = DOCUMENT_HASHES[info.digestOid];
  const algorithm = algorithmOf(hash);
  const { attributes } = info;
  const notes: ProfileNote[] = [];
  const isCades = signed.format === "ETSI.CAdES.detached";
  if (isCades && (attributes?.certificateDigests.length ?? 0) === 0) notes.push("no_signing_certificate");
  const told = { helpers, algorithm, notes, info, cms };
  if (hash === undefined) return { ...told, integrity: unchecked("algorithm_unknown") };
  const content = contentOf(cms, signed);
  if (content === undefined) return { ...told, integrity: failed("digest_mismatch") };
  if (attributes && !equalBytes(hash.digest(content), attributes.messageDigest))
    return { ...told, integrity: failed("digest_mismatch") };
  if (attributes && attributes.contentType !== cms.contentType)
    return { ...told, integrity: failed("contents_malformed") };
  const certificateDigests = attributes?.certificateDigests ?? [];
  const certificate = findSigner({ signer: info.signer, certificateDigests }, helpers);
  if (certificate === undefined) {
    const isThere = findSigner({ signer: info.signer, certificateDigests: [] }, helpers) !== undefined;
    return { ...told, integrity: isThere ? failed("certificate_mismatch") : unchecked("certificate_missing") };
  }
  const { verdict, isWeak } = await verdictOf(attributes?.signedBytes ?? [content], { info, certificate });
  if (verdict === "ok_empty_id") notes.push("empty_user_id");
  const isNamedWeak = WEAK.includes(oidOf(info.signatureAlgorithm.children[0]) ?? "");
  const status = isNamedWeak ? "weak" : "weak_key";
  const weakest = isWeak && algorithm.status === "ok" ? ({ ...algorithm, status } as const) : algorithm;
  return { ...told, algorithm: weakest, certificate, integrity: integrityOf(verdict) };
}

/** What the message digest is of. `adbe.pkcs7.sha1` has the SHA-1 of the file inside, and signs that (ISO 32000-1 section 12.8.3.3). */
function contentOf({ contentType, content }: Cms, { format, covered }: Signed): Uint8Array | undefined {
  if (!DATA.includes(contentType)) return undefined;
  if (format !== "adbe.pkcs7.sha1") return content === undefined ? covered : undefined;
  return content !== undefined && equalBytes(SHA1.digest(covered), content) ? content : undefined;
}

/** @returns isWeak: by its algorithm, a digest in it, or its key */
async function verdictOf(
  forms: readonly Uint8Array[],
  { info, certificate }: { info: SignerInfo; certificate: X509 },
): Promise<{ verdict: SignatureVerdict; isWeak: boolean }> {
  const { signature, signatureAlgorithm: algorithm, digestOid } = info;
  const { publicKey } = certificate;
  const ask = async (acceptsWeak: boolean) =>
    await Promise.all(
      forms.map((data) => verifySignature({ data, signature, algorithm, digestOid, publicKey, acceptsWeak })),
    );
  const strict = await ask(false);
  const isWeak = strict.includes("weak");
  const verdicts = isWeak ? await ask(true) : strict;
  return {
    verdict: verdicts.find((each) => each === "ok" || each === "ok_empty_id") ?? verdicts[0] ?? "unknown",
    isWeak,
  };
}

function integrityOf(verdict: SignatureVerdict): Integrity {
  if (verdict === "ok" || verdict === "ok_empty_id") return { status: "ok" };
  return verdict === "bad" ? failed("signature_wrong") : unchecked("algorithm_unknown");
}

function algorithmOf(hash: Hash | undefined): SignatureReport["algorithm"] {
  if (hash === undefined) return UNKNOWN;
  if (hash.name === "MD5") return { name: hash.name, status: "broken" };
  return { name: hash.name, status: WEAK.includes(hash.oid) ? "weak" : "ok" };
}

/** PKCS #1 over SHA-1, in an OCTET STRING or bare; the certificates stand beside it, the signer's first. */
async function checkBare({ contents, covered, certificates }: Signed): Promise<CheckedSigner> {
  const helpers = readAll(certificates);
  const [certificate] = helpers;
  const algorithm = algorithmOf(SHA1);
  const told = { helpers, algorithm, notes: ["pkcs1"] satisfies ProfileNote[] };
  if (certificate === undefined) return { ...told, integrity: unchecked("certificate_missing") };
  const length = contents[0] === TAG.octetString ? berLength(contents) : undefined;
  const inner = length === undefined ? undefined : readDer(contents.subarray(0, length))?.content;
  const name = readDer(encodeDer(TAG.sequence, encodeOid(SHA1_WITH_RSA), encodeDer(TAG.null)));
  if (name === undefined) throw new Error("An algorithm that was written is not read.");
  const { publicKey } = certificate;
  const verdicts = await Promise.all(
    [inner, contents].map(
      async (signature) =>
        signature &&
        (await verifySignature({ data: covered, signature, algorithm: name, publicKey, acceptsWeak: true })),
    ),
  );
  const verdict = verdicts.find((each) => each === "ok") ?? verdicts.find((each) => each !== undefined) ?? "bad";
  return { ...told, certificate, integrity: integrityOf(verdict) };
}

function readAll(certificates: readonly Uint8Array[]): X509[] {
  return certificates.flatMap((der) => readCertificate(Uint8Array.from(der)) ?? []);
}
