/** Opening and closing a record to people without an account. */
import { v7 as uuidv7 } from "uuid";
import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findBundledFile } from "#lib/features/evidence/bundles/rows.ts";
import type { Reach, UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lastPublication, openLinksOf } from "../rows/sharing.ts";
import { SHARE_LINKS_MAX, type ShareDays } from "../types.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Turns a record's public page on or off. A page that is as it was asked to be is left so, without a row.
 *
 * @throws {SealbookError} `forbidden`, `organisation_suspended`; `gone`: there is no such record that they may see.
 */
export async function setPublicPage(options: {
  actor: UserActor;
  evidenceId: string;
  on: boolean;
}): Promise<{ public: boolean }> {
  requirePermission(options.actor, "evidence:write");
  const { actor, evidenceId, on } = options;
  const { organisationId, userId } = actor;
  const behind = (tx: Tx) => lockSharing(tx, evidenceId);
  return await proven({ actor, authority: "evidence:write", activeOnly: on, behind }, async (tx, by) => {
    await refuseForeign(tx, by, evidenceId);
    const last = await lastPublication(evidenceId, tx);
    if ((last?.public ?? true) === on) return { public: on };
    const number = (last?.number ?? 0) + 1;
    await tx.evidencePublication.create({ data: { evidenceId, number, public: on, userId }, select: { number: true } });
    const action = on ? "evidence.publish" : "evidence.withdraw";
    await writeAuditEvent(tx, { actor, organisationId, action, subject: evidenceId, details: {} });
    return { public: on };
  });
}

/** One change of how a record is shared at a time, until the transaction ends. Its row is append-only and cannot be locked. */
async function lockSharing(tx: Tx, evidenceId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook sharing ' || ${evidenceId}, 0))`;
}

/**
 * Makes a link that opens the record for `days`, its public page being on or off.
 *
 * @param options.file place of the one file of a bundle that it opens instead
 * @returns the link's id
 * @throws {SealbookError} `forbidden`, `organisation_suspended`; `gone`, also where there is no such file; `too_many_links` when as many open the record as can at once.
 */
export async function createShareLink(options: {
  actor: UserActor;
  evidenceId: string;
  label: string;
  days: ShareDays;
  file?: number | undefined;
}): Promise<{ id: string }> {
  requirePermission(options.actor, "evidence:write");
  const { actor, evidenceId, label, days, file } = options;
  const { organisationId, userId } = actor;
  const behind = (tx: Tx) => lockSharing(tx, evidenceId);
  return await proven({ actor, authority: "evidence:write", activeOnly: true, behind }, async (tx, by) => {
    await refuseForeign(tx, by, evidenceId);
    if (file !== undefined && !(await findBundledFile(evidenceId, file))) throw new SealbookError("gone");
    const links = await tx.evidenceLink.count({ where: openLinksOf({ id: evidenceId }, new Date()) });
    if (links >= SHARE_LINKS_MAX) throw new SealbookError("too_many_links");
    const id = uuidv7();
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + days * DAY_MS);
    await tx.evidenceLink.create({
      data: { id, evidenceId, label, userId, createdAt, expiresAt, ...(file === undefined ? {} : { file }) },
      select: { id: true },
    });
    const details: AuditDetails = { evidence: evidenceId, label, expiresAt: expiresAt.toISOString() };
    if (file !== undefined) details.file = file;
    await writeAuditEvent(tx, { actor, organisationId, action: "share.create", subject: id, details });
    return { id };
  });
}

/**
 * Ends a link at once and for good.
 *
 * @throws {SealbookError} `forbidden`; `gone`: it is no link to what they may see, or was revoked already.
 */
export async function revokeShareLink(options: { actor: UserActor; linkId: string }): Promise<void> {
  requirePermission(options.actor, "evidence:write");
  const { actor, linkId } = options;
  const { organisationId, userId } = actor;
  await proven({ actor, authority: "evidence:write" }, async (tx, by) => {
    const evidence = within(by);
    const link = await tx.evidenceLink.findFirst({
      where: { id: linkId, evidence },
      select: { evidenceId: true, label: true },
    });
    const { count } = await tx.evidenceLink.updateMany({
      where: { id: linkId, evidence, revokedAt: null },
      data: { revokedAt: new Date(), revokedById: userId },
    });
    if (!link || count === 0) throw new SealbookError("gone");
    const details = { evidence: link.evidenceId, label: link.label };
    await writeAuditEvent(tx, { actor, organisationId, action: "share.revoke", subject: linkId, details });
  });
}

async function refuseForeign(tx: Tx, reach: Reach, id: string): Promise<void> {
  if ((await tx.evidence.count({ where: { id, ...within(reach) } })) === 0) throw new SealbookError("gone");
}
