/** Public keys as COSE writes them (RFC 9053 section 7, RFC 9964), their thumbprints (RFC 9679), and what they verify. */
import { p256 } from "@noble/curves/nist.js";
import { type CborRules, decodeCbor } from "../cbor/decode.ts";
import { cborMap, encodeCbor } from "../cbor/encode.ts";
import { type Cbor, type CborMap, isCborArray, isCborBytes, isCborMap } from "../cbor/value.ts";
import { KEY_TYPE, type VerifierKey } from "../log/note.ts";
import { ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES, ML_DSA_44_KEY_BYTES, verifyEd25519 } from "../log/signature.ts";
import { concat, sha256 } from "../text/bytes.ts";
import { type Failed, isFailed } from "./failures.ts";
import { ALG } from "./labels.ts";

/** `publicKey`: of ed25519 32 bytes; of p256 x ‖ y, 64; of ml-dsa-44 1,312. */
export type CoseKey = { type: "ed25519" | "p256" | "ml-dsa-44"; publicKey: Uint8Array };

/** RFC 9053 section 7: common and type-specific members. */
const MEMBER = { kty: 1n, kid: 2n, alg: 3n, ops: 4n, crv: -1n, x: -2n, y: -3n, d: -4n, pub: -1n, priv: -2n } as const;
const KTY = { okp: 1n, ec2: 2n, akp: 7n } as const;
const CRV = { p256: 1n, ed25519: 6n } as const;
const OP_VERIFY = 2n;
const P256_COORDINATE_BYTES = 32;
const P256_SIGNATURE_BYTES = 64;
const KEYS_MAX = 64;

/** One key, one algorithm: by its general and its fully specified number (RFC 9864). */
const ALGS: Readonly<Record<CoseKey["type"], readonly bigint[]>> = {
  ed25519: [ALG.edDsa, ALG.ed25519],
  p256: [ALG.es256, ALG.esp256],
  "ml-dsa-44": [ALG.mlDsa44],
};

/** The number that we write, which libraries know. */
export const algOf = ({ type }: CoseKey): bigint => ALGS[type][0] as bigint;

export const isAlgOf = (alg: Cbor | undefined, { type }: CoseKey): boolean =>
  typeof alg === "bigint" && ALGS[type].includes(alg);

/** The members that a thumbprint covers (RFC 9679 section 3), and no others. */
function requiredMembers({ type, publicKey }: CoseKey): (readonly [bigint, Cbor])[] {
  if (type === "ml-dsa-44") {
    return [
      [MEMBER.kty, KTY.akp],
      [MEMBER.alg, ALG.mlDsa44],
      [MEMBER.pub, publicKey],
    ];
  }
  if (type === "ed25519") {
    return [
      [MEMBER.kty, KTY.okp],
      [MEMBER.crv, CRV.ed25519],
      [MEMBER.x, publicKey],
    ];
  }
  return [
    [MEMBER.kty, KTY.ec2],
    [MEMBER.crv, CRV.p256],
    [MEMBER.x, publicKey.subarray(0, P256_COORDINATE_BYTES)],
    [MEMBER.y, publicKey.subarray(P256_COORDINATE_BYTES)],
  ];
}

/** SHA-256 thumbprint of a key: the `kid` of whatever it signs here. RFC 9679 */
export function thumbprint(key: CoseKey): Uint8Array {
  return sha256(encodeCbor(cborMap(requiredMembers(key))));
}

/** A COSE_Key; with its thumbprint as `kid` where it is to be found by it. */
export function coseKeyItem(key: CoseKey, options: { kid: boolean }): CborMap {
  const members = requiredMembers(key);
  return cborMap(options.kid ? [...members, [MEMBER.kid, thumbprint(key)]] : members);
}

/** A COSE_KeySet (RFC 9052 section 7), every key with its `kid`. */
export function encodeKeySet(keys: readonly CoseKey[]): Uint8Array {
  return encodeCbor(keys.map((key) => coseKeyItem(key, { kid: true })));
}

