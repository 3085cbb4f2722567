/** What an issuer publishes of its keys and itself, as documents: pure functions of its rows. */
import { toBase64 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { p256Jwk } from "#lib/credentials/es256.ts";
import { blsMultikey, ed25519Multikey, p256Multikey } from "#lib/credentials/multibase.ts";
import {
  type Issuer,
  type IssuerDomain,
  type IssuerKey,
  isProven,
  type KeyKind,
  keyUrl,
  type SealPolicy,
} from "../types.ts";

const DID_V1 = "https://www.w3.org/ns/did/v1";
const MULTIKEY_V1 = "https://w3id.org/security/multikey/v1";
const JWK_V1 = "https://w3id.org/security/jwk/v1";
export const HISTORY_V1 = "sealbook.issuer-keys/v1";

/** W3C Controlled Identifiers 1.0 section 2.2.2 (Multikey). */
export function publicKeyMultibase({ kind, publicKey }: Pick<IssuerKey, "kind" | "publicKey">): string {
  return MULTIKEYS[kind](publicKey);
}

const MULTIKEYS: Record<KeyKind, (publicKey: Uint8Array) => string> = {
  ed25519: ed25519Multikey,
  p256: p256Multikey,
  bbs: blsMultikey,
};

/**
 * The history of an issuer's keys in canonical JSON, as it is recorded: a key that was rotated is good for what it signed, one that is
 * compromised for what it signed before that time.
 */
export function formatHistory(
  did: string,
  { keys, policies }: { keys: readonly IssuerKey[]; policies: readonly SealPolicy[] },
): string {
  return canonicalJson({
    ...{ history: HISTORY_V1, issuer: did, keys: keys.map((key) => historyEntry(did, key)) },
    ...(policies.length > 0 ? { seal: { policies: policies.map(policyEntry) } } : {}),
  });
}

function policyEntry({ key, threshold, approvers, from, until }: SealPolicy) {
  const asked = { key: toBase64(key), threshold, approvers, from: from.toISOString() };
  return { ...asked, ...(until ? { until: until.toISOString() } : {}) };
}

function historyEntry(did: string, key: IssuerKey) {
  const { from, until, compromisedAsOf } = key;
  return {
    ...{ id: keyUrl(did, key), publicKeyMultibase: publicKeyMultibase(key), from: from.toISOString() },
    ...(until ? { until: until.toISOString() } : {}),
    ...(compromisedAsOf ? { compromisedAsOf: compromisedAsOf.toISOString() } : {}),
  };
}

/** The DID document (W3C DID 1.0): keys that are compromised are named as revoked, and assert nothing any more. */
export function didDocument({ did }: Issuer, shown: { keys: readonly IssuerKey[]; domains: readonly IssuerDomain[] }) {
  const good = shown.keys.filter(({ compromisedAsOf }) => !compromisedAsOf);
  const proven = shown.domains.filter((domain) => isProven(domain)).map(({ domain }) => `https://${domain}`);
  return {
    "@context": [DID_V1, MULTIKEY_V1, JWK_V1],
    id: did,
    ...(proven.length > 0 ? { alsoKnownAs: proven } : {}),
    verificationMethod: shown.keys.map((key) => verificationMethod(did, key)),
    assertionMethod: good.map((key) => keyUrl(did, key)),
    ...(proven.length > 0
      ? { service: [{ id: `${did}#domains`, type: "LinkedDomains", serviceEndpoint: proven }] }
      : {}),
  };
}

function verificationMethod(did: string, key: IssuerKey) {
  const { kind, compromisedAsOf } = key;
  const named = { id: keyUrl(did, key), controller: did };
  const revoked = compromisedAsOf ? { revoked: compromisedAsOf.toISOString() } : {};
  return kind === "p256"
    ? { ...named, type: "JsonWebKey", ...revoked, publicKeyJwk: publicJwk(did, key) }
    : { ...named, type: "Multikey", ...revoked, publicKeyMultibase: publicKeyMultibase(key) };
}

function publicJwk(did: string, key: IssuerKey) {
  return { ...p256Jwk(key.publicKey), alg: "ES256", use: "sig", kid: keyUrl(did, key) };
}

/** Metadata of a JWT issuer (SD-JWT VC): its keys for wallets but those that are compromised. @param address the issuer's `iss` */
export function jwtIssuerMetadata({ did }: Issuer, { keys, address }: { keys: readonly IssuerKey[]; address: string }) {
  const good = keys.filter(({ kind, compromisedAsOf }) => kind === "p256" && !compromisedAsOf);
  return { issuer: address, jwks: { keys: good.map((key) => publicJwk(did, key)) } };
}

/** What the issuer says of itself, and the domains that say so, too. */
export function issuerProfile(issuer: Issuer, domains: readonly IssuerDomain[]) {
  const { did, name, description, url, linkedinId } = issuer;
  return {
    ...{ issuer: did, name, description },
    ...(url === undefined ? {} : { url }),
    ...(linkedinId === undefined ? {} : { linkedinId }),
    domains: domains.flatMap((each) =>
      isProven(each) && each.seenAt
        ? [{ domain: each.domain, method: each.method, seenAt: each.seenAt.toISOString() }]
        : [],
    ),
  };
}
