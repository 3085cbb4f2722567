/**
 * ML-DSA-44 (FIPS 204), pure, with an empty context. Whoever imports this module can verify such signatures from then on. It is apart from
 * the rest of the core because most readers never need it: a page loads it when a receipt does.
 */
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { ML_DSA_44_KEY_BYTES, ML_DSA_44_SIGNATURE_BYTES, provideVerifier, type Signed } from "./signature.ts";

export function verifyMlDsa44({ signature, message, publicKey, algorithm }: Signed): boolean {
  if (algorithm !== "ml-dsa-44") return false;
  if (signature.length !== ML_DSA_44_SIGNATURE_BYTES || publicKey.length !== ML_DSA_44_KEY_BYTES) return false;
  try {
    return ml_dsa44.verify(signature, message, publicKey);
  } catch {
    return false;
  }
}

provideVerifier("ml-dsa-44", verifyMlDsa44);
