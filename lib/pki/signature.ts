/**
 * Signatures by the algorithms that are accepted, verified through WebCrypto. The engine is made here and handed to every call: the
 * library's own is one for the whole process, and others replace it.
 */
import { OctetString } from "asn1js";
import { AlgorithmIdentifier, CryptoEngine, PublicKeyInfo } from "pkijs";
import { type DerNode, integerOf, oidOf, readDer, TAG } from "./der.ts";
import { CURVES, HASHES, type HashName, OID, SIGNATURE_HASHES } from "./oids.ts";

/** Keys below are weak; keys above, or with larger exponents, only cost the reader's time. */
const RSA_BITS_MIN = 2048;
const RSA_BITS_MAX = 8192;
const RSA_EXPONENT_MAX = 2n ** 33n;
const SALT_BYTES_MAX = 512n;

/** Digest by WebCrypto. */
export async function digest(hash: HashName | "SHA-1", bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await globalThis.crypto.subtle.digest(hash, bytes.slice()));
}

export type SignatureCheck = {
  /** What is signed. */
  data: Uint8Array;
  signature: Uint8Array;
  /** AlgorithmIdentifier of the signature. */
  algorithm: DerNode;
  /** Of the message digest; where the signature's algorithm names none (RFC 3370 section 3.2), it is this one. */
  digestOid?: string;
  /** DER of the SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
};

/** Whether a signature verifies; `unsupported` when the algorithm, its parameters or the key are not accepted. Never throws. */
export async function verifySignature(check: SignatureCheck): Promise<"ok" | "bad" | "unsupported"> {
  const { data, signature, algorithm, publicKey } = check;
  const key = keyTypeOf(publicKey);
  const hash = key === undefined ? undefined : hashOf(check, key);
  if (hash === undefined) return "unsupported";
  try {
    const engine = new CryptoEngine({ name: "sealbook", crypto: globalThis.crypto });
    const isGood = await engine.verifyWithPublicKey(
      data.slice(),
      new OctetString({ valueHex: signature.slice().buffer }),
      PublicKeyInfo.fromBER(publicKey.slice()),
      AlgorithmIdentifier.fromBER(algorithm.bytes.slice()),
      hash,
    );
    return isGood ? "ok" : "bad";
  } catch {
    // A key or signature that is no number of its kind.
    return "bad";
  }
}

/** The kind of an accepted public key: RSA of 2048 to 8192 bits, or a point on P-256, P-384 or P-521. */
function keyTypeOf(publicKey: Uint8Array): string | undefined {
  const [algorithm, bits] = readDer(publicKey)?.children ?? [];
  const type = oidOf(algorithm?.children[0]);
  if (bits?.tag !== TAG.bitString || bits.content[0] !== 0) return undefined;
  if (type === OID.ecPublicKey) return CURVES.includes(oidOf(algorithm?.children[1]) ?? "") ? type : undefined;
  if (type !== OID.rsaEncryption) return undefined;
  const [modulusNode, exponentNode] = readDer(bits.content.subarray(1))?.children ?? [];
  const modulusBits = 8 * (modulusNode?.content.length ?? 0);
  if (modulusBits > RSA_BITS_MAX + 8 || (exponentNode?.content.length ?? 0) > 8) return undefined;
  const modulus = integerOf(modulusNode) ?? 0n;
  const exponent = integerOf(exponentNode) ?? 0n;
  const isSized = modulus >> BigInt(RSA_BITS_MIN - 1) > 0n && modulus >> BigInt(RSA_BITS_MAX) === 0n;
  return isSized && exponent > 2n && exponent < RSA_EXPONENT_MAX ? type : undefined;
}

/** The digest of a signature by a key of this kind; undefined when they do not go together or it is not accepted. */
function hashOf({ algorithm, digestOid = "" }: SignatureCheck, key: string): HashName | undefined {
  const type = oidOf(algorithm.children[0]) ?? "";
  if (type === OID.rsaEncryption) return key === OID.rsaEncryption ? HASHES[digestOid] : undefined;
  if (type === OID.rsassaPss) return key === OID.rsaEncryption ? pssHashOf(algorithm) : undefined;
  const named = SIGNATURE_HASHES[type];
  return named?.key === key ? named.hash : undefined;
}

/** RSASSA-PSS-params (RFC 4055 section 3.1): an accepted digest, the same one in MGF1, as WebCrypto has it. */
function pssHashOf(algorithm: DerNode): HashName | undefined {
  const fields = algorithm.children[1]?.children ?? [];
  const field = (n: number) => fields.find(({ tag }) => tag === TAG.context(n))?.children[0];
  const hashOid = oidOf(field(0)?.children[0]) ?? "";
  const mask = field(1);
  const maskHashOid = oidOf(mask?.children[1]?.children[0]);
  const salt = integerOf(field(2));
  if (oidOf(mask?.children[0]) !== OID.mgf1 || maskHashOid !== hashOid) return undefined;
  if (salt === undefined || salt < 0n || salt > SALT_BYTES_MAX || fields.length > 3) return undefined;
  return HASHES[hashOid];
}
