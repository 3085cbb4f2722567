import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission, requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findSealRow, type SealRow, toSeal } from "../rows/seals.ts";
import type { DocumentSeal } from "../types.ts";

/**
 * Four eyes are set aside by a person, never by a program.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `seal_revoked`
 */
export async function changeSeal(input: {
  actor: MemberActor;
  id: string;
  change: { name?: string | undefined; fourEyes?: boolean | undefined; purposes?: string[] | undefined };
}): Promise<DocumentSeal> {
  requirePermission(input.actor, "seals:manage");
  const { actor, id, change } = input;
  if (change.fourEyes === false) requireUser(actor);
  const { organisationId } = actor;
  const purposes = change.purposes && [...new Set(change.purposes)];
  return await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    await workingSeal(tx, by, id);
    const row = await tx.documentSeal.update({
      where: { id },
      data: { name: change.name, fourEyes: change.fourEyes, purposes },
    });
    const details = { name: row.name, fourEyes: row.fourEyes, purposes: row.purposes };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.change", subject: id, details });
    return toSeal(row, true);
  });
}

/**
 * No use is begun any more, and its key is destroyed; what it signed stays signed.
 *
 * @throws {SealbookError} as `changeSeal`
 */
export async function revokeSeal(input: { actor: MemberActor; id: string; reason: string }): Promise<DocumentSeal> {
  requirePermission(input.actor, "seals:manage");
  const { actor, id, reason } = input;
  const { organisationId } = actor;
  return await proven({ actor, authority: "seals:manage" }, async (tx, by) => {
    await workingSeal(tx, by, id);
    const data = { revokedAt: new Date(), revokedWhy: reason, secret: null };
    const row = await tx.documentSeal.update({ where: { id }, data });
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.revoke", subject: id, details: { reason } });
    return toSeal(row, false);
    // COMMIT. A use that was noted before it is finished; none is noted after it.
  });
}

/** Held until the end of the transaction: a use and a revocation follow one another. @throws {SealbookError} `not_found`, `seal_revoked` */
export async function workingSeal(tx: Tx, actor: MemberActor, id: string): Promise<SealRow & { secret: Uint8Array }> {
  await tx.$queryRaw`SELECT FROM document_seal WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await findSealRow(actor, id, tx);
  if (!row) throw new SealbookError("not_found");
  const { secret } = row;
  if (row.revokedAt !== null || secret === null) throw new SealbookError("seal_revoked");
  return { ...row, secret };
}
