/**
 * Encryption and authentication by password as key files have them: PBES2 and PBMAC1 (RFC 8018, RFC 9579), and those of PKCS #12 itself
 * (RFC 7292 appendix B and C). The two take the same password as other bytes: UTF-8, and UTF-16 with a zero at its end.
 */
import { createDecipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { type DerNode, integerOf, oidOf, TAG } from "#lib/pki/der.ts";
import { decryptRc2 } from "./rc2.ts";

/** Of all that a file derives together, a block of the digest each: some seconds of a server. Firefox writes 600,000 three times. */
const ROUNDS_MAX = 3_000_000;
/** What a derivation costs beside its rounds. */
const DERIVATION_ROUNDS = 100;
const KEY_BYTES_MAX = 64n;

/** An algorithm that is not known here, by its OID; or more rounds than anybody waits for. */
export class UnknownAlgorithm extends Error {
  override name = "UnknownAlgorithm";
}

const HMACS: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.8": "sha224",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};
const CIPHERS: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyBytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyBytes: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyBytes: 32 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", keyBytes: 24 },
};
/** RFC 7292 appendix C. */
const OLD_CIPHERS: Readonly<Record<string, { name: "des" | "rc2"; keyBytes: number }>> = {
  "1.2.840.113549.1.12.1.3": { name: "des", keyBytes: 24 },
  "1.2.840.113549.1.12.1.4": { name: "des", keyBytes: 16 },
  "1.2.840.113549.1.12.1.5": { name: "rc2", keyBytes: 16 },
  "1.2.840.113549.1.12.1.6": { name: "rc2", keyBytes: 5 },
};
const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const HMAC_SHA1 = "1.2.840.113549.2.7";
/** Of what the key derivation of PKCS #12 makes: keys, initial vectors, keys of MACs (appendix B.3). */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;
const BLOCK_BYTES: Readonly<Record<string, number>> = { sha1: 64, sha224: 64, sha256: 64, sha384: 128, sha512: 128 };

const algorithmOf = (node: DerNode | undefined) => ({
  oid: oidOf(node?.children[0]) ?? "-",
  parameters: node?.children[1],
});

function iterationsOf(node: DerNode | undefined): number {
  const count = integerOf(node) ?? 0n;
  if (count < 1n || count > BigInt(ROUNDS_MAX)) throw new UnknownAlgorithm(`${count} iterations`);
  return Number(count);
}

/** A password, and how many rounds may still be made with it: one of these for a file, however many parts it has. */
export class Password {
  readonly text: string;
  #left = ROUNDS_MAX;

  constructor(text: string) {
    this.text = text;
  }

  /** Asked before each derivation. @throws {UnknownAlgorithm} */
  spend({ iterations, bytes, hash }: { iterations: number; bytes: number; hash: string }): void {
    const blocks = Math.ceil(bytes / createHash(hash).digest().length);
    this.#left -= iterations * blocks + DERIVATION_ROUNDS;
    if (this.#left < 0) throw new UnknownAlgorithm(`more than ${ROUNDS_MAX} iterations together`);
  }
}

/** @returns undefined where the password is another one @throws {UnknownAlgorithm} */
export function decryptWith(password: Password, encrypted: { algorithm: DerNode | undefined; data: Uint8Array }) {
  const { oid, parameters } = algorithmOf(encrypted.algorithm);
  const { data } = encrypted;
  if (oid === PBES2) {
    const [kdf, scheme] = parameters?.children ?? [];
    const { oid: name, parameters: iv } = algorithmOf(scheme);
    const cipher = CIPHERS[name];
    if (cipher === undefined) throw new UnknownAlgorithm(name);
    const key = deriveKey(password, { kdf, keyBytes: cipher.keyBytes });
    return decrypt(cipher.name, { key, iv: iv?.content ?? new Uint8Array(), data });
  }
  const old = OLD_CIPHERS[oid];
  if (old === undefined) throw new UnknownAlgorithm(oid);
  const [salt, rounds] = parameters?.children ?? [];
  const from = { hash: "sha1", salt: salt?.content ?? new Uint8Array(), iterations: iterationsOf(rounds) };
  for (const secret of secretsOf(password)) {
    const key = derive(secret, { ...from, password, purpose: PURPOSE.key, bytes: old.keyBytes });
    const iv = derive(secret, { ...from, password, purpose: PURPOSE.iv, bytes: 8 });
    const plain =
      old.name === "rc2"
        ? decryptRc2({ key, iv, data })
        : // Two keys: the first is the third as well.
          decrypt("des-ede3-cbc", { key: Buffer.concat([key, key.subarray(0, 24 - key.length)]), iv, data });
    if (plain) return plain;
  }
  return undefined;
}

function decrypt(name: string, { key, iv, data }: { key: Uint8Array; iv: Uint8Array; data: Uint8Array }) {
  try {
    const decipher = createDecipheriv(name, key, iv);
    return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]));
  } catch {
    return undefined;
  }
}

