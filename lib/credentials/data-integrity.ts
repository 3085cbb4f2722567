/**
 * Data Integrity proofs by eddsa-rdfc-2022 (W3C VC Data Integrity 1.0, VC Data Integrity EdDSA Cryptosuites 1.0 section 3.2), checked
 * strictly. The library takes a proof set for good as soon as one of its proofs is, and names none of its refusals; so what is given is
 * read here first, and every way of not holding has a name. Making them is lib/credentials/sign-credential.ts.
 */
import { verifyEd25519 } from "#lib/core/log/signature.ts";
import { concat, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { isNestedAtMost } from "#lib/core/text/canonical-json.ts";
import { repeatedMember } from "#lib/core/text/json-members.ts";
import { CanonizeError, type CanonizeFailure, type Contexts, canonize } from "./canonize.ts";
import { VC_V2 } from "./contexts.ts";
import type { CredentialFailure } from "./credential-failures.ts";
import { fromMultibase } from "./multibase.ts";

export const PROOF_TYPE = "DataIntegrityProof";
export const CRYPTOSUITE = "eddsa-rdfc-2022";
export const PROOF_PURPOSE = "assertionMethod";

/** UTF-16 code units; credentials may hold a picture. */
export const CREDENTIAL_CHARS_MAX = 2 * 1024 * 1024;
const DEPTH_MAX = 24;
/** Clocks differ. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1_000;
const VC_V1 = "https://www.w3.org/2018/credentials/v1";
/** XML Schema dateTimeStamp, without the years that no calendar of ours has. */
const TIME_STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const PROOF_TEXTS = ["type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"] as const;
const PROOF_OPTIONAL_TEXTS = ["id", "created", "expires", "nonce", "challenge"] as const;

export type Members = Readonly<Record<string, unknown>>;

export type VerifiedCredential = {
  credential: Members;
  /** Its `id`. */
  issuer: string;
  /** DID URL of the key. */
  verificationMethod: string;
  /** As the proof states it. */
  created: string | undefined;
};

/** `found` is a stranger's text. */
export type CredentialOutcome = VerifiedCredential | { failed: CredentialFailure; found: string };

type Proof = Members & { verificationMethod: string; proofValue: string; created?: string; expires?: string };

/**
 * Whether the issuer's key signed this content. Who the issuer is, its dates and status are for others. Never throws for what a stranger
 * wrote; what `keyOf` throws goes through.
 *
 * @param input.keyOf the Ed25519 key (32 bytes) that a DID URL names as a key for assertions; undefined where it names none
 */
export async function verifyCredential(input: {
  text: string;
  keyOf: (verificationMethod: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined;
  now?: Date;
  contexts?: Contexts;
}): Promise<CredentialOutcome> {
  const credential = readCredential(input.text);
  if (isFailed(credential)) return credential;
  const proof = readProof(credential, input.now ?? new Date());
  if (isFailed(proof)) return proof;
  const issuer = issuerOf(credential);
  const { verificationMethod, created } = proof;
  if (verificationMethod.split("#", 1)[0] !== issuer) return refuse("key_of_other_issuer", verificationMethod);
  const message = await messageOf({ credential, proof, contexts: input.contexts });
  if (isFailed(message)) return message;
  const publicKey = await input.keyOf(verificationMethod);
  if (publicKey === undefined) return refuse("key_unknown", verificationMethod);
  const signature = fromMultibase(proof.proofValue);
  if (signature === undefined) return refuse("proof_malformed", proof.proofValue);
  if (!verifyEd25519({ signature, message, publicKey })) return refuse("content_mismatch", "");
  return { credential, issuer, verificationMethod, created };
}

type Failed = { failed: CredentialFailure; found: string };
const refuse = (failed: CredentialFailure, found: unknown): Failed => ({ failed, found: String(found).slice(0, 200) });
const isFailed = (outcome: object): outcome is Failed => Object.hasOwn(outcome, "failed");

/** The credential that a text is, by its outer form; nothing has been verified. */
export function readCredential(text: string): Members | Failed {
  if (text.length > CREDENTIAL_CHARS_MAX) return refuse("too_large", text.length);
  const value = parse(text);
  if (value === undefined) return refuse("not_json", text);
  if (!isObject(value)) return refuse("not_a_credential", text);
  const [first] = [value["@context"]].flat();
  const types = [value.type].flat();
  if (first !== VC_V2 && first !== VC_V1) return refuse("not_a_credential", first);
  if (!types.includes("VerifiableCredential")) return refuse("not_a_credential", types);
  if (issuerOf(value) === "") return refuse("not_a_credential", "issuer");
  // A member of this name would also make it look like one of our own failures.
  return Object.hasOwn(value, "failed") ? refuse("undefined_term", "failed") : value;
}

function parse(text: string): unknown {
  if (!isNestedAtMost(text, DEPTH_MAX)) return undefined;
  let isOdd = false;
  try {
    const value: unknown = JSON.parse(text, (name, member: unknown) => {
      isOdd ||= name === "__proto__" || (typeof member === "string" && !member.isWellFormed());
      return member;
    });
    return isOdd || repeatedMember(text) !== undefined ? undefined : value;
  } catch {
    return undefined;
  }
}

/** The id of a credential's issuer; empty where it names none. */
export function issuerOf({ issuer }: Members): string {
  const id = isObject(issuer) ? issuer.id : issuer;
  return typeof id === "string" ? id : "";
}

function readProof(credential: Members, now: Date): Proof | Failed {
  if (credential.proof === undefined) return refuse("proof_missing", "");
  const [proof, ...others] = [credential.proof].flat();
  if (!isObject(proof)) return refuse("proof_malformed", proof);
  if (others.length > 0) return refuse("proof_set", others.length + 1);
  if (proof.previousProof !== undefined) return refuse("proof_set", proof.previousProof);
  if (typeof proof.type !== "string") return refuse("proof_malformed", "type");
  if (proof.type !== PROOF_TYPE) return refuse("proof_unsupported", proof.type);
  const isText = (name: string) => typeof proof[name] === "string";
  const wrong = [
    ...PROOF_TEXTS.filter((name) => !isText(name)),
    ...PROOF_OPTIONAL_TEXTS.filter((name) => proof[name] !== undefined && !isText(name)),
  ];
  if (wrong.length > 0) return refuse("proof_malformed", wrong[0]);
  if (proof.cryptosuite !== CRYPTOSUITE) return refuse("proof_unsupported", proof.cryptosuite);
  if (proof.proofPurpose !== PROOF_PURPOSE) return refuse("wrong_purpose", proof.proofPurpose);
  // Its own contexts would say what its members mean: they are the document's, or it is none.
  if (proof["@context"] !== undefined && JSON.stringify(proof["@context"]) !== JSON.stringify(credential["@context"]))
    return refuse("proof_malformed", "@context");
  return checkTimes(proof as Proof, now) ?? (proof as Proof);
}

function checkTimes({ created, expires }: Proof, now: Date): Failed | undefined {
  const bad = [created, expires].find((time) => time !== undefined && !isTimeStamp(time));
  if (bad !== undefined) return refuse("proof_malformed", bad);
  if (created !== undefined && Date.parse(created) > now.getTime() + CLOCK_TOLERANCE_MS)
    return refuse("created_in_future", created);
  return expires !== undefined && Date.parse(expires) < now.getTime() ? refuse("proof_expired", expires) : undefined;
}

const isTimeStamp = (text: string): boolean => TIME_STAMP.test(text) && !Number.isNaN(Date.parse(text));

/** What is signed: the digest of the proof's own members, and that of the rest of the document. */
async function messageOf(input: {
  credential: Members;
  proof: Proof;
  contexts: Contexts | undefined;
}): Promise<Uint8Array | Failed> {
  const { credential, proof, contexts } = input;
  const { proof: _, ...document } = credential;
  const { proofValue: __, ...options } = proof;
  try {
    return await proofMessage({ document, options, contexts });
  } catch (error) {
    if (!(error instanceof CanonizeError)) throw error;
    const { failed, found }: CanonizeFailure = error.reason;
    return refuse(failed, found);
  }
}

/** @param input.options the proof without its value. @throws {CanonizeError} */
export async function proofMessage(input: {
  document: Members;
  options: Members;
  contexts?: Contexts | undefined;
}): Promise<Uint8Array> {
  const { document, options, contexts } = input;
  const [ofOptions, ofDocument] = [
    await canonize({ "@context": document["@context"], ...options }, contexts),
    await canonize(document, contexts),
  ];
  return concat(sha256(utf8(ofOptions)), sha256(utf8(ofDocument)));
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
