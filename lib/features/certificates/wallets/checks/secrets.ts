/** Codes, digits and tokens of offers. None is stored: of a code and a token the SHA-256 is, of the digits a MAC. */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { hashSecret } from "#lib/gate/api-key-secret.ts";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";
import { PIN_DIGITS } from "../types.ts";

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A pre-authorised code or an access token. */
export function makeSecret(): { secret: string; hash: Uint8Array<ArrayBuffer> } {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return { secret, hash: hashSecret(secret) };
}

/** Under which it is stored; undefined for text that none of ours can be. */
export function secretHashOf(secret: string): Uint8Array<ArrayBuffer> | undefined {
  return SECRET.test(secret) ? hashSecret(secret) : undefined;
}

export function makePin(): string {
  return String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, "0");
}

/** @param codeHash of the offer: the same digits of another offer have another one */
export function pinMacOf(pin: string, codeHash: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac("sha256", purposeKey("digits for a wallet")).update(codeHash).update(pin).digest());
}

export function isPin(pin: string, { codeHash, pinMac }: { codeHash: Uint8Array; pinMac: Uint8Array }): boolean {
  return timingSafeEqual(pinMacOf(pin, codeHash), pinMac);
}
