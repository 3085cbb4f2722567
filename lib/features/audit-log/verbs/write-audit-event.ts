/** Writing the audit log: in the transaction of the change it tells of, or not at all. */
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AuditActor, AuditEventInput, StoredActor } from "../types.ts";

/** The actor as it is stored. */
export function storedActor(actor: AuditActor): StoredActor {
  switch (actor.kind) {
    case "user":
      return { kind: actor.kind, id: actor.userId, address: actor.address };
    case "api-key":
      return { kind: actor.kind, id: actor.apiKeyId, address: actor.address };
    case "link":
      return { kind: actor.kind, id: actor.linkId, address: actor.address };
    case "stranger":
      return { kind: actor.kind, address: actor.address };
    case "operator":
    case "worker":
      return { kind: actor.kind };
  }
}

/**
 * Adds one row to the audit log through the caller's transaction handle, so that the change and its row
 * commit together or not at all.
 */
export async function writeAuditEvent(tx: Tx, event: AuditEventInput): Promise<void> {
  const { actor, organisationId, action, subject, details } = event;
  await tx.auditEvent.create({
    data: { id: uuidv7(), organisationId, actor: { ...storedActor(actor) }, action, subject, details },
  });
}
