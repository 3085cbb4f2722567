/**
 * The credential of a certificate, in JSON or as SD-JWT: what it says, whose key signed it, and whether that holds. The content comes out
 * only where it does, or where the issuer's keys are not at hand and it is merely read.
 */
import type { CertificateLeaf } from "#lib/core/certificate/leaf.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { readCertificateClaims } from "#lib/credentials/certificate-claims.ts";
import type { CredentialFailure } from "#lib/credentials/credential-failures.ts";
import { readOpenBadge } from "#lib/credentials/open-badge.ts";
import { verifySdJwt } from "#lib/credentials/sd-jwt.ts";
import { isObject, type JsonObject, readSdJwt, type SdJwtParts } from "#lib/credentials/sd-jwt-parts.ts";
import { contentOfClaims, contentOfCredential } from "./content.ts";
import type { IssuerKeys } from "./keys.ts";
import type { Period } from "./validity.ts";
import type { CertificateFailure, ShownContent } from "./words.ts";

/** Where a credential says that its status is listed. */
export type StatusReference = { kind: "bitstring" | "token"; address: string; index: number };

export type ReadCredential = {
  /** Of its issuer; "" where it names none that is a DID by did:web. */
  did: string;
  /** Undefined where it names none, so that nobody can connect it with others. */
  id?: string;
  /** The key that it names, as the DID document calls it. */
  method: string;
  /** When it says to have been signed. */
  created?: string;
  period: Period;
  /** Undefined where it is valid for a short time instead. */
  status?: StatusReference;
  content: ShownContent;
  /** Whether its bytes are those that a leaf binds. */
  isBoundBy: (leaf: CertificateLeaf) => boolean;
  /** `unknown`: the issuer's keys are at hand, and this one is not among them. */
  verify: (keys: IssuerKeys, now: Date) => Promise<"ok" | "unknown" | CertificateFailure>;
};

const ISSUER_ADDRESS = /^https?:\/\/([a-z0-9.:-]+)\/((?:[A-Za-z0-9._-]+\/)*[A-Za-z0-9._-]+)$/;

/**
 * What a credential in JSON says; nothing has been verified. Undefined where it has not the one form of a certificate's: linked data lets the
 * same signature stand for other JSON, which people would read differently.
 */
export function readJsonCredential(text: string): ReadCredential | undefined {
  const credential = parsed(text);
  const certificate = credential && readOpenBadge(credential);
  if (credential === undefined || certificate === undefined) return undefined;
  const [first] = [credential.proof].flat();
  const proof = isObject(first) ? first : {};
  const created = textOf(proof.created);
  const { certificateId: id, validFrom: from, validUntil: until, status } = certificate;
  return {
    ...{ did: certificate.issuer.did, id, period: { from, until } },
    method: textOf(proof.verificationMethod) ?? "",
    ...(created === undefined ? {} : { created }),
    status: { kind: "bitstring", address: status.list, index: status.index },
    content: contentOfCredential(certificate),
    isBoundBy: (leaf) => leaf.credential === toBase64(sha256(utf8(text))),
    verify: async (keys, at) => await verifyJson(text, { keys, now: laterOf(at, created) }),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** What reads linked data is loaded for these alone. `now`: a proof may have been made later than the reader's clock says; its dates are another step. */
async function verifyJson(
  text: string,
  { keys, now }: { keys: IssuerKeys; now: Date },
): Promise<"ok" | "unknown" | CertificateFailure> {
  const { verifyCredential } = await import("#lib/credentials/data-integrity.ts");
  const keyOf = (method: string) => {
    const key = keys.keys.get(method);
    return key?.type === "ed25519" ? key.publicKey : undefined;
  };
  const outcome = await verifyCredential({ text, keyOf, now });
  return "failed" in outcome ? JSON_FAILURES[outcome.failed] : "ok";
}

const JSON_FAILURES: Record<CredentialFailure, "unknown" | CertificateFailure> = {
  too_large: "credential_malformed",
  not_json: "credential_malformed",
  not_a_credential: "credential_malformed",
  unknown_context: "context_unknown",
  undefined_term: "context_unknown",
  not_json_ld: "context_unknown",
  proof_missing: "signature_wrong",
  proof_malformed: "proof_unsupported",
  proof_set: "proof_unsupported",
  proof_unsupported: "proof_unsupported",
  wrong_purpose: "proof_unsupported",
  created_in_future: "signature_wrong",
  proof_expired: "proof_unsupported",
  key_of_other_issuer: "unknown",
  key_unknown: "unknown",
  content_mismatch: "signature_wrong",
};

/** What a presentation of an SD-JWT says; nothing has been verified. Undefined where it is none, or not a certificate's. */
export function readSdJwtCredential(text: string): ReadCredential | undefined {
  const parts = readSdJwt(text);
  if (typeof parts === "string") return undefined;
  const claims = readCertificateClaims(disclosedClaims(parts));
  if (claims === undefined) return undefined;
  const { certificateId: id, issuedAt: created, validUntil: until, status } = claims;
  const did = didOfAddress(claims.issuer);
  const { nbf } = parts.payload;
  const from = typeof nbf === "number" ? timeOf(nbf) : created;
  return {
    did: did ?? "",
    id,
    created,
    method: methodOf(parts, did),
    period: { from, until },
    status: { kind: "token", address: status.uri, index: status.index },
    content: contentOfClaims(claims, parts.hidden),
    isBoundBy: (leaf) => leaf.sdJwt === toBase64(sha256(utf8(parts.jwt))),
    verify: async ({ keys }) => {
      const keyOf = async () => {
        const key = keys.get(methodOf(parts, did));
        return key?.type === "p256" ? key.publicKey : undefined;
      };
      const result = await verifySdJwt({ text, keyOf, now: 0 });
      if (result.ok) return "ok";
      if (result.failure === "key_unknown") return "unknown";
      return SD_JWT_FORMS.includes(result.failure) ? "proof_unsupported" : "signature_wrong";
    },
  };
}

const SD_JWT_FORMS: readonly string[] = ["type_unknown", "algorithm_unsupported", "hash_unsupported"];

/** Claims that everybody sees, and those disclosed, each in its place: what the library unpacks where the signature holds. */
function disclosedClaims({ payload, disclosures }: SdJwtParts): JsonObject {
  const claims: JsonObject = { ...payload };
  for (const group of ["fields", "predicates"]) {
    const own = isObject(claims[group]) ? claims[group] : {};
    const given = disclosures.filter(({ path, name }) => path === `${group}.${name}`);
    const members = Object.entries(own).filter(([name]) => name !== "_sd");
    claims[group] = Object.fromEntries([...members, ...given.map(({ name = "", value }) => [name, value])]);
  }
  return claims;
}

function methodOf({ header }: SdJwtParts, did: string | undefined): string {
  const { kid } = header;
  if (typeof kid !== "string") return "";
  return kid.startsWith("#") ? `${did}${kid}` : kid;
}

/** The DID whose document lies at an issuer's address; SD-JWTs name their issuer by that. */
export function didOfAddress(address: string): string | undefined {
  const [, host, path] = ISSUER_ADDRESS.exec(address) ?? [];
  return host === undefined || path === undefined
    ? undefined
    : `did:web:${host.replace(":", "%3A")}:${path.replaceAll("/", ":")}`;
}

function laterOf(now: Date, created: string | undefined): Date {
  const made = Date.parse(created ?? "");
  return made > now.getTime() ? new Date(made) : now;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function timeOf(seconds: number): string | undefined {
  const time = new Date(seconds * 1_000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
