import { APPROVALS_V1, type Approvals } from "#lib/credentials/threshold/approvals.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { readCeremony } from "./groups.ts";
import { readSealedBatch, readSealing } from "./rounds.ts";

/** Who approved a batch that is sealed, as they signed it; undefined where there is none of this id within reach, or it has no seal. */
export async function readApprovals(of: { reach: Reach; batchId: string }): Promise<Approvals | undefined> {
  const { reach, batchId } = of;
  const [batch, sealing] = [await readSealedBatch({ reach, id: batchId }), await readSealing(of)];
  if (!batch?.statement || !batch.sealKey || !batch.sealSignature || !sealing) return undefined;
  const ceremony = await readCeremony({ organisationId: reach.organisationId, id: sealing.group.id });
  if (!ceremony) return undefined;
  const { opens, confirms } = ceremony;
  const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return {
    ...{ approvals: APPROVALS_V1, batch: batchId, statement: batch.statement, group: sealing.group.id },
    seal: { key: toBase64(batch.sealKey), signature: toBase64(batch.sealSignature) },
    approvers: ceremony.approvers.flatMap(({ name }, at) => {
      const [open, confirm] = [opens[at], confirms[at]];
      return open && confirm ? [{ name, open, confirm }] : [];
    }),
    // Of other approvers, whom these took over from, the words are in the console: they lead to another key.
    words: sealing.rounds.flatMap(({ outcome, approvals }) =>
      outcome === "replaced" ? [] : approvals.map(({ text, signature, at }) => ({ text, signature, at })),
    ),
  };
}
