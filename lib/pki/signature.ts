/** Signatures by the algorithms that are accepted. WebCrypto may say yes; all else is judged by the same code everywhere. */

import { type DerNode, integerOf, oidOf, readDer, TAG } from "./der.ts";
import { type CurveOid, isCurve, verifyEcdsa } from "./ecdsa.ts";
import { HASHES, type Hash, OID, SIGNATURE_HASHES, WEAK } from "./oids.ts";
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
};

/** weak: known, and no longer worth anything. unknown: an algorithm, parameter or key that is not known here. */
export type SignatureVerdict = "ok" | "bad" | "weak" | "unknown";

/** Whether a signature verifies. Never throws. */
export async function verifySignature(check: SignatureCheck): Promise<SignatureVerdict> {
  const { data, signature } = check;
  const key = readKey(check.publicKey);
  if (typeof key === "string") return key;
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
  | { kind: "ec"; curve: CurveOid; point: Uint8Array };

function readKey(publicKey: Uint8Array): Key | "weak" | "unknown" {
  const [algorithm, bits] = readDer(publicKey)?.children ?? [];
  const type = oidOf(algorithm?.children[0]);
  const parameters = algorithm?.children[1];
  if (bits?.tag !== TAG.bitString || bits.content[0] !== 0) return "unknown";
  const key = bits.content.subarray(1);
  if (type === OID.ecPublicKey) {
    const curve = oidOf(parameters) ?? "";
    return isCurve(curve) ? { kind: "ec", curve, point: key } : "unknown";
  }
  const isPss = type === OID.rsassaPss;
  if (type !== OID.rsaEncryption && !isPss) return "unknown";
  const rsa = readRsaKey(key);
  return typeof rsa === "string" ? rsa : { kind: "rsa", rsa, isPss, pss: isPss ? parameters : undefined };
}

type Pss = { maskHash: Hash; saltLength: number };
type Scheme = { hash: Hash; pss?: Pss };

/** How a key of this kind signed; `unknown` also where the two do not go together. */
function schemeOf({ algorithm, digestOid = "" }: SignatureCheck, key: Key): Scheme | "weak" | "unknown" {
  const type = oidOf(algorithm.children[0]) ?? "";
  if (WEAK.includes(type)) return "weak";
  if (type === OID.rsassaPss) return key.kind === "rsa" ? pssOf(algorithm.children[1], key.pss) : "unknown";
  if (key.kind === "rsa" && key.isPss) return "unknown";
  const own = key.kind === "rsa" ? OID.rsaEncryption : OID.ecPublicKey;
  // Some writers name only the kind of the key: the digest is then the one of the message.
  const named = type === own ? HASHES[digestOid] : SIGNATURE_HASHES[type];
  if (type === own && WEAK.includes(digestOid)) return "weak";
  if (named === undefined) return "unknown";
  if (!("hash" in named)) return { hash: named };
  return named.key === own ? { hash: named.hash } : "unknown";
}

/** RSASSA-PSS-params (RFC 4055 section 3.1), within those of the key. What is left out stands for SHA-1 and 20 bytes. */
function pssOf(parameters: DerNode | undefined, own: DerNode | undefined): Scheme | "weak" | "unknown" {
  const stated = readPss(parameters);
  const bound = own && readPss(own);
  if (stated === undefined || (own !== undefined && bound === undefined)) return "unknown";
  if ([stated.hashOid, stated.maskHashOid].some((oid) => WEAK.includes(oid))) return "weak";
  const [hash, maskHash] = [HASHES[stated.hashOid], HASHES[stated.maskHashOid]];
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
