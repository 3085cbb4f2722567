/**
 * The standard security handler (ISO 32000-2 section 7.6) with the empty password: documents that anybody can open, on which somebody
 * put permissions. RC4 and MD5 are what old ones are made with; they hide nothing here.
 */
import { md5 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { concat, equalBytes } from "#lib/core/text/bytes.ts";
import { isDict, isName, isString, type PdfDict, type PdfValue } from "./values.ts";

export type Cipher = "rc4" | "aes" | "aes256" | "none";
export type Decryptor = { key: Uint8Array; strings: Cipher; streams: Cipher; files: Cipher };

const PADDING = Uint8Array.from(
  "28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a".match(/../g) ?? [],
  (hex) => Number.parseInt(hex, 16),
);
const NO_IV = new Uint8Array(16);
/** ISO 32000-2 algorithm 2.B ends after some 70 rounds; a document cannot make it endless. */
const ROUNDS_MAX = 1_000;

/** How to decrypt a document; undefined when it wants a password, or an algorithm that is not the standard's. */
export async function openEncryption(encrypt: PdfDict, id: Uint8Array): Promise<Decryptor | undefined> {
  const [version, revision] = [numberAt(encrypt, "V") ?? 0, numberAt(encrypt, "R") ?? 0];
  if (version === 5) {
    const key = await aes256Key(encrypt, revision);
    return key && { key, ...ciphersOf(encrypt) };
  }
  if (version < 1 || version > 4 || version === 3) return undefined;
  const key = rc4Key(encrypt, { id, revision });
  if (key === undefined) return undefined;
  if (version === 4) return { key, ...ciphersOf(encrypt) };
  return { key, strings: "rc4", streams: "rc4", files: "rc4" };
}

function ciphersOf(encrypt: PdfDict): Omit<Decryptor, "key"> {
  const filters = encrypt.get("CF");
  const cipherOf = (name: string, otherwise: Cipher): Cipher => {
    const filter = encrypt.get(name);
    if (!isName(filter)) return otherwise;
    const crypt = isDict(filters) ? filters.get(filter.name) : undefined;
    const method = isDict(crypt) ? crypt.get("CFM") : undefined;
    const ciphers: Readonly<Record<string, Cipher>> = { V2: "rc4", AESV2: "aes", AESV3: "aes256" };
    return (isName(method) && ciphers[method.name]) || "none";
  };
  const streams = cipherOf("StmF", "none");
  return { streams, strings: cipherOf("StrF", "none"), files: cipherOf("EFF", streams) };
}

/** Algorithms 2 and 6 of ISO 32000-1, for the empty user password. */
function rc4Key(encrypt: PdfDict, { id, revision }: { id: Uint8Array; revision: number }): Uint8Array | undefined {
  const owner = bytesAt(encrypt, "O");
  const user = bytesAt(encrypt, "U");
  const permissions = new DataView(new ArrayBuffer(4));
  permissions.setInt32(0, (numberAt(encrypt, "P") ?? 0) | 0, true);
  const length = revision === 2 ? 5 : Math.min(16, Math.max(5, (numberAt(encrypt, "Length") ?? 40) >> 3));
  const isOpen = revision >= 4 && encrypt.get("EncryptMetadata") === false;
  const tail = isOpen ? Uint8Array.of(255, 255, 255, 255) : new Uint8Array(0);
  let key: Uint8Array = md5(concat(PADDING, owner.subarray(0, 32), new Uint8Array(permissions.buffer), id, tail));
  for (let round = 0; revision >= 3 && round < 50; round++) key = md5(key.subarray(0, length));
  key = key.subarray(0, length);
  let expected: Uint8Array = revision === 2 ? rc4(key, PADDING) : rc4(key, md5(concat(PADDING, id)));
  for (let round = 1; revision >= 3 && round < 20; round++)
    expected = rc4(
      key.map((byte) => byte ^ round),
      expected,
    );
  return equalBytes(user.subarray(0, expected.length), expected) ? key : undefined;
}

/** Algorithm 2.A of ISO 32000-2, for the empty user password; revision 5 is Adobe's forerunner of it. */
async function aes256Key(encrypt: PdfDict, revision: number): Promise<Uint8Array | undefined> {
  const user = bytesAt(encrypt, "U");
  const hash = async (salt: Uint8Array) => (revision === 5 ? sha256(salt) : await hardenedHash(salt));
  if (!equalBytes(await hash(user.subarray(32, 40)), user.subarray(0, 32))) return undefined;
  const wrapped = bytesAt(encrypt, "UE").subarray(0, 32);
  return await aesDecrypt({ key: await hash(user.subarray(40, 48)), iv: NO_IV, data: wrapped, padded: false });
}

/** Algorithm 2.B of ISO 32000-2, for the empty user password. */
async function hardenedHash(salt: Uint8Array): Promise<Uint8Array> {
  let key: Uint8Array = sha256(salt);
  let last = 0;
  for (let round = 0; round < 64 || last > round - 32; round++) {
    if (round > ROUNDS_MAX) break;
    const repeated = concat(...Array.from({ length: 64 }, () => key));
    const whole = await aesEncrypt({ key: key.subarray(0, 16), iv: key.subarray(16, 32), data: repeated });
    const encrypted = whole.subarray(0, repeated.length);
    const sum = encrypted.subarray(0, 16).reduce((total, byte) => total + byte, 0);
    key = (sum % 3 === 0 ? sha256 : sum % 3 === 1 ? sha384 : sha512)(encrypted);
    last = encrypted.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}

/** Bytes of a string or stream of an object; undefined when they do not decrypt. */
export async function decrypt(input: {
  bytes: Uint8Array;
  cipher: Cipher;
  decryptor: Decryptor;
  number: number;
  generation: number;
}): Promise<Uint8Array | undefined> {
  const { bytes, cipher, decryptor } = input;
  if (cipher === "none") return bytes;
  const key = cipher === "aes256" ? decryptor.key : objectKey({ ...input, key: decryptor.key });
  if (cipher === "rc4") return rc4(key, bytes);
  return await aesDecrypt({ key, iv: bytes.subarray(0, 16), data: bytes.subarray(16), padded: true });
}

/** Algorithm 1 of ISO 32000-1. */
function objectKey(input: { key: Uint8Array; cipher: Cipher; number: number; generation: number }): Uint8Array {
  const { key, cipher, number, generation } = input;
  const place = Uint8Array.of(number, number >> 8, number >> 16, generation, generation >> 8);
  const salt = cipher === "aes" ? Uint8Array.of(0x73, 0x41, 0x6c, 0x54) : new Uint8Array(0);
  return md5(concat(key, place, salt)).subarray(0, Math.min(key.length + 5, 16));
}

type AesInput = { key: Uint8Array; iv: Uint8Array; data: Uint8Array };

async function aesEncrypt({ key, iv, data }: AesInput): Promise<Uint8Array> {
  const aes = await crypto.subtle.importKey("raw", new Uint8Array(key), "AES-CBC", false, ["encrypt"]);
  return new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(iv) }, aes, new Uint8Array(data)),
  );
}

