/**
 * Tokens of links: 16 bytes of the link's id and 16 of a MAC, in base64url.
 *
 * Derived, not stored: who may share can copy a link again, and neither the database nor the audit log opens anything.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { purposeKey } from "./installation-secret.ts";

const ID_BYTES = 16;
const MAC_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 43 characters that are safe in an address. @param purpose tokens of one are none of another. @param id UUID */
export function derivedToken(purpose: string, id: string): string {
  const bytes = Buffer.from(id.replaceAll("-", ""), "hex");
  return Buffer.concat([bytes, macOf(purpose, bytes)]).toString("base64url");
}

/** The id that this installation made the token for; undefined for every other text. */
export function readDerivedToken(purpose: string, token: string): string | undefined {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64url");
  const id = bytes.subarray(0, ID_BYTES);
  const isOurs = timingSafeEqual(bytes.subarray(ID_BYTES), macOf(purpose, id));
  if (!isOurs || bytes.toString("base64url") !== token) return undefined;
  return id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function macOf(purpose: string, id: Uint8Array): Buffer {
  return createHmac("sha256", purposeKey(purpose)).update(id).digest().subarray(0, MAC_BYTES);
}
