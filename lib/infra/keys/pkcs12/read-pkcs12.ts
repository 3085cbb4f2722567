/** A key with its certificate and chain out of a PKCS #12 file (RFC 7292), whoever wrote it. */
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { equalBytes } from "#lib/core/text/bytes.ts";
import { readBer } from "#lib/pki/ber.ts";
import { type DerNode, oidOf, readDer } from "#lib/pki/der.ts";
import { decryptWith, oldMacs, Password, pbmac1, UnknownAlgorithm } from "./password-based.ts";

export const PKCS12_BYTES_MAX: number = 256 * 1024;
const CHAIN_MAX = 10;
const BAGS_MAX = 64;
const DEPTH_MAX = 4;
const OID = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  pbmac1: "1.2.840.113549.1.5.14",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  safeBag: "1.2.840.113549.1.12.10.1.6",
} as const;
const MAC_HASHES: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

export const PKCS12_FAILURES = [
  "key_file_malformed",
  "key_file_password_wrong",
  "key_file_algorithm_unknown",
  "key_file_without_key",
  "key_file_without_certificate",
] as const;

/** detail: of an algorithm its OID. */
export interface Pkcs12Failure {
  failed: (typeof PKCS12_FAILURES)[number];
  detail?: string;
}

export interface Pkcs12 {
  /** PKCS #8, DER. */
  key: Uint8Array;
  /** DER. */
  certificate: Uint8Array;
  /** Its issuer's and so on, as far as the file has them. */
  chain: Uint8Array[];
}

/** Never throws for what a file may hold, and takes some seconds at most. */
export function readPkcs12(file: Uint8Array, text: string): Pkcs12 | Pkcs12Failure {
  const root = file.length <= PKCS12_BYTES_MAX ? readBer(file) : undefined;
  const [, safe, mac] = root?.children ?? [];
  const content = safe && oidOf(safe.children[0]) === OID.data ? octetsOf(safe.children[1]?.children[0]) : undefined;
  if (content === undefined) return { failed: "key_file_malformed" };
  const password = new Password(text);
  try {
    if (mac && !isAuthentic(mac, { password, content })) return { failed: "key_file_password_wrong" };
    const found: Found = { keys: [], certificates: [], left: BAGS_MAX };
    for (const each of readBer(content)?.children ?? []) openSafe(each, { password, found });
    return chosen(found);
  } catch (error) {
    if (error instanceof UnknownAlgorithm) return { failed: "key_file_algorithm_unknown", detail: error.message };
    if (error instanceof OtherPassword) return { failed: "key_file_password_wrong" };
    throw error;
  }
}

class OtherPassword extends Error {}

type Found = { keys: Uint8Array[]; certificates: Uint8Array[]; left: number };
type Opening = { password: Password; found: Found };

function isAuthentic(mac: DerNode, { password, content }: { password: Password; content: Uint8Array }): boolean {
  const [info, salt, iterations] = mac.children;
  const [algorithm, digest] = info?.children ?? [];
  const [oid, stated] = [oidOf(algorithm?.children[0]) ?? "-", digest?.content ?? new Uint8Array()];
  if (oid === OID.pbmac1)
    return equalBytes(pbmac1(password, { parameters: algorithm?.children[1], data: content }), stated);
  const hash = MAC_HASHES[oid];
  if (hash === undefined) throw new UnknownAlgorithm(oid);
  const of = { hash, salt: salt?.content ?? new Uint8Array(), iterations, data: content };
  return oldMacs(password, of).some((each) => equalBytes(each, stated));
}

function openSafe(info: DerNode, { password, found }: Opening): void {
  const [type, content] = [oidOf(info.children[0]), info.children[1]?.children[0]];
  if (type === OID.data) {
    readBags(octetsOf(content), { password, found });
    return;
  }
  // For somebody's certificate instead of a password: nobody writes those.
  if (type !== OID.encryptedData) throw new UnknownAlgorithm(type ?? "-");
  const [, algorithm, data] = content?.children[1]?.children ?? [];
  const plain = decryptWith(password, { algorithm, data: octetsOf(data) ?? new Uint8Array() });
  if (plain === undefined) throw new OtherPassword();
  readBags(plain, { password, found });
}

/** An OCTET STRING, also under an implicit tag and in pieces (X.690 section 8.7). */
function octetsOf(node: DerNode | undefined): Uint8Array | undefined {
  if (node === undefined) return undefined;
  if (node.children.length === 0) return node.content;
  return new Uint8Array(Buffer.concat(node.children.map(({ content }) => content)));
}

function readBags(bytes: Uint8Array | undefined, opening: Opening, depth = 0): void {
  const { password, found } = opening;
  for (const { children } of (bytes && readBer(bytes))?.children ?? []) {
    if (--found.left < 0 || depth > DEPTH_MAX) return;
    const [type, value] = [oidOf(children[0]), children[1]?.children[0]];
    if (value === undefined) continue;
    if (type === OID.keyBag) found.keys.push(value.bytes);
    if (type === OID.certificateBag) {
      const certificate = octetsOf(value.children[1]?.children[0]);
      if (certificate) found.certificates.push(certificate);
    }
    if (type === OID.safeBag) readBags(value.bytes, opening, depth + 1);
    if (type === OID.shroudedKeyBag) {
      const [algorithm, data] = value.children;
      const key = decryptWith(password, { algorithm, data: data?.content ?? new Uint8Array() });
      if (key === undefined) throw new OtherPassword();
      found.keys.push(key);
    }
  }
}

/** The certificate is found by the key, never by its place: some programs write the authority's first. */
function chosen({ keys, certificates }: Found): Pkcs12 | Pkcs12Failure {
  if (keys.length === 0) return { failed: "key_file_without_key" };
  const all = certificates.flatMap((der) => certificateOf(der) ?? []);
  for (const der of keys) {
    const own = publicKeyOf(der);
    const certificate = own && all.find((each) => equalBytes(spkiOf(each), own));
    if (certificate) return { key: keyIn(der), certificate: derOf(certificate), chain: chainOf(certificate, all) };
  }
  return { failed: keys.some(publicKeyOf) ? "key_file_without_certificate" : "key_file_without_key" };
}

/** Without what some programs leave behind it. */
const keyIn = (der: Uint8Array): Uint8Array => readDer(der)?.bytes ?? der;
const derOf = ({ raw }: X509Certificate): Uint8Array => new Uint8Array(raw);
const spkiOf = ({ publicKey }: X509Certificate): Uint8Array => publicKey.export({ type: "spki", format: "der" });

function certificateOf(der: Uint8Array): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(der);
    // Keys of a kind that is not known are no signer's here.
    return spkiOf(certificate).length > 0 ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function publicKeyOf(key: Uint8Array): Uint8Array | undefined {
  try {
    const own = createPrivateKey({ key: Buffer.from(key), format: "der", type: "pkcs8" });
    return new Uint8Array(createPublicKey(own).export({ type: "spki", format: "der" }));
  } catch {
    return undefined;
  }
}

function chainOf(certificate: X509Certificate, all: readonly X509Certificate[]): Uint8Array[] {
  const chain: X509Certificate[] = [];
  for (let last = certificate; chain.length < CHAIN_MAX; ) {
    if (last.checkIssued(last)) break;
    const issuer = all.find((each) => last.checkIssued(each) && ![certificate, ...chain].includes(each));
    if (issuer === undefined) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain.map(derOf);
}
