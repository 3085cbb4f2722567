/** The life of an institution: active, suspended and active again, retired for good. */
import type { AuditAction } from "#lib/features/audit-log/types.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { mayOperate } from "#lib/gate/may-operate.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { OrganisationRefusal, OrganisationState } from "#lib/words/organisations.ts";
import { writeInstitutionEvent } from "./write-institution-event.ts";

export interface OrganisationMove {
  actor: Actor;
  organisationId: string;
  /** Why, in words. */
  note?: string;
}
export type OrganisationMoved = { state: OrganisationState } | { failed: OrganisationRefusal };

const ACTION = {
  active: "organisation.activate",
  suspended: "organisation.suspend",
  retired: "organisation.retire",
} as const satisfies Record<OrganisationState, AuditAction>;

/** It records again. */
export async function activateOrganisation(move: OrganisationMove): Promise<OrganisationMoved> {
  return await moveOrganisation(move, "active");
}

/** Its members and keys go on reading, and record nothing. Never the institution that runs the installation. */
export async function suspendOrganisation(move: OrganisationMove): Promise<OrganisationMoved> {
  return await moveOrganisation(move, "suspended");
}

/**
 * Nobody signs in to it any more, and its keys and links open nothing. Its records stay, and its receipts verify. Never
 * the institution that runs the installation.
 */
export async function retireOrganisation(move: OrganisationMove): Promise<OrganisationMoved> {
  return await moveOrganisation(move, "retired");
}

async function moveOrganisation(move: OrganisationMove, target: OrganisationState): Promise<OrganisationMoved> {
  const { actor, organisationId, note = "" } = move;
  return await prisma().$transaction(async (tx) => {
    if (!(await mayOperate(actor, tx))) return { failed: "forbidden" };
    // One change at a time: the next reads what this one wrote.
    await tx.$queryRaw`SELECT 1 FROM organisation WHERE id = ${organisationId}::uuid FOR UPDATE`;
    const organisation = await tx.organisation.findUnique({ where: { id: organisationId } });
    if (!organisation) return { failed: "organisation_absent" };
    if (organisation.operates && target !== "active") return { failed: "operating" };
    const before = await readOrganisationState(organisationId, tx);
    if (before === target) return { failed: "already" };
    if (before === "retired") return { failed: "retired" };
    const { _max: last } = await tx.organisationEvent.aggregate({ where: { organisationId }, _max: { number: true } });
    const userId = actor.kind === "user" ? actor.userId : null;
    await tx.organisationEvent.create({
      data: { organisationId, number: (last.number ?? 0) + 1, event: target, userId, note },
    });
    if (target === "retired") await closeLinks(tx, organisationId);
    await writeInstitutionEvent(tx, { actor, organisationId, action: ACTION[target], details: { before, note } });
    return { state: target };
  });
}

/** Links that would make somebody a member of it. */
async function closeLinks(tx: Tx, organisationId: string): Promise<void> {
  const now = new Date();
  await tx.oneTimeLink.updateMany({
    where: { organisationId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
}
