/** The name under which a letter travels: whoever has not seen the letter cannot make one up, and say that it did not arrive. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { isUuidV7 } from "#lib/core/text/json-fields.ts";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

const MAC_BYTES = 16;

/** The letter's id and a MAC of it under the installation's secret; characters of xtext (RFC 3461 section 4). */
export function envelopeId(letterId: string): string {
  return `${letterId}.${macOf(letterId).toString("base64url")}`;
}

/** @returns the letter's id; undefined for whatever is no name of ours */
export function letterIdOf(name: string): string | undefined {
  const [id, mac = "", ...more] = name.split(".");
  if (!isUuidV7(id) || more.length > 0) return undefined;
  const given = Buffer.from(mac, "base64url");
  const right = macOf(id);
  return given.length === right.length && timingSafeEqual(given, right) ? id : undefined;
}

function macOf(letterId: string): Buffer {
  const mac = createHmac("sha256", purposeKey("envelope of a letter")).update(letterId).digest();
  return mac.subarray(0, MAC_BYTES);
}
