import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireState } from "../checks/state.ts";
import { findEnvelope } from "../rows/envelopes.ts";
import { whoOf } from "../rows/who.ts";
import type { Envelope } from "../types.ts";
import { requireEnd } from "./create-envelope.ts";
import { endEnvelope } from "./end-envelope.ts";
import { holdEnvelope, writeContractEvent } from "./write-event.ts";

/**
 * The sender takes it back; what was signed by then is of no use to anybody.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`, `contract_over`
 */
export async function voidEnvelope(input: { actor: MemberActor; id: string; reason: string }): Promise<Envelope> {
  requirePermission(input.actor, "contracts:write");
  const { actor, id, reason } = input;
  return await changed({ actor, id }, async (tx, { envelope, by }) => {
    // One that is late is over by itself, and so says why.
    requireState(envelope, envelope.state === "draft" ? "draft" : "sent");
    await endEnvelope(tx, { envelope, as: "voided", by: whoOf(by), facts: { reason } });
    return { action: "envelope.void", details: { title: envelope.title, reason } };
  });
}

/** @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`, `contract_over`, `contract_not_sent`, `invalid_field` */
export async function extendEnvelope(input: { actor: MemberActor; id: string; expiresAt: Date }): Promise<Envelope> {
  requirePermission(input.actor, "contracts:write");
  const { actor, id } = input;
  const expiresAt = requireEnd(input.expiresAt);
  return await changed({ actor, id }, async (tx, { envelope, by }) => {
    requireState(envelope, "sent");
    await tx.contractEnvelope.update({ where: { id }, data: { expiresAt } });
    const until = expiresAt.toISOString();
    await writeContractEvent(tx, { envelope, kind: "extended", by: whoOf(by), facts: { expiresAt: until } });
    return { action: "envelope.extend", details: { title: envelope.title, until } };
  });
}

type Told = { action: "envelope.void" | "envelope.extend"; details: Record<string, string> };

async function changed(
  { actor, id }: { actor: MemberActor; id: string },
  work: (tx: Tx, given: { envelope: Envelope; by: MemberActor }) => Promise<Told>,
): Promise<Envelope> {
  const behind = (tx: Tx) => tx.$queryRaw`SELECT FROM contract_envelope WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return await proven({ actor, authority: "contracts:write", behind }, async (tx, by) => {
    const envelope = await findEnvelope(by, id, tx);
    if (!envelope) throw new SealbookError("not_found");
    const told = await work(tx, { envelope, by });
    await writeAuditEvent(tx, { actor, organisationId: by.organisationId, subject: id, ...told });
    return await holdEnvelope(tx, id);
  });
}
