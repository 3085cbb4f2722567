/** Base64url without padding (RFC 4648 section 5, RFC 7515 section 2): one byte string has one spelling, as with the other encodings. */
import { fromBase64, fromUtf8, toBase64 } from "#lib/core/text/bytes.ts";

const ALPHABET = /^[A-Za-z0-9_-]*$/;

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes of a canonical text; undefined for anything else. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!ALPHABET.test(text)) return undefined;
  const padding = "=".repeat((4 - (text.length % 4)) % 4);
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/") + padding);
}

/** The text that it encodes; undefined where that is no well-formed UTF-8. */
export function textOfBase64Url(encoded: string): string | undefined {
  const bytes = fromBase64Url(encoded);
  return bytes && fromUtf8(bytes);
}
