/** A presentation that cannot be connected with others of the same certificate (bbs-2023), read. It names no certificate, list or entry. */
import { readUnlinkable } from "#lib/credentials/bbs/form.ts";
import { hiddenCount, isBaseProof, readDerivedProof } from "#lib/credentials/bbs/proof-value.ts";
import { BBS_CRYPTOSUITE } from "#lib/credentials/bbs/suite.ts";
import { type Members, PROOF_PURPOSE, PROOF_TYPE, readCredential } from "#lib/credentials/data-integrity.ts";
import { entriesOf, HOLDER_FIELD } from "./content.ts";
import type { ReadCredential } from "./credential.ts";
import type { CertificateFailure } from "./words.ts";

const PROOF_MEMBERS = ["cryptosuite", "proofPurpose", "proofValue", "type", "verificationMethod"];
const TERMS = /"urn:sealbook:(?:field|predicate):"/;

/** Ours by its terms, and signed so, or nearly. */
export const isUnlinkable = (text: string): boolean => text.includes(BBS_CRYPTOSUITE) && TERMS.test(text);

/** What is wrong with one before anything of it is looked at. */
export function unlinkableFailure(text: string): CertificateFailure | undefined {
  const credential = readCredential(text);
  if (isFailed(credential)) return "credential_malformed";
  const proof = proofOf(credential);
  if (isBaseProof(String(proof.proofValue))) return "base_proof";
  if (readUnlinkable(credential) === undefined) return "form_unknown";
  const isWhole = Object.keys(proof).sort().join() === PROOF_MEMBERS.join();
  const { type, cryptosuite, proofPurpose } = proof;
  const isOurs = type === PROOF_TYPE && cryptosuite === BBS_CRYPTOSUITE && proofPurpose === PROOF_PURPOSE;
  return isWhole && isOurs ? undefined : "proof_unsupported";
}

/** What a presentation says; nothing has been verified. Undefined where it has not the one form. */
export function readUnlinkableCredential(text: string): ReadCredential | undefined {
  const credential = readCredential(text);
  const content = isFailed(credential) ? undefined : readUnlinkable(credential);
  if (isFailed(credential) || content === undefined) return undefined;
  const proof = proofOf(credential);
  const method = String(proof.verificationMethod);
  const { issuer, title, fields, predicates, validFrom: from, validUntil: until } = content;
  const holder = fields[HOLDER_FIELD];
  const derived = readDerivedProof(String(proof.proofValue));
  return {
    ...{ did: issuer.did, method, created: from, period: { from, until } },
    content: {
      ...{ title, issuerName: issuer.name, fields: entriesOf(fields) },
      ...(holder === undefined ? {} : { holder }),
      predicates: Object.entries(predicates).map(([name, holds]) => ({ name, holds })),
      hidden: { fields: 0, predicates: 0, either: derived === undefined ? 0 : hiddenCount(derived) },
    },
    isBoundBy: () => false,
    verify: async ({ keys }) => {
      const key = keys.get(method);
      if (key?.type !== "bbs") return "unknown";
      // Pairings are computed for these alone.
      const { verifyUnlinkable } = await import("#lib/credentials/bbs/verify.ts");
      const outcome = await verifyUnlinkable({ ...credential, proof }, key.publicKey);
      return outcome === "ok" ? "ok" : outcome === "proof_malformed" ? "proof_unsupported" : "signature_wrong";
    },
  };
}

const isFailed = (credential: Members | { failed: string }): credential is { failed: string; found: string } =>
  "failed" in credential;

function proofOf({ proof }: Members): Members {
  return typeof proof === "object" && proof !== null && !Array.isArray(proof) ? (proof as Members) : {};
}
