/** The life of an organisation: active, suspended and active again, retired for good. */
import { closeLinks } from "#lib/features/accounts/links/verbs/close-links.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";
import { lockOrganisation } from "./lock-organisation.ts";
import { writeOrganisationEvent } from "./write-organisation-event.ts";

export interface OrganisationMove {
  actor: Actor;
  organisationId: string;
  /** Why, in words. */
  note?: string;
}
export type OrganisationMoved = { state: OrganisationState };

const ACTION = {
  active: "organisation.activate",
  suspended: "organisation.suspend",
  retired: "organisation.retire",
} as const satisfies Record<OrganisationState, AuditAction>;

/** It records again. @throws {SealbookError} as `retireOrganisation`. */
export async function activateOrganisation(move: OrganisationMove): Promise<OrganisationMoved> {
  await requireOperator(move.actor);
  return await moveOrganisation(move, "active");
}

/**
 * Its members and keys go on reading, and record nothing. Never the organisation that runs the installation.
 *
 * @throws {SealbookError} as `retireOrganisation`.
 */
export async function suspendOrganisation(move: OrganisationMove): Promise<OrganisationMoved> {
  await requireOperator(move.actor);
  return await moveOrganisation(move, "suspended");
}

/**
 * Nobody signs in to it any more, and its keys and links open nothing. Its records stay, and its receipts verify. Never
 * the organisation that runs the installation.
 *
 * @throws {SealbookError} `operators_only`, `organisation_absent`, `organisation_operates`, `already_in_state`,
 *   `organisation_retired`.
 */
export async function retireOrganisation(move: OrganisationMove): Promise<OrganisationMoved> {
  await requireOperator(move.actor);
  return await moveOrganisation(move, "retired");
}

async function moveOrganisation(move: OrganisationMove, target: OrganisationState): Promise<OrganisationMoved> {
  const { actor, organisationId, note = "" } = move;
  // One change at a time: the next reads what this one wrote.
  const behind = (tx: Tx) => lockOrganisation(tx, organisationId);
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const organisation = await tx.organisation.findUnique({
      where: { id: organisationId },
      include: { tests: { select: { id: true } } },
    });
    if (!organisation) throw new SealbookError("organisation_absent");
    if (organisation.operates && target !== "active") throw new SealbookError("organisation_operates");
    const before = await readOrganisationState(organisationId, tx);
    if (before === target) throw new SealbookError("already_in_state");
    if (before === "retired") throw new SealbookError("organisation_retired");
    const userId = actor.kind === "user" ? actor.userId : null;
    await writeState(tx, { organisationId, event: target, userId, note });
    // Who tries things out for it does so no longer than it records.
    if (organisation.tests)
      await writeState(tx, { organisationId: organisation.tests.id, event: target, userId, note });
    // Some would make somebody a member of it.
    if (target === "retired") await closeLinks(tx, { organisationId });
    await writeOrganisationEvent(tx, { actor, organisationId, action: ACTION[target], details: { before, note } });
    return { state: target };
  });
}

async function writeState(
  tx: Tx,
  state: { organisationId: string; event: OrganisationState; userId: string | null; note: string },
): Promise<void> {
  const { organisationId } = state;
  const { _max: last } = await tx.organisationEvent.aggregate({ where: { organisationId }, _max: { number: true } });
  await tx.organisationEvent.create({ data: { ...state, number: (last.number ?? 0) + 1 } });
}
