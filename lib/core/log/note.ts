/**
 * C2SP signed-note: a text, a blank line, and signature lines `— <name> <base64(key id ‖ signature)>`, with verifier keys
 * `<name>+<key id>+<base64(type ‖ public key)>`. Ed25519 (type 0x01) and SM2 (0xff and an identifier: no number is assigned to it) sign the
 * text; checkpoint.ts verifies timestamped cosignatures (0x04, and 0x06 of ML-DSA-44). Unknown signatures are ignored.
 */
import { concat, equalBytes, fromBase64, fromHex, sha256, toBase64, toHex, utf8 } from "../text/bytes.ts";
import {
  ED25519_KEY_BYTES,
  isSignedAsClaimed,
  ML_DSA_44_KEY_BYTES,
  type SignatureClaim,
  SM2_KEY_BYTES,
} from "./signature.ts";

/** Signature types of C2SP signed-note. */
export const KEY_TYPE = { ed25519: 0x01, cosignature: 0x04, mlDsa44: 0x06, sm2: 0xff } as const;
/** What stands behind 0xff: whose type that is, of all that have no number. SM2 with SM3 over the text, under the user id 1234567812345678. */
const SM2_IDENTIFIER = utf8("sealbook.sm2/v1");

/** UTF-16 code units of a whole note: 64 signature lines of the longest kind (ML-DSA-44, 3,244 base64 characters) fit. */
export const NOTE_CHARS_MAX = 256 * 1024;
const NOTE_SIGNATURES_MAX = 64;
const KEY_NAME_CHARS_MAX = 255;
const KEY_ID_BYTES = 4;
/** Bytes of the UTF-8 of a name, or of an origin, that an ML-DSA-44 cosignature can state. */
export const COSIGNED_NAME_BYTES_MAX = 255;
const VERIFIER_KEY_CHARS_MAX = 2048;
const SIGNATURE_LINE_START = "— ";

export type VerifierKey = {
  name: string;
  /** First 4 bytes of SHA-256(name ‖ LF ‖ type ‖ public key); an identifier is part of the type. */
  keyId: Uint8Array;
  type: number;
  publicKey: Uint8Array;
  /** The key as one line of text. */
  text: string;
};

export type NoteSignature = {
  name: string;
  keyId: Uint8Array;
  /** What follows the key id. */
  signature: Uint8Array;
  /** The whole line, with its LF. */
  line: string;
};

/** Never changed once it was read: what was found out about its signatures is kept with them. */
export type Note = {
  /** The signed text, with its final LF. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

/** The key id of a public key under a name. */
export function verifierKeyId(key: { name: string; type: number; publicKey: Uint8Array }): Uint8Array {
  return sha256(concat(utf8(`${key.name}\n`), typeBytes(key.type), key.publicKey)).slice(0, KEY_ID_BYTES);
}

/** The verifier key as text. Throws RangeError for a name or key that `parseVerifierKey` would refuse. */
export function formatVerifierKey(key: { name: string; publicKey: Uint8Array; type?: number }): string {
  const type = key.type ?? KEY_TYPE.ed25519;
  const keyId = verifierKeyId({ name: key.name, type, publicKey: key.publicKey });
  const text = `${key.name}+${toHex(keyId)}+${toBase64(concat(typeBytes(type), key.publicKey))}`;
  if (parseVerifierKey(text) === undefined) throw new RangeError("not a verifier key");
  return text;
}

/** The verifier key that a text spells; undefined when it is malformed, of an unknown type, or its id is not the key's own. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  if (text.length > VERIFIER_KEY_CHARS_MAX) return undefined;
  // A name has no "+", but base64 may.
  const afterName = text.indexOf("+");
  const afterId = afterName + 1 + 2 * KEY_ID_BYTES;
  if (afterName < 0 || text.charAt(afterId) !== "+") return undefined;
  const name = text.slice(0, afterName);
  const keyId = fromHex(text.slice(afterName + 1, afterId));
  const key = fromBase64(text.slice(afterId + 1));
  if (!isKeyName(name) || keyId === undefined || key === undefined) return undefined;
  const [type] = key;
  const start = typeBytes(type ?? 0);
  const publicKey = key.subarray(start.length);
  if (type === undefined || !equalBytes(key.subarray(0, start.length), start)) return undefined;
  if (publicKey.length !== publicKeyBytes(type)) return undefined;
  if (type === KEY_TYPE.mlDsa44 && utf8(name).length > COSIGNED_NAME_BYTES_MAX) return undefined;
  if (!equalBytes(keyId, verifierKeyId({ name, type, publicKey }))) return undefined;
  return { name, keyId, type, publicKey, text };
}

function publicKeyBytes(type: number): number | undefined {
  if (type === KEY_TYPE.ed25519 || type === KEY_TYPE.cosignature) return ED25519_KEY_BYTES;
  if (type === KEY_TYPE.sm2) return SM2_KEY_BYTES;
  return type === KEY_TYPE.mlDsa44 ? ML_DSA_44_KEY_BYTES : undefined;
}

function typeBytes(type: number): Uint8Array {
  return type === KEY_TYPE.sm2 ? concat(Uint8Array.of(type), SM2_IDENTIFIER) : Uint8Array.of(type);
}

/** Not empty, no Unicode space, no control character, no "+". */
function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= KEY_NAME_CHARS_MAX && name.isWellFormed() && !/[\s\p{Z}\p{Cc}+]/u.test(name);
}

