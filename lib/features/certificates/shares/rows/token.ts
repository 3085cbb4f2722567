/** Tokens of shares: 16 bytes of the share's id and 16 of a MAC, in base64url. Derived, not stored: the database opens nothing. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

const ID_BYTES = 16;
const MAC_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 43 characters that are safe in an address. */
export function shareToken(shareId: string): string {
  const id = Buffer.from(shareId.replaceAll("-", ""), "hex");
  return Buffer.concat([id, macOf(id)]).toString("base64url");
}

/** The id of the share that this installation made the token for; undefined for every other text. */
export function readShareToken(token: string): string | undefined {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64url");
  const id = bytes.subarray(0, ID_BYTES);
  if (!timingSafeEqual(bytes.subarray(ID_BYTES), macOf(id)) || bytes.toString("base64url") !== token) return undefined;
  return id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function macOf(id: Uint8Array): Buffer {
  return createHmac("sha256", purposeKey("share of a certificate")).update(id).digest().subarray(0, MAC_BYTES);
}
