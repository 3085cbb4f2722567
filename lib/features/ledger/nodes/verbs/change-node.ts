import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { keyRefusal, parseNodeKeys } from "../rows/node-keys.ts";
import { auditOwner } from "./audit-owner.ts";
import { lockPolicy, writePolicy } from "./write-policy.ts";

export interface NodeChange {
  url?: string | undefined;
  operator?: string | undefined;
  contact?: string | undefined;
  /** null: none of those here. */
  organisationId?: string | null | undefined;
  /** Of a witness with an Ed25519 key: its ML-DSA-44 key, which it has not yet here. */
  mlDsaKey?: string | undefined;
}

/**
 * Where a node is found and who runs it, and the second key of a witness. Name and keys never change: another key is another witness. A
 * change to what is the case already leaves no trace.
 *
 * @param input.change as `schema.ts` reads it; what is not given stays
 * @throws {SealbookError} `operators_only`, `node_absent`; of its field `organisation_absent`, or why a key is none for it.
 */
export async function changeNode(input: {
  actor: Actor;
  nodeId: string;
  change: NodeChange;
}): Promise<{ changed: boolean }> {
  await requireOperator(input.actor);
  const { actor, nodeId, change } = input;
  // One change at a time: the next sees what this one wrote.
  const behind = async (tx: Tx) => {
    const node = change.mlDsaKey === undefined ? null : await tx.node.findUnique({ where: { id: nodeId } });
    if (node) await lockPolicy(tx, node.ledgerName);
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook node ' || ${nodeId}, 0))`;
  };
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const before = await tx.node.findUnique({ where: { id: nodeId } });
    if (!before) throw new SealbookError("node_absent");
    const details: AuditDetails = { ledger: before.ledgerName, name: before.name };
    const data: NodeChange = {};
    for (const field of ["url", "operator", "contact", "organisationId", "mlDsaKey"] as const) {
      const value = change[field];
      if (value === undefined || value === before[field]) continue;
      details[`${field}Before`] = before[field];
      details[field] = value;
      Object.assign(data, { [field]: value });
    }
    if (Object.keys(data).length === 0) return { changed: false };
    const { organisationId } = data;
    if (organisationId && !(await tx.organisation.findUnique({ where: { id: organisationId } }))) {
      throw new SealbookError("organisation_absent", { field: "organisationId" });
    }
    if (data.mlDsaKey !== undefined) await refuseKey(tx, { node: before, mlDsaKey: data.mlDsaKey });
    await tx.node.update({ where: { id: nodeId }, data: { ...data } });
    // From the next tree on both keys have to have signed. Who never was active is in no policy.
    const isListed = await tx.nodeEvent.findFirst({ where: { nodeId, event: "active" } });
    if (data.mlDsaKey !== undefined && isListed) await writePolicy(tx, { ledger: before.ledgerName, actor });
    await writeAuditEvent(tx, {
      actor,
      organisationId: auditOwner(actor),
      action: "node.change",
      subject: nodeId,
      details,
    });
    return { changed: true };
  });
}

type NodeRow = { id: string; ledgerName: string; verifierKey: string | null; mlDsaKey: string | null };

/** Whatever was given, both keys have to be what `inviteNode` takes. */
async function refuseKey(tx: Tx, { node, mlDsaKey }: { node: NodeRow; mlDsaKey: string }): Promise<void> {
  const { id: nodeId, ledgerName: ledger, verifierKey } = node;
  const keys = parseNodeKeys(`${verifierKey ?? ""} ${mlDsaKey}`);
  const isNew =
    verifierKey !== null && node.mlDsaKey === null && typeof keys !== "string" && keys.mlDsaKey === mlDsaKey;
  const unlike = typeof keys === "string" ? keys : "verifier_keys_unlike";
  const refusal = isNew ? await keyRefusal(tx, { ledger, keys, nodeId }) : unlike;
  if (refusal) throw new SealbookError(refusal, { field: "mlDsaKey" });
}
