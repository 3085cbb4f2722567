/**
 * Blockcerts 3 (MerkleProof2019): the canonical form of the credential, with the proofs before this one, gives a digest; a path leads from it to a
 * root; and a transaction of a public chain has that root. The last of these nobody is asked for here.
 */
import { equalBytes, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { CanonizeError, canonizeLoosely, quadsOf } from "../canonize.ts";
import { type Asked, type Asker, addressOf, type Members, membersOf, textOf } from "./asker.ts";
import { type Found, stopped, validityStep } from "./found.ts";
import { isOfChain, leadsToRoot, type MerkleProof, readMerkleProof } from "./merkle-proof-2019.ts";
import { revokedIn } from "./revocation-list.ts";
import { credentialStates } from "./states.ts";
import type { ElsewhereStep } from "./words.ts";

const SUITE = "merkle-proof-2019";
const TYPE = "MerkleProof2019";
const PROOFS_MAX = 8;

export async function checkBlockcerts(document: Members, { asker, now }: Asked): Promise<Found> {
  const proofs = [document.proof ?? []].flat();
  const at = proofs.findIndex(isMerkleProof);
  if (proofs.length === 0 || proofs.length > PROOFS_MAX) return stopped("content", "proof_missing", "unchecked");
  if (at < 0) return stopped("content", "proof_unsupported", "unchecked");
  const { proofValue, proofPurpose } = membersOf(proofs[at]) ?? {};
  const proof = readMerkleProof(proofValue);
  if (proof === undefined) return stopped("content", "proof_malformed");
  if (proofPurpose !== undefined && proofPurpose !== "assertionMethod") return stopped("content", "wrong_purpose");
  // What stands behind the proof is not under it.
  if (proofs.length > at + 1) return stopped("content", "proof_set", "unchecked");
  const { proof: _, ...content } = document;
  const signed = Array.isArray(document.proof) && at > 0 ? { ...content, proof: proofs.slice(0, at) } : content;
  const refusal = await refusalOf(signed, proof);
  if (refusal) return refusal;
  const states = credentialStates(document);
  return {
    states,
    steps: [
      { name: "content", status: "ok" },
      anchorStep(proof),
      {
        name: "issuer",
        status: "unchecked",
        reason: "chain_not_asked",
        ...(states.issuer ? { found: states.issuer } : {}),
      },
      await revocationStep(document, asker),
      ...validityStep({ from: states.issued, until: states.expires }, now),
    ],
  };
}

function isMerkleProof(value: unknown): boolean {
  const { type, chainedProofType, cryptosuite } = membersOf(value) ?? {};
  if (type === TYPE || (type === "ChainedProof2021" && chainedProofType === TYPE)) return true;
  return type === "DataIntegrityProof" && cryptosuite === SUITE;
}

function anchorStep({ anchors }: MerkleProof): ElsewhereStep {
  const found = anchors.find(isOfChain);
  if (found === undefined) return { name: "anchor", status: "unchecked", reason: "no_chain" };
  return { name: "anchor", status: "unchecked", reason: "chain_not_asked", found };
}

/** Why the content is not shown to be what was anchored; undefined where it is, and nothing of it was left out. */
async function refusalOf(document: Members, proof: MerkleProof): Promise<Found | undefined> {
  try {
    const digest = sha256(utf8(await canonizeLoosely(document)));
    if (!equalBytes(digest, proof.target) || !leadsToRoot(proof)) return stopped("content", "not_its_hash");
    await quadsOf(document);
    return undefined;
  } catch (error) {
    if (!(error instanceof CanonizeError)) throw error;
    const { failed, found } = error.reason;
    // A context that nobody brought says nothing against it, and neither does a word of its issuer's that is under no digest.
    return stopped("content", failed, failed === "not_json_ld" ? "failed" : "unchecked", found);
  }
}

/** By the list that the issuer's profile names. */
async function revocationStep(document: Members, asker: Asker): Promise<ElsewhereStep> {
  const step = (reason: ElsewhereStep["reason"]): ElsewhereStep => ({
    ...{ name: "revocation", status: "unchecked" },
    ...(reason ? { reason } : {}),
  });
  if (document.credentialStatus !== undefined) return step("list_unsupported");
  const address = textOf(document.issuer) ?? textOf(membersOf(document.issuer)?.id);
  if (addressOf(address) === undefined) return step("no_list");
  if (!asker.isOnline) return step("list_not_asked");
  const profile = await asker.object(address);
  if (profile === undefined) return step("no_answer");
  return await revokedIn(profile.revocationList, { id: textOf(document.id), asker });
}