/** PBKDF2 (RFC 8018 section 5.2), under the password in UTF-8. @throws {UnknownAlgorithm} */
function deriveKey(password: Password, { kdf, keyBytes }: { kdf: DerNode | undefined; keyBytes?: number }): Buffer {
  const { oid, parameters } = algorithmOf(kdf);
  if (oid !== PBKDF2) throw new UnknownAlgorithm(oid);
  const [salt, rounds, ...rest] = parameters?.children ?? [];
  const stated = rest.find(({ tag }) => tag === TAG.integer);
  const prf = rest.find(({ tag }) => tag === TAG.sequence);
  const name = prf ? algorithmOf(prf).oid : HMAC_SHA1;
  const hash = HMACS[name];
  const length = keyBytes ?? Number(integerOf(stated) ?? 0n);
  if (hash === undefined || salt?.tag !== TAG.octetString) throw new UnknownAlgorithm(name);
  if (length < 1 || BigInt(length) > KEY_BYTES_MAX) throw new UnknownAlgorithm(`${length} bytes of key`);
  const iterations = iterationsOf(rounds);
  password.spend({ iterations, bytes: length, hash });
  return pbkdf2Sync(Buffer.from(password.text, "utf8"), salt.content, iterations, length, hash);
}

/** PBMAC1 (RFC 9579). @param parameters PBMAC1-params @throws {UnknownAlgorithm} */
export function pbmac1(
  password: Password,
  { parameters, data }: { parameters: DerNode | undefined; data: Uint8Array },
) {
  const [kdf, scheme] = parameters?.children ?? [];
  const hash = HMACS[algorithmOf(scheme).oid];
  if (hash === undefined) throw new UnknownAlgorithm(algorithmOf(scheme).oid);
  return createHmac(hash, deriveKey(password, { kdf })).update(data).digest();
}

/** As the MAC of PKCS #12 is made: one for each way in which an empty password is written. @param of.hash as Node.js calls it @throws {UnknownAlgorithm} */
export function oldMacs(
  password: Password,
  of: { hash: string; salt: Uint8Array; iterations: DerNode | undefined; data: Uint8Array },
): Buffer[] {
  const { hash, salt, data } = of;
  const bytes = createHash(hash).digest().length;
  const iterations = of.iterations === undefined ? 1 : iterationsOf(of.iterations);
  return secretsOf(password).map((secret) => {
    const key = derive(secret, { password, hash, salt, iterations, purpose: PURPOSE.mac, bytes });
    return createHmac(hash, key).update(data).digest();
  });
}

/** A BMPString with a zero at its end (appendix B.1); none at all is another way to have an empty one. */
function secretsOf({ text }: Password): Buffer[] {
  const written = Buffer.from(`${text}\0`, "utf16le").swap16();
  return text === "" ? [written, Buffer.alloc(0)] : [written];
}

/** RFC 7292 appendix B.2. */
function derive(
  secret: Uint8Array,
  of: { password: Password; hash: string; salt: Uint8Array; iterations: number; purpose: number; bytes: number },
): Buffer {
  const { password, hash, salt, iterations, purpose, bytes } = of;
  password.spend({ iterations, bytes, hash });
  const block = BLOCK_BYTES[hash];
  if (block === undefined) throw new UnknownAlgorithm(hash);
  const stretched = (part: Uint8Array): Buffer => {
    const length = block * Math.ceil(part.length / block);
    return Buffer.from(Array.from({ length }, (_, at) => part[at % part.length] ?? 0));
  };
  const blocks = Buffer.concat([stretched(salt), stretched(secret)]);
  const made: Buffer[] = [];
  for (let length = 0; length < bytes; ) {
    let digest = createHash(hash).update(Buffer.alloc(block, purpose)).update(blocks).digest();
    for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest();
    made.push(digest);
    length += digest.length;
    for (let at = 0; at < blocks.length; at += block) addOne(blocks.subarray(at, at + block), digest);
  }
  return Buffer.concat(made).subarray(0, bytes);
}

/** Adds the digest, repeated, and one. */
function addOne(block: Buffer, digest: Uint8Array): void {
  let carry = 1;
  for (let at = block.length - 1; at >= 0; at--) {
    carry += (block[at] ?? 0) + (digest[at % digest.length] ?? 0);
    block[at] = carry & 255;
    carry >>= 8;
  }
}
