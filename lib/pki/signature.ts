/** Signatures by the algorithms that are accepted. WebCrypto may say yes; all else is judged by the same code everywhere. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { verifySm2As } from "#lib/core/sm/sm2.ts";
import { type DerNode, integerOf, oidOf, readDer, TAG } from "./der.ts";
import { type CurveOid, isCurve, verifyEcdsa } from "./ecdsa.ts";
import { DOCUMENT_HASHES, HASHES, type Hash, OID, SIGNATURE_HASHES, WEAK } from "./oids.ts";
import { platformVerifies } from "./platform.ts";
import { type RsaKey, readRsaKey, verifyPkcs1, verifyPss } from "./rsa.ts";

const SALT_BYTES_MAX = 512n;
/** RFC 4055 section 3.1: what an absent saltLength stands for. */
const SALT_BYTES_DEFAULT = 20n;

export type SignatureCheck = {
  /** What is signed. */
  data: Uint8Array;
  signature: Uint8Array;
  /** AlgorithmIdentifier of the signature. */
  algorithm: DerNode;
  /** Of the message digest; where the signature's algorithm names none (RFC 3370 section 3.2), it is this one. */
  digestOid?: string;
  /** DER of the SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
  /** Verified whatever they are worth: digests, and RSA keys, that prove nothing any more. The caller says so. */
  acceptsWeak?: boolean;
};

/**
 * weak: known, and no longer worth anything. unknown: an algorithm, parameter or key that is not known here. ok_empty_id: of SM2, under the
 * empty user id and not under the one that the standard has for whoever has none.
 */
export type SignatureVerdict = "ok" | "ok_empty_id" | "bad" | "weak" | "unknown";

/** Whether a signature verifies. Never throws. */
export async function verifySignature(check: SignatureCheck): Promise<SignatureVerdict> {
  const { data, signature } = check;
  const key = readKey(check);
  if (typeof key === "string") return key;
  if (key.kind === "ed25519") return verifyEd25519(check, key.point);
  if (key.kind === "sm2") return verifySm2(check, key.point);
  const scheme = schemeOf(check, key);
  if (typeof scheme === "string") return scheme;
  const { hash, pss } = scheme;
  if (key.kind === "ec") return (await verifyEcdsa({ ...key, hash, data, signature })) ? "ok" : "bad";
  // WebCrypto has one digest for both parts of RSASSA-PSS, and takes no key that is bound to it.
  const isCommon = !key.isPss && (pss === undefined || pss.maskHash === hash);
  const { publicKey } = check;
  const asked = { kind: "rsa", publicKey, saltLength: pss?.saltLength, hash, data, signature } as const;
  if (isCommon && (await platformVerifies(asked))) return "ok";
  const given = { key: key.rsa, hash, digest: hash.digest(data), signature };
  return (pss === undefined ? verifyPkcs1(given) : verifyPss({ ...given, ...pss })) ? "ok" : "bad";
}

/** `pss`: parameters that the key itself is bound to (RFC 4055 section 1.2). */
type Key =
  | { kind: "rsa"; rsa: RsaKey; isPss: boolean; pss: DerNode | undefined }
  | { kind: "ec"; curve: CurveOid; point: Uint8Array }
  | { kind: "ed25519"; point: Uint8Array }
  | { kind: "sm2"; point: Uint8Array };

function readKey({ publicKey, acceptsWeak }: SignatureCheck): Key | "weak" | "unknown" {
  const [algorithm, bits] = readDer(publicKey)?.children ?? [];
  const type = oidOf(algorithm?.children[0]);
  const parameters = algorithm?.children[1];
  if (bits?.tag !== TAG.bitString || bits.content[0] !== 0) return "unknown";
  const key = bits.content.subarray(1);
  if (type === OID.ecPublicKey) {
    const curve = oidOf(parameters) ?? "";
    if (curve === OID.sm2Curve) return { kind: "sm2", point: key };
    return isCurve(curve) ? { kind: "ec", curve, point: key } : "unknown";
  }
  if (type === OID.ed25519) return { kind: "ed25519", point: key };
  const isPss = type === OID.rsassaPss;
  if (type !== OID.rsaEncryption && !isPss) return "unknown";
  const rsa = readRsaKey(key, { acceptsWeak });
  return typeof rsa === "string" ? rsa : { kind: "rsa", rsa, isPss, pss: isPss ? parameters : undefined };
}

/** RFC 8410, RFC 8419: it hashes by itself. */
function verifyEd25519({ algorithm, data, signature }: SignatureCheck, point: Uint8Array): SignatureVerdict {
  if (oidOf(algorithm.children[0]) !== OID.ed25519) return "unknown";
  try {
    return ed25519.verify(signature, data, point, { zip215: false }) ? "ok" : "bad";
  } catch {
    return "bad";
  }
}

