/** ECDSA on the curves of NIST (RFC 5480) and Brainpool (RFC 5639), by named curve. */
import { brainpoolP256r1, brainpoolP384r1, brainpoolP512r1 } from "@noble/curves/misc.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { concat } from "#lib/core/text/bytes.ts";
import { type DerNode, integerOf, readDer, TAG } from "./der.ts";
import type { Hash } from "./oids.ts";
import { platformVerifies } from "./platform.ts";

/** Without hashing again, and with either of the two values that a signature may have: authorities do not choose the lower one. */
const AS_IT_IS = { prehash: false, lowS: false } as const;

/** `name`: as WebCrypto calls those that it has. */
const CURVES = {
  "1.2.840.10045.3.1.7": { curve: p256, bytes: 32, name: "P-256" },
  "1.3.132.0.34": { curve: p384, bytes: 48, name: "P-384" },
  "1.3.132.0.35": { curve: p521, bytes: 66, name: "P-521" },
  "1.3.36.3.3.2.8.1.1.7": { curve: brainpoolP256r1, bytes: 32, name: undefined },
  "1.3.36.3.3.2.8.1.1.11": { curve: brainpoolP384r1, bytes: 48, name: undefined },
  "1.3.36.3.3.2.8.1.1.13": { curve: brainpoolP512r1, bytes: 64, name: undefined },
} as const;

export type CurveOid = keyof typeof CURVES;

export const isCurve = (oid: string): oid is CurveOid => Object.hasOwn(CURVES, oid);

/**
 * Whether a signature over data verifies.
 *
 * @param input.signature DER of the Ecdsa-Sig-Value (RFC 5480 appendix A): a SEQUENCE of two INTEGERs, and nothing that only resembles it
 * @param input.point the public key, compressed or not
 */
export async function verifyEcdsa(input: {
  curve: CurveOid;
  point: Uint8Array;
  hash: Hash;
  data: Uint8Array;
  signature: Uint8Array;
}): Promise<boolean> {
  const { point, hash, data } = input;
  const { curve, bytes, name } = CURVES[input.curve];
  const root = readDer(input.signature);
  const [r, s] = (root?.children ?? []).map((node) => unsigned(node, bytes));
  if (root?.tag !== TAG.sequence || root.children.length !== 2 || r === undefined || s === undefined) return false;
  const signature = concat(r, s);
  if (name && (await platformVerifies({ kind: "ec", namedCurve: name, point, hash, data, signature }))) return true;
  try {
    return curve.verify(signature, hash.digest(data), point, AS_IT_IS);
  } catch {
    // A key that is no point of the curve, or a number out of its range.
    return false;
  }
}

/** An INTEGER that is not negative as so many bytes. */
function unsigned(node: DerNode, length: number): Uint8Array | undefined {
  if (integerOf(node) === undefined || (node.content[0] ?? 0) >= 128) return undefined;
  const digits = node.content[0] === 0 ? node.content.subarray(1) : node.content;
  return digits.length <= length ? concat(new Uint8Array(length - digits.length), digits) : undefined;
}
