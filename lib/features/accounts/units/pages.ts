/** What the page of units shows, and what forms and lists are told of them. */
import type { Reach } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { listUnits } from "./rows.ts";
import { unitsQuerySchema } from "./schema.ts";
import type { UnitChoice } from "./types.ts";

export async function loadUnits(params: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/units");
  const { q } = unitsQuerySchema.parse(params);
  const [units, state] = await Promise.all([listUnits(actor), readOrganisationState(actor.organisationId)]);
  const wanted = q.toLowerCase();
  return {
    q,
    role: actor.role,
    isWhole: actor.units === null,
    mayManage: may(actor, "units:manage") && state === "active",
    all: units.map(toChoice),
    shown: units.filter(({ path }) => path.toLowerCase().includes(wanted)),
  };
}

export type UnitsView = Awaited<ReturnType<typeof loadUnits>>;

/** None where the organisation has no units: then nobody is asked for one. */
export async function unitChoices(reach: Reach): Promise<UnitChoice[]> {
  return (await listUnits(reach)).map(toChoice);
}

function toChoice({ id, path, closedAt }: { id: string; path: string; closedAt?: Date }): UnitChoice {
  return { id, path, closed: closedAt !== undefined };
}
