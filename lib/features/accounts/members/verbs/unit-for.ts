import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";

/**
 * Where somebody's role is to hold, in the caller's transaction: in a unit of whoever gives it. Owners are the organisation's.
 *
 * @throws {SealbookError} `unit_unknown`: it is none of theirs, or closed
 */
export async function unitFor(
  tx: Tx,
  { by, role, unit }: { by: UserActor; role: Role; unit: string | null | undefined },
): Promise<string | null> {
  const unitId = role === "owner" ? null : (unit ?? ownUnit(by));
  await holdUnit(tx, by, unitId);
  return unitId;
}
