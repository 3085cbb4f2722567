/** The tree of units: made, named, moved, closed and opened again. One of an organisation's changes at a time. */
import { v7 as uuidv7 } from "uuid";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { reachedFrom } from "../rows.ts";
import { UNITS_MAX, type UnitContents } from "../types.ts";

interface Changing {
  actor: MemberActor;
}
type OfUnit = Changing & { id: string };

/** @throws {SealbookError} `forbidden`, `scope_missing`; `unit_unknown` of the field `parent`; `unit_name_taken`, `too_many_units` */
export async function createUnit(input: Changing & { name: string; parent: string | null }): Promise<{ id: string }> {
  requirePermission(input.actor, "units:manage");
  const { name, parent: parentId } = input;
  return await changing(input, async (tx, by) => {
    const { organisationId } = by;
    if ((await tx.unit.count({ where: { organisationId } })) >= UNITS_MAX)
      throw new SealbookError("too_many_units", { details: { max: UNITS_MAX } });
    await requireParent(tx, { organisationId, parentId });
    await refuseSameName(tx, { organisationId, parentId, name });
    const id = uuidv7();
    await tx.unit.create({ data: { id, organisationId, name, parentId }, select: { id: true } });
    const details = { name, parent: parentId };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "unit.create", subject: id, details });
    return { id };
  });
}

/**
 * Names or moves a unit, with all that is below it; what is not given stays.
 *
 * @throws {SealbookError} as `createUnit`; `not_found`; `unit_below_itself` of the field `parent`
 */
export async function changeUnit(
  input: OfUnit & { name?: string | undefined; parent?: string | null | undefined },
): Promise<void> {
  requirePermission(input.actor, "units:manage");
  const { id } = input;
  await changing(input, async (tx, by) => {
    const { organisationId } = by;
    const before = await tx.unit.findFirst({ where: { id, organisationId } });
    if (!before) throw new SealbookError("not_found");
    const { name = before.name, parent: parentId = before.parentId } = input;
    if (name === before.name && parentId === before.parentId) return;
    if (parentId !== before.parentId) {
      await requireParent(tx, { organisationId, parentId });
      if (parentId !== null && (await reachedFrom(tx, id)).includes(parentId))
        throw new SealbookError("unit_below_itself", { field: "parent" });
    }
    await refuseSameName(tx, { organisationId, parentId, name, id });
    await tx.unit.update({ where: { id }, data: { name, parentId }, select: { id: true } });
    const details = {
      name,
      ...(name !== before.name && { nameBefore: before.name }),
      ...(parentId !== before.parentId && { parentBefore: before.parentId, parent: parentId }),
    };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "unit.change", subject: id, details });
  });
}

/**
 * From now on nothing new belongs to it; its records stay where they are, and whoever is above it sees them. One that is closed already
 * is left so.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `unit_in_use`: people, invitations, keys or open units are still in it
 */
export async function closeUnit(input: OfUnit): Promise<void> {
  requirePermission(input.actor, "units:manage");
  const { id } = input;
  await changing(input, async (tx, by) => {
    const { organisationId } = by;
    // Whoever is about to put something into it holds it; who comes later finds it closed.
    await tx.$queryRaw`SELECT FROM unit WHERE id = ${id}::uuid AND organisation_id = ${organisationId}::uuid FOR UPDATE`;
    const unit = await tx.unit.findFirst({ where: { id, organisationId }, select: { name: true, closedAt: true } });
    if (!unit) throw new SealbookError("not_found");
    if (unit.closedAt) return;
    const contents = await countContents(tx, id);
    if (Object.values(contents).some((count) => count > 0))
      throw new SealbookError("unit_in_use", { details: { ...contents } });
    await tx.unit.update({ where: { id }, data: { closedAt: new Date() }, select: { id: true } });
    const details = { name: unit.name };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "unit.close", subject: id, details });
  });
}

/** @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `unit_unknown`: the one above it is closed */
export async function reopenUnit(input: OfUnit): Promise<void> {
  requirePermission(input.actor, "units:manage");
  const { id } = input;
  await changing(input, async (tx, by) => {
    const { organisationId } = by;
    const unit = await tx.unit.findFirst({ where: { id, organisationId } });
    if (!unit) throw new SealbookError("not_found");
    if (!unit.closedAt) return;
    await requireParent(tx, { organisationId, parentId: unit.parentId });
    await tx.unit.update({ where: { id }, data: { closedAt: null }, select: { id: true } });
    const details = { name: unit.name };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "unit.reopen", subject: id, details });
  });
}

async function changing<Result>(
  { actor }: Changing,
  work: (tx: Tx, by: MemberActor) => Promise<Result>,
): Promise<Result> {
  const behind = (tx: Tx) =>
    tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook units ' || ${actor.organisationId}, 0))`;
  return await proven({ actor, authority: "units:manage", behind }, work);
}

interface Place {
  organisationId: string;
  parentId: string | null;
}

async function requireParent(tx: Tx, { organisationId, parentId }: Place): Promise<void> {
  if (parentId === null) return;
  const parent = await tx.unit.count({ where: { id: parentId, organisationId, closedAt: null } });
  if (parent === 0) throw new SealbookError("unit_unknown", { field: "parent" });
}

/** Whoever chooses one tells those beside each other apart by their names. */
async function refuseSameName(tx: Tx, place: Place & { name: string; id?: string }): Promise<void> {
  const { organisationId, parentId, name, id } = place;
  const same = await tx.unit.count({ where: { organisationId, parentId, name, ...(id && { id: { not: id } }) } });
  if (same > 0) throw new SealbookError("unit_name_taken", { field: "name" });
}

async function countContents(tx: Tx, unitId: string): Promise<UnitContents> {
  const now = new Date();
  const works = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  const waits = { acceptedAt: null, withdrawnAt: null, expiresAt: { gt: now } };
  return {
    members: await tx.membership.count({ where: { unitId } }),
    // A provider that lets everybody into it invites whoever comes.
    invitations:
      (await tx.invitation.count({ where: { unitId, ...waits } })) +
      (await tx.ssoProvider.count({ where: { letsIn: true, letsInUnit: unitId } })),
    keys: await tx.apiKey.count({ where: { unitId, ...works } }),
    units: await tx.unit.count({ where: { parentId: unitId, closedAt: null } }),
  };
}