async function aesDecrypt({ padded, ...input }: AesInput & { padded: boolean }): Promise<Uint8Array | undefined> {
  const { key, iv, data } = input;
  try {
    // WebCrypto insists on padding: a block of nothing but padding is put behind data that has none.
    const tail = padded
      ? new Uint8Array(0)
      : await aesEncrypt({ key, iv: data.subarray(-16), data: new Uint8Array(0) });
    const aes = await crypto.subtle.importKey("raw", new Uint8Array(key), "AES-CBC", false, ["decrypt"]);
    const algorithm = { name: "AES-CBC", iv: new Uint8Array(iv) };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, aes, new Uint8Array(concat(data, tail))));
  } catch {
    return undefined;
  }
}

function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at);
  for (let at = 0, other = 0; at < 256; at++) {
    other = (other + (state[at] ?? 0) + (key[at % key.length] ?? 0)) & 0xff;
    [state[at], state[other]] = [state[other] ?? 0, state[at] ?? 0];
  }
  let other = 0;
  return data.map((byte, position) => {
    const at = (position + 1) & 0xff;
    other = (other + (state[at] ?? 0)) & 0xff;
    [state[at], state[other]] = [state[other] ?? 0, state[at] ?? 0];
    return byte ^ (state[((state[at] ?? 0) + (state[other] ?? 0)) & 0xff] ?? 0);
  });
}

function numberAt(dict: PdfDict, name: string): number | undefined {
  const value: PdfValue | undefined = dict.get(name);
  return typeof value === "number" ? value : undefined;
}

function bytesAt(dict: PdfDict, name: string): Uint8Array {
  const value = dict.get(name);
  return isString(value) ? value.bytes : new Uint8Array(0);
}
