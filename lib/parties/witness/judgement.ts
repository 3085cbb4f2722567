/** What C2SP tlog-witness demands of a checkpoint before it may be cosigned. Pure. */

import type { Checkpoint } from "#lib/core/log/checkpoint.ts";
import { EMPTY_ROOT, verifyConsistency } from "#lib/core/log/merkle.ts";
import { findSignature, KEY_TYPE, type Note, type VerifierKey } from "#lib/core/log/note.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { AddCheckpointRequest } from "./add-checkpoint-request.ts";
import { verifyLogSignature } from "./log-signature.ts";

export type SignatureCheck = { lines: string[] } | { refused: "signature_absent" | "signature_invalid" };

/**
 * The lines of the trusted keys, of which there has to be one at least; and one of ML-DSA-44 where such a key is trusted, beside one of
 * Ed25519 where such a key is: whoever can forge the weaker kind alone moves nothing. Lines of other keys are ignored; one under the name
 * and id of a trusted key that does not verify spoils the whole note.
 */
export function checkSignatures(note: Note, keys: readonly VerifierKey[]): SignatureCheck {
  const lines: string[] = [];
  const missing = new Set(keys.map(({ type }) => type));
  // What is checked faster goes first, so that strangers are refused at little cost.
  for (const key of keys.toSorted(
    (one, other) => Number(one.type === KEY_TYPE.mlDsa44) - Number(other.type === KEY_TYPE.mlDsa44),
  )) {
    const status = verifyLogSignature(note, key);
    if (status === "bad") return { refused: "signature_invalid" };
    if (status === "absent") continue;
    lines.push(findSignature(note, key)?.line ?? "");
    missing.delete(key.type);
  }
  return lines.length > 0 && missing.size === 0 ? { lines } : { refused: "signature_absent" };
}

export type Judgement =
  | { cosign: true }
  | { cosign: false; status: 400; reason: "old_beyond_size" }
  /** `size` is that of the latest checkpoint that was cosigned: the client tries again from there. */
  | { cosign: false; status: 409; reason: "old_differs"; size: bigint }
  | { cosign: false; status: 422; reason: "root_differs" | "proof_wrong" | "proof_unasked" | "empty_tree_root" };

/** In the order of the specification; `latest` is what was cosigned last for this origin, if anything was. */
export function judge({ old, proof, checkpoint }: AddCheckpointRequest, latest: Checkpoint | undefined): Judgement {
  const known = latest?.size ?? 0n;
  if (old > checkpoint.size) return { cosign: false, status: 400, reason: "old_beyond_size" };
  if (old !== known) return { cosign: false, status: 409, reason: "old_differs", size: known };
  if (checkpoint.size === 0n && !equalBytes(checkpoint.root, EMPTY_ROOT)) return unprocessable("empty_tree_root");
  if (latest && contradicts(checkpoint, latest)) return unprocessable("root_differs");
  if (old === 0n || !latest) return proof.length === 0 ? { cosign: true } : unprocessable("proof_unasked");
  const holds = verifyConsistency({
    size1: old,
    size2: checkpoint.size,
    root1: latest.root,
    root2: checkpoint.root,
    proof,
  });
  return holds ? { cosign: true } : unprocessable("proof_wrong");
}

function unprocessable(reason: Extract<Judgement, { status: 422 }>["reason"]): Judgement {
  return { cosign: false, status: 422, reason };
}

/** Two states of one log of which only one can be true: the same number of entries under different roots. */
export function contradicts(one: Checkpoint, other: Checkpoint): boolean {
  return one.size === other.size && !equalBytes(one.root, other.root);
}
