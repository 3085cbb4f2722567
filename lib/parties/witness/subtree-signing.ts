/** What C2SP tlog-witness demands of a subtree before it may be signed (a draft). */
import { verifySubtree } from "#lib/core/log/merkle.ts";
import { KEY_TYPE, type Note } from "#lib/core/log/note.ts";
import { type Cosigner, subtreeLine } from "./cosigner.ts";
import { verifyLogSignature } from "./log-signature.ts";
import type { SignSubtreeRequest } from "./sign-subtree-request.ts";

/**
 * The keys that cosigned a checkpoint, of those that sign subtrees. An Ed25519 line is exchanged for nothing: whoever could forge one would
 * be given the signatures of the stronger key. One line that does not verify spoils the whole note.
 */
export function signersOf(note: Note, cosigners: readonly Cosigner[]): Cosigner[] {
  const able = cosigners.filter(({ key }) => key.type === KEY_TYPE.mlDsa44);
  const statuses = able.map(({ key }) => verifyLogSignature(note, key));
  return statuses.includes("bad") ? [] : able.filter((_, at) => statuses[at] === "ok");
}

/** The signature lines; undefined when the subtree is not proven to be of the checkpoint's tree. */
export function subtreeLines(request: SignSubtreeRequest, signers: readonly Cosigner[]): string[] | undefined {
  const { start, end, hash, proof, checkpoint } = request;
  const { origin, size, root } = checkpoint;
  if (!verifySubtree({ start, end, size, hash, root, proof })) return undefined;
  return signers.flatMap((signer) => subtreeLine(signer, { origin, start, end, hash }) ?? []);
}
