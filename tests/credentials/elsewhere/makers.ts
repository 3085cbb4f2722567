/** Certificates as other systems make them, by the rules of their formats and with real keys; written here a second time, not with what checks them. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import jsonld from "jsonld";
import rdfCanonize from "rdf-canonize";
import { documentLoader } from "#lib/credentials/canonize.ts";
import { toMultibase } from "#lib/credentials/multibase.ts";

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
export type Json = any;

const keccak = (data: Uint8Array | string) => Buffer.from(keccak_256(Buffer.from(data as string)));
const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest();

/** Items of CBOR: numbers, bytes, lists (RFC 8949), whichever Blockcerts needs. */
function cbor(value: number | string | Uint8Array | Json[]): Buffer {
  const head = (major: number, length: number) =>
    length < 24
      ? Buffer.from([(major << 5) | length])
      : length < 256
        ? Buffer.from([(major << 5) | 24, length])
        : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  return Buffer.concat([head(2, value.length), value]);
}

/** `asText`: as cert-issuer writes hashes, in hex within an item within bytes. */
export function merkleProofValue(
  proof: { root: Uint8Array; target: Uint8Array; path: ["left" | "right", Uint8Array][] },
  { asText = false, chain = 1 }: { asText?: boolean; chain?: number } = {},
): string {
  const twice = (bytes: Uint8Array) => cbor(asText ? Buffer.from(bytes).toString("hex") : bytes);
  const path = proof.path.map(([side, hash]) => [side === "left" ? 0 : 1, twice(hash)]);
  const anchor = [
    [0, chain],
    [1, 1],
    [2, twice(randomBytes(32))],
  ];
  const map = [
    [0, twice(proof.root)],
    [1, twice(proof.target)],
    [2, [anchor]],
    [3, path],
  ];
  return toMultibase(cbor(map));
}

export async function blockcert(
  changes: Json = {},
  how: { asText?: boolean; chain?: number; suite?: boolean } = {},
): Promise<Json> {
  const document: Json = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/blockcerts/v3.1"],
    id: "urn:uuid:6f1c3c44-6b2a-4a5e-9a2e-0d3c55a1f001",
    type: ["VerifiableCredential", "BlockcertsCredential"],
    issuer: "https://issuer.example/profile.json",
    issuanceDate: "2024-05-01T00:00:00Z",
    credentialSubject: {
      id: "urn:uuid:6f1c3c44-6b2a-4a5e-9a2e-0d3c55a1f002",
      name: "张𠮷",
      claim: { name: "学士 Bachelor" },
    },
    ...changes,
  };
  const quads = await (jsonld as Json).toRDF(document, { documentLoader });
  const target = sha256(await (rdfCanonize as Json).canonize(quads, { algorithm: "RDFC-1.0" }));
  const [one, other] = [randomBytes(32), randomBytes(32)];
  const root = sha256(Buffer.concat([other, sha256(Buffer.concat([target, one]))]));
  const proofValue = merkleProofValue(
    {
      root,
      target,
      path: [
        ["right", one],
        ["left", other],
      ],
    },
    how,
  );
  const kind = how.suite
    ? { type: "DataIntegrityProof", cryptosuite: "merkle-proof-2019" }
    : { type: "MerkleProof2019" };
  const proof = { ...kind, created: "2024-05-01T00:00:00Z", proofPurpose: "assertionMethod", proofValue };
  return { ...document, proof: { ...proof, verificationMethod: "https://issuer.example/profile.json#key-1" } };
}

function leaves(value: Json, path = ""): [string, Json][] {
  const isList = Array.isArray(value);
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return [[path, value]];
  return Object.entries(value).flatMap(([name, each]) =>
    leaves(each, isList ? `${path}[${name}]` : path ? `${path}.${name}` : name),
  );
}

const typeOf = (value: Json) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);

export interface EthereumKey {
  secretKey: Uint8Array;
  did: string;
}

export function ethereumKey(): EthereumKey {
  const secretKey = secp256k1.utils.randomSecretKey();
  const point = secp256k1.getPublicKey(secretKey, false).subarray(1);
  return { secretKey, did: `did:ethr:0x${keccak(point).subarray(-20).toString("hex")}` };
}

