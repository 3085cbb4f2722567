/** ML-DSA-44 (FIPS 204), pure, with an empty context. */
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import type { Signed } from "../log/signature.ts";

const SIGNATURE_BYTES = 2420;

export function verifyMlDsa44({ signature, message, publicKey }: Signed): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    return ml_dsa44.verify(signature, message, publicKey);
  } catch {
    return false;
  }
}