/** GM/T 0009, GM/T 0010. Whoever signs with OpenSSL and names no user id has the empty one. */
const SM2_ALGORITHMS: readonly string[] = [OID.sm2Signature, OID.sm2Curve, OID.ecPublicKey];

function verifySm2({ algorithm, digestOid = OID.sm3, data, signature }: SignatureCheck, publicKey: Uint8Array) {
  const type = oidOf(algorithm.children[0]) ?? "";
  if (!SM2_ALGORITHMS.includes(type) || digestOid !== OID.sm3) return "unknown";
  if (verifySm2As({ data, signature, publicKey })) return "ok";
  return verifySm2As({ data, signature, publicKey, userId: new Uint8Array(0) }) ? "ok_empty_id" : "bad";
}

type Pss = { maskHash: Hash; saltLength: number };
type Scheme = { hash: Hash; pss?: Pss };

/** How a key of this kind signed; `unknown` also where the two do not go together. */
function schemeOf(
  { algorithm, digestOid = "", acceptsWeak = false }: SignatureCheck,
  key: Extract<Key, { kind: "rsa" | "ec" }>,
): Scheme | "weak" | "unknown" {
  const type = oidOf(algorithm.children[0]) ?? "";
  if (WEAK.includes(type) && !acceptsWeak) return "weak";
  if (type === OID.rsassaPss)
    return key.kind === "rsa" ? pssOf(algorithm.children[1], { own: key.pss, acceptsWeak }) : "unknown";
  if (key.kind === "rsa" && key.isPss) return "unknown";
  const own = key.kind === "rsa" ? OID.rsaEncryption : OID.ecPublicKey;
  // Some writers name only the kind of the key: the digest is then the one of the message.
  const named = type === own ? DOCUMENT_HASHES[digestOid] : SIGNATURE_HASHES[type];
  if (type === own && WEAK.includes(digestOid) && !acceptsWeak) return "weak";
  if (named === undefined) return "unknown";
  if (!("hash" in named)) return { hash: named };
  return named.key === own ? { hash: named.hash } : "unknown";
}

/** RSASSA-PSS-params (RFC 4055 section 3.1), within those of the key. What is left out stands for SHA-1 and 20 bytes. */
function pssOf(
  parameters: DerNode | undefined,
  { own, acceptsWeak }: { own: DerNode | undefined; acceptsWeak: boolean },
): Scheme | "weak" | "unknown" {
  const stated = readPss(parameters);
  const bound = own && readPss(own);
  if (stated === undefined || (own !== undefined && bound === undefined)) return "unknown";
  if (!acceptsWeak && [stated.hashOid, stated.maskHashOid].some((oid) => WEAK.includes(oid))) return "weak";
  const known = acceptsWeak ? DOCUMENT_HASHES : HASHES;
  const [hash, maskHash] = [known[stated.hashOid], known[stated.maskHashOid]];
  if (hash === undefined || maskHash === undefined) return "unknown";
  if (bound !== undefined) {
    const isWithin = bound.hashOid === stated.hashOid && bound.maskHashOid === stated.maskHashOid;
    if (!isWithin || stated.saltLength < bound.saltLength) return "unknown";
  }
  return { hash, pss: { maskHash, saltLength: Number(stated.saltLength) } };
}

function readPss(
  parameters: DerNode | undefined,
): { hashOid: string; maskHashOid: string; saltLength: bigint } | undefined {
  const fields = parameters?.tag === TAG.sequence ? parameters.children : [];
  const known = [0, 1, 2, 3].map((n) => fields.find(({ tag }) => tag === TAG.context(n)));
  const [hash, mask, salt, trailer] = known.map((field) => field?.children[0]);
  if (known.filter(Boolean).length !== fields.length) return undefined;
  if (mask && oidOf(mask.children[0]) !== OID.mgf1) return undefined;
  if (trailer && integerOf(trailer) !== 1n) return undefined;
  const hashOid = hash ? oidOf(hash.children[0]) : OID.sha1;
  const maskHashOid = mask ? oidOf(mask.children[1]?.children[0]) : OID.sha1;
  const saltLength = salt ? integerOf(salt) : SALT_BYTES_DEFAULT;
  if (hashOid === undefined || maskHashOid === undefined || saltLength === undefined) return undefined;
  return saltLength >= 0n && saltLength <= SALT_BYTES_MAX ? { hashOid, maskHashOid, saltLength } : undefined;
}
