/** What is posted to a witness by C2SP tlog-witness: from a body to an answer in the specification's own words. */
import { PLAIN, plainReply, type Reply } from "./reply.ts";
import type { Answer, Witness } from "./witness.ts";

const RETRY_SECONDS = "1";

const REASONS = {
  malformed: "the request is malformed",
  old_beyond_size: "the old size is larger than the checkpoint's size",
  signature_absent: "no signature of a key that this witness trusts for this origin",
  signature_invalid: "a signature under the name and id of a trusted key does not verify",
  unknown_origin: "this witness does not know a log of this origin",
  not_cosigned: "the checkpoint has no signature of this witness that it signs subtrees for, or a wrong one",
  subtree_unproven: "the proof does not lead from the subtree to the checkpoint",
  rate: "more of this log than this witness signs in a second",
  busy: "too many requests of this log wait already",
  root_differs:
    "this witness has cosigned another root for the same size: one log has signed two histories. Both signed checkpoints are kept and published",
  proof_wrong:
    "the consistency proof does not lead from the latest cosigned checkpoint to this one. This may be a fork or only a wrong proof; the checkpoint is kept as unproven",
  proof_unasked: "nothing was cosigned before, so the proof has to be empty",
  empty_tree_root: "a tree without entries has the root of RFC 6962's empty tree",
} as const;

export async function addCheckpointReply(witness: Witness, body: Uint8Array): Promise<Reply> {
  return replyOf(await witness.addCheckpoint(body));
}

export async function signSubtreeReply(witness: Witness, body: Uint8Array): Promise<Reply> {
  return replyOf(await witness.signSubtree(body));
}

function replyOf(answer: Answer): Reply {
  switch (answer.status) {
    case 200:
      return { status: 200, body: answer.lines, type: PLAIN };
    case 400: {
      const part = answer.reason === "malformed" ? `: ${answer.part}` : "";
      return plainReply(400, `${REASONS[answer.reason]}${part}`);
    }
    case 409:
      return { status: 409, body: `${answer.size}\n`, type: "text/x.tlog.size" };
    case 429:
    case 503:
      return plainReply(answer.status, REASONS[answer.reason], { "retry-after": RETRY_SECONDS });
    default:
      return plainReply(answer.status, REASONS[answer.reason]);
  }
}
