/**
 * Nonces for wallets' proofs (OpenID4VCI 1.0 section 7): a time, chance, and a MAC over both and the issuer. Nothing is kept of them, as
 * anybody may ask for as many as they like.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";
import { NONCE_AGE_MS_MAX } from "../types.ts";

const TIME_BYTES = 8;
const CHANCE_BYTES = 16;
const MAC_BYTES = 16;
const NONCE = /^[A-Za-z0-9_-]{54}$/;

/** @param address of the credential issuer */
export function makeNonce(address: string, now: number = Date.now()): string {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(now));
  const said = Buffer.concat([time, randomBytes(CHANCE_BYTES)]);
  return Buffer.concat([said, macOf(said, address)]).toString("base64url");
}

/** Whether this issuer made it a short while ago. */
export function isFreshNonce(nonce: string, address: string, now: number = Date.now()): boolean {
  if (!NONCE.test(nonce)) return false;
  const bytes = Buffer.from(nonce, "base64url");
  const said = bytes.subarray(0, TIME_BYTES + CHANCE_BYTES);
  if (bytes.length !== TIME_BYTES + CHANCE_BYTES + MAC_BYTES) return false;
  if (!timingSafeEqual(bytes.subarray(said.length), macOf(said, address))) return false;
  const age = now - Number(said.readBigUInt64BE());
  return age >= 0 && age <= NONCE_AGE_MS_MAX;
}

function macOf(said: Uint8Array, address: string): Buffer {
  const mac = createHmac("sha256", purposeKey("nonce for a wallet")).update(said).update(address);
  return mac.digest().subarray(0, MAC_BYTES);
}