/** The keys in a COSE_Key or COSE_KeySet. Never throws. */
export function parseKeys(bytes: Uint8Array, rules: CborRules = "foreign"): CoseKey[] | Failed {
  const decoded = decodeCbor(bytes, rules);
  if (isFailed(decoded)) return decoded;
  const items = isCborArray(decoded.item) ? decoded.item : [decoded.item];
  const keys = items.length <= KEYS_MAX ? items.map(readKey) : [undefined];
  return keys.length > 0 && keys.every((key) => key !== undefined) ? keys : { failed: "key_malformed" };
}

/** Undefined for a key of another kind, for one with a private part, and for one that says that it verifies nothing. */
export function readKey(item: Cbor): CoseKey | undefined {
  if (!isCborMap(item)) return undefined;
  const ops = item.get(MEMBER.ops);
  if (ops !== undefined && !(isCborArray(ops) && ops.includes(OP_VERIFY))) return undefined;
  const key = readMaterial(item);
  const alg = item.get(MEMBER.alg);
  return key === undefined || (alg !== undefined && !isAlgOf(alg, key)) ? undefined : key;
}

function readMaterial(item: CborMap): CoseKey | undefined {
  const kty = item.get(MEMBER.kty);
  if (kty === KTY.akp) {
    const publicKey = item.get(MEMBER.pub);
    if (item.has(MEMBER.priv) || item.get(MEMBER.alg) !== ALG.mlDsa44) return undefined;
    return isBytesOf(publicKey, ML_DSA_44_KEY_BYTES) ? { type: "ml-dsa-44", publicKey } : undefined;
  }
  const [crv, x, y] = [item.get(MEMBER.crv), item.get(MEMBER.x), item.get(MEMBER.y)];
  if (item.has(MEMBER.d)) return undefined;
  if (kty === KTY.okp && crv === CRV.ed25519 && isBytesOf(x, ED25519_KEY_BYTES))
    return { type: "ed25519", publicKey: x };
  if (kty !== KTY.ec2 || crv !== CRV.p256 || !isBytesOf(x, P256_COORDINATE_BYTES)) return undefined;
  return readPoint(x, y);
}

/** RFC 9053 section 7.1.1: y, or only its sign. A point that is not on the curve is none. */
function readPoint(x: Uint8Array, y: Cbor | undefined): CoseKey | undefined {
  if (typeof y !== "boolean" && !isBytesOf(y, P256_COORDINATE_BYTES)) return undefined;
  const encoded = typeof y === "boolean" ? concat(Uint8Array.of(y ? 3 : 2), x) : concat(Uint8Array.of(4), x, y);
  try {
    return { type: "p256", publicKey: p256.Point.fromBytes(encoded).toBytes(false).subarray(1) };
  } catch {
    return undefined;
  }
}

/** A key of a ledger as COSE has it; undefined for a witness's, which signs no receipts. */
export function coseKeyOf({ type, publicKey }: VerifierKey): CoseKey | undefined {
  if (type === KEY_TYPE.ed25519) return { type: "ed25519", publicKey };
  return type === KEY_TYPE.mlDsa44 ? { type: "ml-dsa-44", publicKey } : undefined;
}

function isBytesOf(value: Cbor | undefined, length: number): value is Uint8Array {
  return isCborBytes(value) && value.length === length;
}

/**
 * Whether a key signed a message, in COSE's form of a signature: fixed lengths, never DER (RFC 9053 section 2.1). ECDSA has two good
 * signatures for each, s and n − s (COSE asks for neither). What checks ML-DSA is loaded when a key needs it; rejects
 * where that cannot be.
 */
export async function isSignedBy(
  key: CoseKey,
  signed: { message: Uint8Array; signature: Uint8Array },
): Promise<boolean> {
  const { message, signature } = signed;
  const { type, publicKey } = key;
  if (type === "ml-dsa-44") {
    const { verifyMlDsa44 } = await import("../log/ml-dsa.ts");
    return verifyMlDsa44({ signature, message, publicKey, algorithm: "ml-dsa-44" });
  }
  if (type === "ed25519") {
    return signature.length === ED25519_SIGNATURE_BYTES && verifyEd25519({ signature, message, publicKey });
  }
  if (signature.length !== P256_SIGNATURE_BYTES) return false;
  try {
    const point = concat(Uint8Array.of(4), publicKey);
    return p256.verify(signature, message, point, { prehash: true, lowS: false, format: "compact" });
  } catch {
    return false;
  }
}
