/** A JSON Web Signature in its compact form (RFC 7515), by RS256 or ES256 (RFC 7518 section 3), and the keys as badges' issuers publish them. */
import { concat, fromBase64, utf8 } from "#lib/core/text/bytes.ts";
import { encodeDer, encodeInteger, encodeOid, readDer, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import { verifySignature } from "#lib/pki/signature.ts";
import { fromBase64Url, textOfBase64Url } from "../base64url.ts";
import { readP256Jwk, verifyEs256 } from "../es256.ts";
import { type Members, membersOf, objectOf } from "./asker.ts";

const COMPACT = /^([A-Za-z0-9_-]{2,})\.([A-Za-z0-9_-]{2,})\.([A-Za-z0-9_-]{2,})$/;
const PEM = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]*)-----END PUBLIC KEY-----\s*$/;
const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
const P256_POINT_BYTES = 65;
const KEY_BYTES_MAX = 2_048;

export interface Jws {
  header: Members;
  payload: Members;
  data: Uint8Array;
  signature: Uint8Array;
}

/** By its form; nothing has been verified. */
export function readJws(text: string): Jws | undefined {
  const [, head = "", body = "", encoded = ""] = COMPACT.exec(text) ?? [];
  const [header, payload] = [head, body].map((each) => objectOf(textOfBase64Url(each)));
  const signature = fromBase64Url(encoded);
  if (!header || !payload || !signature || typeof header.alg !== "string") return undefined;
  return { header, payload, data: utf8(`${head}.${body}`), signature };
}

/** @param key PEM of a SubjectPublicKeyInfo, or a JWK. What it is for is said by the signature's own algorithm and its kind, which have to agree */
export async function verifyJws(jws: Jws, key: unknown): Promise<"ok" | "signature_wrong" | "signature_unsupported"> {
  const { header, data, signature } = jws;
  // Extensions that have to be understood (section 4.1.11), and none is.
  const publicKey = header.crit === undefined ? spkiOf(key) : undefined;
  if (publicKey === undefined) return "signature_unsupported";
  if (header.alg === "ES256") {
    const point = pointOf(publicKey);
    if (point === undefined) return "signature_unsupported";
    return (await verifyEs256({ data, signature, publicKey: point })) ? "ok" : "signature_wrong";
  }
  const algorithm = readDer(encodeDer(TAG.sequence, encodeOid(SHA256_WITH_RSA), encodeDer(TAG.null)));
  if (header.alg !== "RS256" || algorithm === undefined) return "signature_unsupported";
  const verdict = await verifySignature({ data, signature, algorithm, publicKey });
  if (verdict === "ok") return "ok";
  return verdict === "bad" ? "signature_wrong" : "signature_unsupported";
}

/** DER of the SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). */
function spkiOf(key: unknown): Uint8Array | undefined {
  if (typeof key === "string") {
    const der = fromBase64((PEM.exec(key)?.[1] ?? "").replaceAll(/\s/g, ""));
    return der && der.length <= KEY_BYTES_MAX && readDer(der) ? der : undefined;
  }
  const point = readP256Jwk(key);
  if (point !== undefined) return spki([encodeOid(OID.ecPublicKey), encodeOid(P256)], point);
  const { kty, n, e } = membersOf(key) ?? {};
  const [modulus, exponent] = [n, e].map((each) => (typeof each === "string" ? fromBase64Url(each) : undefined));
  if (kty !== "RSA" || !modulus || !exponent || modulus.length > KEY_BYTES_MAX) return undefined;
  const rsa = encodeDer(TAG.sequence, encodeInteger(numberOf(modulus)), encodeInteger(numberOf(exponent)));
  return spki([encodeOid(OID.rsaEncryption), encodeDer(TAG.null)], rsa);
}

const P256 = "1.2.840.10045.3.1.7";

function spki(algorithm: Uint8Array[], key: Uint8Array): Uint8Array {
  return encodeDer(
    TAG.sequence,
    encodeDer(TAG.sequence, ...algorithm),
    encodeDer(TAG.bitString, concat(Uint8Array.of(0), key)),
  );
}

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

/** The point of a key of P-256, compressed or not. */
function pointOf(der: Uint8Array): Uint8Array | undefined {
  const [algorithm, bits] = readDer(der)?.children ?? [];
  const isP256 = algorithm && concat(encodeOid(OID.ecPublicKey), encodeOid(P256)).join() === algorithm.content.join();
  const point = bits?.tag === TAG.bitString ? bits.content.subarray(1) : undefined;
  return isP256 && point && point.length <= P256_POINT_BYTES ? point : undefined;
}