/**
 * The note that a text is; undefined when it is malformed, exceeds a limit, or has two lines of the same key: then a verifier could
 * not say which of them counts. The last blank line separates text and signatures.
 */
export function parseNote(text: string): Note | undefined {
  if (text.length > NOTE_CHARS_MAX || !text.isWellFormed() || hasControlCharacters(text)) return undefined;
  const separator = text.lastIndexOf("\n\n");
  if (separator < 0 || !text.endsWith("\n")) return undefined;
  const lines = text.slice(separator + 2, -1).split("\n", NOTE_SIGNATURES_MAX + 1);
  if (lines.length > NOTE_SIGNATURES_MAX) return undefined;
  const signatures: NoteSignature[] = [];
  const keys = new Set<string>();
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) return undefined;
    keys.add(`${signature.name}+${toHex(signature.keyId)}`);
    signatures.push(signature);
  }
  return keys.size === signatures.length ? { text: text.slice(0, separator + 1), signatures } : undefined;
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  if (!line.startsWith(SIGNATURE_LINE_START)) return undefined;
  const [name = "", encoded = "", ...others] = line.slice(SIGNATURE_LINE_START.length).split(" ", 3);
  const bytes = fromBase64(encoded);
  if (others.length > 0 || !isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES), line: `${line}\n` };
}

/** Below 0x20 only LF may stand in a note. */
function hasControlCharacters(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

/** One signature line with its LF. */
export function signatureLine(input: { name: string; keyId: Uint8Array; signature: Uint8Array }): string {
  return `${SIGNATURE_LINE_START}${input.name} ${toBase64(concat(input.keyId, input.signature))}\n`;
}

/** A note of a text that ends in LF and of signature lines. Throws RangeError when the result is not a note. */
export function formatNote(text: string, lines: readonly string[]): string {
  const note = `${text}\n${lines.join("")}`;
  if (parseNote(note)?.text !== text) throw new RangeError("not a signed note");
  return note;
}

/** The signature under a key's name and id, if there is one. */
export function findSignature(note: Note, key: VerifierKey): NoteSignature | undefined {
  return note.signatures.find(({ name, keyId }) => name === key.name && equalBytes(keyId, key.keyId));
}

/**
 * Whether an Ed25519 or SM2 key signed the note's text: `absent` when there is no line of this key, `bad` when its line does not verify,
 * and the whole note is to be refused; `unchecked` where what verifies SM2 has not been loaded. A key of another type signs no text, hence
 * `absent`: see `verifyLogSignature`.
 */
export function verifyNote(note: Note, key: VerifierKey): "ok" | "absent" | "bad" | "unchecked" {
  const claim = noteClaim(note, key);
  if (claim === undefined) return "absent";
  const isGood = isSignedAsClaimed(claim);
  if (isGood === undefined) return "unchecked";
  return isGood ? "ok" : "bad";
}

/** What the line of an Ed25519 or SM2 key claims; undefined when there is none. */
export function noteClaim(note: Note, key: VerifierKey): SignatureClaim | undefined {
  const found = findSignature(note, key);
  const isSm2 = key.type === KEY_TYPE.sm2;
  if (found === undefined || (key.type !== KEY_TYPE.ed25519 && !isSm2)) return undefined;
  const signed = { signature: found.signature, message: utf8(note.text), publicKey: key.publicKey };
  return { carrier: found, signed: isSm2 ? { ...signed, algorithm: "sm2" } : signed };
}
