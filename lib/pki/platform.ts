/**
 * What WebCrypto says of a signature, where it is there: ten times faster than the portable code, and beside it. Only its yes counts, as
 * for Ed25519 (docs/decisions/0018): what it refuses or does not know, the portable code judges.
 */
import type { Hash } from "./oids.ts";

export type PlatformCheck = {
  data: Uint8Array;
  hash: Hash;
  /** As WebCrypto takes it: of ECDSA the two numbers in full length. */
  signature: Uint8Array;
} & (
  | { kind: "ec"; namedCurve: string; point: Uint8Array }
  /** DER of a SubjectPublicKeyInfo for RSA in general. `saltLength` in bytes, of RSASSA-PSS. */
  | { kind: "rsa"; publicKey: Uint8Array; saltLength: number | undefined }
);

export async function platformVerifies(check: PlatformCheck): Promise<boolean> {
  const subtle = globalThis.crypto?.subtle;
  // It has neither MD5 nor SM3.
  if (subtle === undefined || check.hash.name === "MD5" || check.hash.name === "SM3") return false;
  const hash = check.hash.name;
  const [data, signature] = [check.data.slice(), check.signature.slice()];
  try {
    if (check.kind === "ec") {
      const algorithm = { name: "ECDSA", namedCurve: check.namedCurve };
      const key = await subtle.importKey("raw", check.point.slice(), algorithm, false, ["verify"]);
      return await subtle.verify({ name: "ECDSA", hash }, key, signature, data);
    }
    const { publicKey, saltLength } = check;
    const name = saltLength === undefined ? "RSASSA-PKCS1-v1_5" : "RSA-PSS";
    const key = await subtle.importKey("spki", publicKey.slice(), { name, hash }, false, ["verify"]);
    return await subtle.verify(saltLength === undefined ? { name } : { name, saltLength }, key, signature, data);
  } catch {
    // A key or an algorithm that it does not take.
    return false;
  }
}
