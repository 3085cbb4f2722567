/** Tokens and codes of holders' links. Neither is stored: a token's SHA-256 is, and of a code, which is shorter, a MAC under the installation's secret. */
import { createHmac, randomBytes, randomInt } from "node:crypto";
import { hashSecret } from "#lib/gate/api-key-secret.ts";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** No character that is taken for another one, aloud or on paper. */
const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/** 59 bits: at a million guesses a second, which no limit lets through, thousands of years for one code. */
const CODE_CHARS = 12;
const GROUP_CHARS = 4;

export function makeToken(): { token: string; hash: Uint8Array<ArrayBuffer> } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: hashSecret(token) };
}

/** The SHA-256 under which a link is stored; undefined for text that no token of ours can be. */
export function tokenHashOf(token: string): Uint8Array<ArrayBuffer> | undefined {
  return TOKEN.test(token) ? hashSecret(token) : undefined;
}

/** Twelve characters, in groups: "K7QF-2M9X-4TPA". */
export function makeCode(): { code: string; hash: Uint8Array<ArrayBuffer> } {
  const characters = Array.from({ length: CODE_CHARS }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join("");
  const groups = characters.match(new RegExp(`.{${GROUP_CHARS}}`, "g")) ?? [];
  return { code: groups.join("-"), hash: macOf(characters) };
}

/** As it is typed: in either case, with or without hyphens and spaces. */
export function codeHashOf(typed: string): Uint8Array<ArrayBuffer> | undefined {
  const characters = typed.toUpperCase().replace(/[\s-]/g, "");
  if (characters.length !== CODE_CHARS || ![...characters].every((each) => CODE_ALPHABET.includes(each)))
    return undefined;
  return macOf(characters);
}

function macOf(characters: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac("sha256", purposeKey("code of a certificate")).update(characters).digest());
}