/** `personal_sign` of EIP-191. */
export function signRoot(root: Buffer, { secretKey }: EthereumKey): string {
  const digest = keccak(Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${root.length}`), root]));
  const bytes = secp256k1.sign(digest, secretKey, { prehash: false, format: "recovered" });
  return `0x${Buffer.from(bytes.subarray(1)).toString("hex")}${(27 + (bytes[0] ?? 0)).toString(16)}`;
}

/** OpenAttestation 4.0, `hide`: paths whose values are taken out and hashed. */
export function attestation4(
  key: EthereumKey,
  { hide = [], changes = {} }: { hide?: string[]; changes?: Json } = {},
): Json {
  const document: Json = {
    "@context": [
      "https://www.w3.org/ns/credentials/v2",
      "https://schemata.openattestation.com/com/openattestation/4.0/context.json",
    ],
    type: ["VerifiableCredential", "OpenAttestationCredential"],
    name: "学士学位 Bachelor",
    issuer: {
      ...{ id: key.did, type: "OpenAttestationIssuer", name: "示例大学" },
      identityProof: { identityProofType: "DNS-DID", identifier: "school.example" },
    },
    validFrom: "2024-05-01T00:00:00Z",
    credentialSubject: {
      name: "张𠮷",
      score: 93.5,
      honours: true,
      minor: null,
      notes: [],
      more: { grade: "A", rank: 3 },
    },
    ...changes,
  };
  const salts = leaves(document).map(([path]) => ({ path, value: randomBytes(32).toString("hex") }));
  const hashOf = ([path, value]: [string, Json]) => {
    const salt = salts.find((each) => each.path === path)?.value;
    return keccak(JSON.stringify({ [path]: `${salt}:${typeOf(value)}:${value}` })).toString("hex");
  };
  const target = keccak(JSON.stringify(leaves(document).map(hashOf).sort()));
  const [sibling] = [randomBytes(32)];
  const root = keccak(Buffer.concat([target, sibling].sort(Buffer.compare)));
  const hidden = leaves(document).filter(([path]) => hide.includes(path));
  for (const [path] of hidden) {
    const [first = "", second] = path.split(".");
    if (second === undefined) delete document[first];
    else delete document[first][second];
  }
  const kept = salts.filter(({ path }) => !hide.includes(path));
  return {
    ...document,
    proof: {
      ...{ type: "OpenAttestationHashProof2018", proofPurpose: "assertionMethod" },
      ...{ targetHash: target.toString("hex"), proofs: [sibling.toString("hex")], merkleRoot: root.toString("hex") },
      salts: Buffer.from(JSON.stringify(kept)).toString("base64"),
      privacy: { obfuscated: hidden.map(hashOf) },
      ...{ key: `${key.did}#controller`, signature: signRoot(root, key) },
    },
  };
}

export const rsaKeys = (bits = 2048) => generateKeyPairSync("rsa", { modulusLength: bits });
export const ecKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
export const pemOf = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();

export function jws(payload: Json, key: KeyObject, header: Json = {}): string {
  const isEc = key.asymmetricKeyType === "ec";
  const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const data = `${encode({ alg: isEc ? "ES256" : "RS256", ...header })}.${encode(payload)}`;
  const signature = isEc
    ? sign("sha256", Buffer.from(data), { key, dsaEncoding: "ieee-p1363" })
    : createSign("RSA-SHA256").update(data).sign(key);
  return `${data}.${signature.toString("base64url")}`;
}

/** What an issuer of Open Badges 2.0 has on its host. */
export const HOST = "https://badges.example";
export const assertion = (changes: Json = {}): Json => ({
  "@context": "https://w3id.org/openbadges/v2",
  ...{ type: "Assertion", id: `${HOST}/assertions/1`, badge: `${HOST}/badge.json`, issuedOn: "2024-05-01T00:00:00Z" },
  recipient: { type: "email", hashed: false, identity: "zhang@example.org" },
  verification: { type: "HostedBadge" },
  ...changes,
});
export const badgeHost = (pem?: string): Record<string, Json> => ({
  [`${HOST}/assertions/1`]: assertion(),
  [`${HOST}/badge.json`]: {
    type: "BadgeClass",
    id: `${HOST}/badge.json`,
    name: "Robotics 机器人",
    issuer: `${HOST}/issuer.json`,
  },
  [`${HOST}/issuer.json`]: {
    ...{ type: "Issuer", id: `${HOST}/issuer.json`, name: "示例学校" },
    ...{ publicKey: `${HOST}/key.json`, revocationList: `${HOST}/revoked.json` },
  },
  [`${HOST}/key.json`]: {
    type: "CryptographicKey",
    id: `${HOST}/key.json`,
    owner: `${HOST}/issuer.json`,
    publicKeyPem: pem,
  },
  [`${HOST}/revoked.json`]: { type: "RevocationList", id: `${HOST}/revoked.json`, revokedAssertions: [] },
});
