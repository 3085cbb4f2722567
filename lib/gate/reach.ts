/** Units (docs/decisions/0083): what somebody may see of an organisation, as conditions of statements, and where something new belongs. */
import { SealbookError } from "#lib/words/errors.ts";
import type { Actor, MemberActor, OrganisationId, Reach } from "./actor.ts";

/** What of a table somebody may see, for Prisma. */
export function within({ organisationId, units }: Reach): { organisationId: string; unitId?: { in: string[] } } {
  return { organisationId, ...(units && { unitId: { in: [...units] } }) };
}

/** The same in SQL. @param units the placeholder of an array that is null for whoever sees all */
export function inUnits(column: string, units: string): string {
  return `(${units}::uuid[] IS NULL OR ${column} = ANY (${units}::uuid[]))`;
}

/**
 * Rows of what somebody may see of a table in SQL, in the order of their ids: of all of the organisation, or of each unit along its own
 * index, as far as one page needs. $1 is the organisation.
 *
 * @param given.select the statement of rows in which `where` holds, in their order and with its limit
 * @param given.columns of the table: of its organisation, of its unit
 * @param given.units the placeholder of the units; null: of all of the organisation
 * @param given.order of `id`, by which what was found of several units is merged, with the limit
 */
export function alongUnits(given: {
  select: (where: string) => string;
  columns: { organisation: string; unit: string };
  units: string | null;
  order: string;
}): string {
  const { select, columns, units, order } = given;
  if (units === null) return select(`${columns.organisation} = $1`);
  return `SELECT r.* FROM unit u CROSS JOIN LATERAL (${select(`${columns.unit} = u.id`)}) r
    WHERE u.organisation_id = $1 AND u.id = ANY (${units}::uuid[]) ORDER BY r.id ${order}`;
}

/** All of an organisation. */
export function whole(organisationId: OrganisationId): Reach {
  return { organisationId, units: null };
}

/** What whoever acts for the organisation may see of it: the command line, all. */
export function reachOf(actor: Actor, organisationId: OrganisationId): Reach {
  return { organisationId, units: "units" in actor ? actor.units : null };
}

/** The unit in which somebody is; null: in the organisation as a whole. */
export function ownUnit({ units }: Pick<Reach, "units">): string | null {
  return units?.[0] ?? null;
}

/** Whether something of this unit may be seen. */
export function reaches({ units }: Pick<Reach, "units">, unitId: string | null): boolean {
  return units === null || (unitId !== null && units.includes(unitId));
}

/**
 * That whoever sends for long reaches what they reached at the beginning: what they send next would else go where they are no more.
 *
 * @throws {SealbookError} `unit_changed`
 */
export function requireSameReach(before: Pick<Reach, "units">, now: Pick<Reach, "units">): void {
  if (before.units?.join() !== now.units?.join()) throw new SealbookError("unit_changed");
}

/** What is the organisation's as a whole. @throws {SealbookError} `whole_organisation` for whoever acts for some of its units */
export function requireWhole({ units }: Pick<MemberActor, "units">): void {
  if (units !== null) throw new SealbookError("whole_organisation");
}

/**
 * A client's own name for a request, as it is kept: each unit has names of its own, so that no one is told what another one did under
 * the same.
 */
export function keyWithin(actor: Pick<Reach, "units">, key: string | undefined): string | undefined {
  const unit = ownUnit(actor);
  return key === undefined || unit === null ? key : `${unit} ${key}`;
}
