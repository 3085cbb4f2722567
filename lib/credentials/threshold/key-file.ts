/**
 * An approver's key as it is kept in the browser and exported for back-up: sealed under a passphrase, beside which passkeys may open it. The passphrase is stretched by scrypt
 * (RFC 7914), which costs whoever guesses 128 MiB and most of a second each time.
 */
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { fromBase64, fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";
import { isBase64Of, isLine, isTime, isUuid, readFields } from "#lib/core/text/json-fields.ts";

export const KEY_FILE_V1 = "sealbook.approver-key/v1";
export const PASSPHRASE_CHARS_MIN = 12;
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, dkLen: 32 };
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const CIPHER = "AES-GCM";
const FILE_CHARS_MAX = 64 * 1024;
const NAME_CHARS_MAX = 200;
/** Of one share: a laptop, a phone, a key in a drawer. */
export const PASSKEYS_MAX = 8;
/** An AES-256 key and GCM's tag. */
const WRAPPED_BYTES = 32 + 16;
const CREDENTIAL_BYTES_MAX = 1_023;

/** A passkey that opens the same, too: the share's key, wrapped (passkey-way.ts). */
export interface PasskeyWay {
  /** Its id (WebAuthn Level 3 section 4, "Credential ID"). */
  credential: string;
  addedAt: string;
  nonce: string;
  wrapped: string;
}

/** What can be read of it without the passphrase. */
export interface KeyFile {
  file: typeof KEY_FILE_V1;
  group: string;
  number: number;
  /** Of the organisation, for whoever finds the file. */
  name: string;
  salt: string;
  nonce: string;
  sealed: string;
  passkeys?: readonly PasskeyWay[] | undefined;
}

/** The key that a passphrase and a salt give: for this file, and for what else the approver's browser keeps of the group. */
export async function stretch(passphrase: string, salt: string): Promise<CryptoKey> {
  const bytes = await scryptAsync(utf8(passphrase.normalize("NFKC")), fromBase64(salt) ?? new Uint8Array(0), SCRYPT);
  // It leaves only wrapped, for a passkey.
  return await crypto.subtle.importKey("raw", new Uint8Array(bytes), CIPHER, true, ["encrypt", "decrypt"]);
}

export function newSalt(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
}

/** Seals a value that JSON holds. @param context opens only beside the same text */
export async function sealValue(
  key: CryptoKey,
  context: string,
  value: unknown,
): Promise<{ nonce: string; sealed: string }> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const additionalData = new Uint8Array(utf8(context));
  const bytes = new Uint8Array(utf8(JSON.stringify(value)));
  const sealed = await crypto.subtle.encrypt({ name: CIPHER, iv, additionalData }, key, bytes);
  return { nonce: toBase64(iv), sealed: toBase64(new Uint8Array(sealed)) };
}

/** What was sealed; undefined under another key or context, or when it was changed. */
export async function openValue(
  key: CryptoKey,
  context: string,
  { nonce, sealed }: { nonce: string; sealed: string },
): Promise<unknown> {
  const [iv, bytes] = [fromBase64(nonce), fromBase64(sealed)];
  if (iv === undefined || bytes === undefined) return undefined;
  try {
    const additionalData = new Uint8Array(utf8(context));
    const opened = await crypto.subtle.decrypt(
      { name: CIPHER, iv: new Uint8Array(iv), additionalData },
      key,
      new Uint8Array(bytes),
    );
    const text = fromUtf8(new Uint8Array(opened));
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const keyContext = ({ group, number }: { group: string; number: number }): string =>
  `${KEY_FILE_V1} ${group} ${number}`;

export function formatKeyFile(file: KeyFile): string {
  return `${canonicalJson(file)}\n`;
}

/** The file that a text is; undefined for anything else. */
export function readKeyFile(text: string): KeyFile | undefined {
  const value = parseCanonicalJson(text.trim(), { depthMax: 4, charsMax: FILE_CHARS_MAX });
  const fields = readFields(value, ["file", "group", "number", "name", "salt", "nonce", "sealed"], ["passkeys"]);
  const { file, group, number, name, salt, nonce, sealed } = fields ?? {};
  if (file !== KEY_FILE_V1 || !isUuid(group) || typeof number !== "number" || !Number.isSafeInteger(number))
    return undefined;
  if (!isLine(name, NAME_CHARS_MAX) || !isBase64Of(salt, SALT_BYTES) || !isBase64Of(nonce, NONCE_BYTES))
    return undefined;
  if (typeof sealed !== "string" || fromBase64(sealed) === undefined) return undefined;
  const passkeys = readPasskeys(fields?.passkeys ?? []);
  if (passkeys === undefined) return undefined;
  return { file, group, number, name, salt, nonce, sealed, ...(passkeys.length === 0 ? {} : { passkeys }) };
}

function readPasskeys(value: unknown): PasskeyWay[] | undefined {
  if (!Array.isArray(value) || value.length > PASSKEYS_MAX) return undefined;
  const ways: PasskeyWay[] = [];
  for (const each of value) {
    const { credential, addedAt, nonce, wrapped } =
      readFields(each, ["credential", "addedAt", "nonce", "wrapped"], []) ?? {};
    const id = typeof credential === "string" ? fromBase64(credential) : undefined;
    if (typeof credential !== "string" || !id || id.length === 0 || id.length > CREDENTIAL_BYTES_MAX) return undefined;
    if (!isTime(addedAt) || !isBase64Of(nonce, NONCE_BYTES) || !isBase64Of(wrapped, WRAPPED_BYTES)) return undefined;
    ways.push({ credential, addedAt, nonce, wrapped });
  }
  return ways;
}
