/** Keys that sign documents: made here or brought, kept sealed, and opened in this file alone, for one signature each time. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { promisify } from "node:util";
import { createSm2Secret, signSm2, sm2PublicKey } from "#lib/core/sm/sm2.ts";
import type { SigningKind } from "#lib/pades/cms.ts";
import { encodeDer, encodeInteger, encodeOid, oidOf, readDer, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const PURPOSE = "document signing key";
/** Of keys that are made here: enough for some ten years, and a signature in a millisecond. */
const RSA_BITS = 3_072;
const PSS_SALT_BYTES = 32;
const SM2_SECRET_BYTES = 32;

const sequence = (...parts: Uint8Array[]): Uint8Array => encodeDer(TAG.sequence, ...parts);
const SM2_ALGORITHM = sequence(encodeOid(OID.ecPublicKey), encodeOid(OID.sm2Curve));

/** @returns PKCS #8, DER; in the clear: for whoever seals it at once */
export async function createDocumentKey(kind: SigningKind): Promise<Uint8Array> {
  if (kind === "sm2-sm3") {
    const secret = sequence(encodeInteger(1n), encodeDer(TAG.octetString, createSm2Secret()));
    return sequence(encodeInteger(0n), SM2_ALGORITHM, encodeDer(TAG.octetString, secret));
  }
  const { privateKey } =
    kind === "ed25519"
      ? generateKeyPairSync("ed25519")
      : kind === "ecdsa-sha256"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : // Seconds, for which nobody else waits.
          await promisify(generateKeyPair)("rsa", { modulusLength: RSA_BITS });
  return new Uint8Array(privateKey.export({ type: "pkcs8", format: "der" }));
}

/** How a key signs; undefined for one of a kind that is not known here. */
export function signingKindOf(key: Uint8Array): SigningKind | undefined {
  if (sm2SecretOf(key)) return "sm2-sm3";
  const kinds: Readonly<Record<string, SigningKind>> = {
    rsa: "rsa-sha256",
    "rsa-pss": "rsa-pss-sha256",
    ec: "ecdsa-sha256",
    ed25519: "ed25519",
  };
  return kinds[openPkcs8(key).asymmetricKeyType ?? ""];
}

/** DER of the SubjectPublicKeyInfo. */
export function publicKeyOf(key: Uint8Array): Uint8Array {
  const secret = sm2SecretOf(key);
  if (secret) return sequence(SM2_ALGORITHM, encodeDer(TAG.bitString, Uint8Array.of(0), sm2PublicKey(secret)));
  return new Uint8Array(createPublicKey(openPkcs8(key)).export({ type: "spki", format: "der" }));
}

/** @param owner what the key belongs to: it opens beside nothing else */
export function sealDocumentKey(key: Uint8Array, owner: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealSecret(key, { purpose: PURPOSE, aad: owner }));
}

/**
 * A signature as CMS has it: of ECDSA and SM2 in DER.
 *
 * @throws {Error} when the installation's secret is another one, or the stored key was changed
 */
export function signWithDocumentKey(
  { sealed, owner, kind }: { sealed: Uint8Array; owner: string; kind: SigningKind },
  bytes: Uint8Array,
): Uint8Array {
  const key = openSecret(sealed, { purpose: PURPOSE, aad: owner });
  try {
    return signature(key, { kind, bytes });
  } finally {
    key.fill(0);
  }
}

/** With a key in the clear, before it is sealed. */
export function signature(key: Uint8Array, { kind, bytes }: { kind: SigningKind; bytes: Uint8Array }): Uint8Array {
  const secret = sm2SecretOf(key);
  if (secret) return signSm2(bytes, secret);
  const opened = openPkcs8(key);
  if (kind === "ed25519") return new Uint8Array(sign(null, bytes, opened));
  // RSA_PKCS1_PSS_PADDING
  const how = kind === "rsa-pss-sha256" ? { key: opened, padding: 6, saltLength: PSS_SALT_BYTES } : opened;
  return new Uint8Array(sign("sha256", bytes, how));
}

function openPkcs8(key: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(key), format: "der", type: "pkcs8" });
}

/** The 32 bytes of an SM2 key (RFC 5958, RFC 5915), with which Node.js would sign under another user id; undefined for other keys. */
function sm2SecretOf(key: Uint8Array): Uint8Array | undefined {
  const [, algorithm, inner] = readDer(key)?.children ?? [];
  const [type, curve] = (algorithm?.children ?? []).map(oidOf);
  if (type !== OID.ecPublicKey || curve !== OID.sm2Curve || inner === undefined) return undefined;
  const secret = readDer(inner.content)?.children[1]?.content;
  return secret?.length === SM2_SECRET_BYTES ? secret : undefined;
}
