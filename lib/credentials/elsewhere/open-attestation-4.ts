/**
 * OpenAttestation 4.0 (OpenAttestationHashProof2018 over a W3C credential): every value outside the proof is hashed with the salt of its path, and
 * the root is signed by the key of a `did:ethr`, which a domain names as its own.
 */
import { fromBase64, fromUtf8 } from "#lib/core/text/bytes.ts";
import { type Asked, type Members, membersOf, textOf, textsOf } from "./asker.ts";
import { DEPTH_MAX, domainStep, isSignedRoot, rootOf, VALUES_MAX } from "./attested.ts";
import { type Found, stopped, validityStep } from "./found.ts";
import { dateText } from "./states.ts";
import type { ElsewhereStep } from "./words.ts";

export const OPEN_ATTESTATION_4 = "https://schemata.openattestation.com/com/openattestation/4.0/context.json";
const PROOF_TYPE = "OpenAttestationHashProof2018";
const SALT = /^[0-9a-f]{64}$/i;
/** Names by which two different documents would have one path. */
const AMBIGUOUS = /[.[\]]/;

export async function checkAttestation4(document: Members, { asker, now }: Asked): Promise<Found> {
  // Drafts hashed in another way.
  const draft = textsOf(document["@context"]).find(
    (each) => each.includes("/openattestation/4.0/") && each !== OPEN_ATTESTATION_4,
  );
  if (draft !== undefined) return stopped("content", "unknown_context", "unchecked", draft);
  const { proof, ...content } = document;
  const { type, proofPurpose, targetHash, merkleRoot, proofs, salts, privacy, key, signature } = membersOf(proof) ?? {};
  if (proof === undefined) return stopped("content", "proof_missing", "unchecked");
  if (type !== PROOF_TYPE) return stopped("content", "proof_unsupported", "unchecked", textOf(type));
  if (proofPurpose !== "assertionMethod") return stopped("content", "wrong_purpose");
  const shown = textsOfValues(content, saltsOf(salts));
  const hidden = membersOf(privacy)?.obfuscated;
  const root = shown && (await rootOf({ shown, hidden, targetHash, proofs, merkleRoot }));
  if (root === undefined) return stopped("content", "not_its_hash");
  const issuer = membersOf(document.issuer) ?? {};
  const states = statesOf(document);
  const method = textOf(key);
  if (method === undefined) return { states, ...stopped("content", "not_signed", "unchecked") };
  if (method.split("#", 1)[0] !== issuer.id) return stopped("content", "key_of_other_issuer", "failed", method);
  if (!isSignedRoot(root, { key: method, signature })) return stopped("content", "signature_wrong");
  const identity = membersOf(issuer.identityProof);
  const domain = identity?.identityProofType === "DNS-DID" ? textOf(identity.identifier) : undefined;
  const revocation: ElsewhereStep = {
    ...{ name: "revocation", status: "unchecked" },
    reason: document.credentialStatus === undefined ? "no_list" : "list_not_asked",
  };
  return {
    states,
    steps: [
      { name: "content", status: "ok" },
      await domainStep(domain, { key: method, asker }),
      revocation,
      ...validityStep({ from: states.issued, until: states.expires }, now),
    ],
  };
}

function statesOf(document: Members) {
  const { name, validFrom, validUntil } = document;
  const [subject, issuer] = [membersOf(document.credentialSubject), membersOf(document.issuer)];
  return {
    ...{ title: textOf(name), holder: textOf(subject?.name), issuer: textOf(issuer?.name) ?? textOf(issuer?.id) },
    ...{ issued: dateText(validFrom), expires: dateText(validUntil) },
  };
}

function saltsOf(encoded: unknown): ReadonlyMap<string, string> | undefined {
  const bytes = typeof encoded === "string" ? fromBase64(encoded) : undefined;
  const salts = new Map<string, string>();
  try {
    const list: unknown = JSON.parse((bytes && fromUtf8(bytes)) ?? "");
    if (!Array.isArray(list) || list.length > VALUES_MAX) return undefined;
    for (const { path, value } of list) {
      if (typeof path !== "string" || typeof value !== "string" || !SALT.test(value) || salts.has(path))
        return undefined;
      salts.set(path, value);
    }
    return salts;
  } catch {
    return undefined;
  }
}

/** What is hashed of each value. Undefined where one has no salt, a name is ambiguous, or there is too much. */
function textsOfValues(content: Members, salts: ReadonlyMap<string, string> | undefined): string[] | undefined {
  if (salts === undefined) return undefined;
  const texts: string[] = [];
  const visit = (value: unknown, path: string, depth: number): boolean => {
    if (depth > DEPTH_MAX || texts.length > VALUES_MAX) return false;
    const isList = Array.isArray(value);
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (entries.length > 0) {
      return entries.every(([name, each]) => {
        if (isList) return visit(each, `${path}[${name}]`, depth + 1);
        return !AMBIGUOUS.test(name) && visit(each, path === "" ? name : `${path}.${name}`, depth + 1);
      });
    }
    // Everything is hidden: nothing is left to hash.
    if (path === "") return true;
    const salt = salts.get(path);
    if (salt === undefined) return false;
    texts.push(JSON.stringify({ [path]: `${salt}:${typeOf(value)}:${value}` }));
    return true;
  };
  return visit(content, "", 0) ? texts : undefined;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}
