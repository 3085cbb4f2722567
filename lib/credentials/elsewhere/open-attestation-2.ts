/**
 * OpenAttestation 2.0 (schema.openattestation.com/2.0): its root stands in a contract of a public chain, which nobody is asked for here, or is
 * signed by a DID's key.
 */
import { type Asked, type Members, membersOf, textOf } from "./asker.ts";
import { DEPTH_MAX, domainStep, isSignedRoot, rootOf, VALUES_MAX } from "./attested.ts";
import { type Found, stopped, validityStep } from "./found.ts";
import type { ElsewhereStep } from "./words.ts";

export const OPEN_ATTESTATION_2 = "https://schema.openattestation.com/2.0/schema.json";
/** UUID of 36 characters, the type, the value. */
const SALTED = /^[0-9a-f-]{36}:(string|number|boolean|null|undefined):([\s\S]*)$/;
const SIGNATURE_TYPE = "OpenAttestationSignature2018";

export async function checkAttestation2(document: Members, { asker, now }: Asked): Promise<Found> {
  const values = new Map<string, unknown>();
  const isRead = flatten(document.data, { path: "", depth: 0, into: values });
  const at = (...paths: string[]) =>
    paths.map((path) => SALTED.exec(textOf(values.get(path)) ?? "")?.[2]).find((each) => each !== undefined);
  const states = {
    ...{ title: at("name", "id"), holder: at("recipient.name"), issuer: at("issuers.0.name") },
    ...{ issued: at("issuedOn", "issuedDate"), expires: at("expirationDate", "validUntil") },
  };
  const signed = membersOf(document.signature) ?? {};
  // A value without its salt could be one that was put there later under a hash that it does not have: it is hashed as it stands.
  const shown = [...values].map(([path, value]) => JSON.stringify({ [path]: value }));
  const { type, targetHash, merkleRoot, proof: proofs } = signed;
  const hidden = membersOf(document.privacy)?.obfuscatedData ?? [];
  const root =
    type === "SHA3MerkleProof" && isRead ? await rootOf({ shown, hidden, targetHash, proofs, merkleRoot }) : undefined;
  if (root === undefined) return stopped("content", "not_its_hash");
  const key = textOf(at("issuers.0.identityProof.key"));
  const isByKey = at("issuers.0.id") !== undefined && key !== undefined;
  const revocation: ElsewhereStep = {
    ...{ name: "revocation", status: "unchecked" },
    reason: at("issuers.0.revocation.type") === "NONE" ? "no_list" : "chain_not_asked",
  };
  const validity = validityStep({ until: states.expires }, now);
  if (!isByKey) {
    const registry = at("issuers.0.documentStore", "issuers.0.tokenRegistry", "issuers.0.certificateStore");
    const domain = at("issuers.0.identityProof.location");
    return {
      states,
      steps: [
        { name: "content", status: "ok" },
        { name: "anchor", status: "unchecked", reason: "chain_not_asked", ...(registry ? { found: registry } : {}) },
        { name: "issuer", status: "unchecked", reason: "chain_not_asked", ...(domain ? { found: domain } : {}) },
        revocation,
        ...validity,
      ],
    };
  }
  const proof = [document.proof]
    .flat()
    .map(membersOf)
    .find((each) => each?.type === SIGNATURE_TYPE);
  if (proof === undefined) return { states, ...stopped("content", "not_signed", "unchecked") };
  if (proof.verificationMethod !== key) return stopped("content", "key_of_other_issuer");
  if (!isSignedRoot(root, { key, signature: proof.signature })) return stopped("content", "signature_wrong");
  const domain = at("issuers.0.identityProof.type") === "DNS-DID" ? at("issuers.0.identityProof.location") : undefined;
  return {
    states,
    steps: [{ name: "content", status: "ok" }, await domainStep(domain, { key, asker }), revocation, ...validity],
  };
}

/**
 * Paths joined by dots, places in lists by their number; what is empty is a value. @returns false where there is too much, or two values have
 * one path: then one of them is not hashed
 */
function flatten(
  value: unknown,
  { path, depth, into }: { path: string; depth: number; into: Map<string, unknown> },
): boolean {
  if (depth > DEPTH_MAX || into.size > VALUES_MAX) return false;
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) {
    if (into.has(path)) return false;
    into.set(path, value);
    return true;
  }
  return entries.every(([name, each]) =>
    flatten(each, { path: path === "" ? name : `${path}.${name}`, depth: depth + 1, into }),
  );
}
