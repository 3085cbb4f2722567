import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission, requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { destroyHeldKey } from "#lib/infra/keys/held-keys.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { asideOf, findSealRow, type SealRow, toSeal } from "../rows/seals.ts";
import type { DocumentSeal } from "../types.ts";

interface Change {
  name?: string | undefined;
  fourEyes?: boolean | undefined;
  purposes?: string[] | undefined;
}

/**
 * Four eyes are set aside by two people, never by a program: the first who says so is noted, and within a week another one's word does it.
 * Whoever says meanwhile that they stay ends that.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `seal_revoked`
 */
export async function changeSeal(input: { actor: MemberActor; id: string; change: Change }): Promise<DocumentSeal> {
  requirePermission(input.actor, "seals:manage");
  const { actor, id, change } = input;
  if (change.fourEyes === false) requireUser(actor);
  const { organisationId } = actor;
  const purposes = change.purposes && [...new Set(change.purposes)];
  return await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    const before = await workingSeal(tx, by, id);
    const eyes = eyesOf(before, { wanted: change.fourEyes, by });
    const row = await tx.documentSeal.update({ where: { id }, data: { name: change.name, purposes, ...eyes } });
    const aside = asideOf(row) !== undefined;
    const details = { name: row.name, fourEyes: row.fourEyes, ...(aside && { aside }), purposes: row.purposes };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.change", subject: id, details });
    return toSeal(row, true);
  });
}

type Eyes = Partial<Pick<SealRow, "fourEyes" | "asideBy" | "asideAt">>;

function eyesOf(row: SealRow, { wanted, by }: { wanted: boolean | undefined; by: MemberActor }): Eyes {
  const decided = { asideBy: null, asideAt: null };
  if (wanted === undefined) return {};
  if (wanted || !row.fourEyes) return { fourEyes: wanted, ...decided };
  const userId = by.kind === "user" ? by.userId : null;
  const asked = asideOf(row);
  if (asked === undefined || asked.by === userId) return { asideBy: userId, asideAt: new Date() };
  return { fourEyes: false, ...decided };
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
  const { seal, stored } = await proven({ actor, authority: "seals:manage" }, async (tx, by) => {
    const { secret } = await workingSeal(tx, by, id);
    const data = { revokedAt: new Date(), revokedWhy: reason, secret: null };
    const row = await tx.documentSeal.update({ where: { id }, data });
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.revoke", subject: id, details: { reason } });
    return { seal: toSeal(row, false), stored: new Uint8Array(secret) };
    // COMMIT. A use that was noted before it is finished; none is noted after it.
  });
  // A module that is away keeps a key that nothing refers to any more.
  await destroyHeldKey(stored).catch((error: unknown) =>
    logEvent("warning", "seal.key_left", { seal: id, reason: reasonOf(error) }),
  );
  return seal;
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
