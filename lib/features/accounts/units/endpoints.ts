/** Units by API. */
import { z } from "zod";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findUnit, listUnits } from "./rows.ts";
import { unitBodySchema, unitChangeSchema, unitIdSchema, unitJsonSchema, unitsJsonSchema } from "./schema.ts";
import type { PlacedUnit } from "./types.ts";
import { changeUnit, closeUnit, createUnit, reopenUnit } from "./verbs/change-units.ts";

const PLACE = "/api/v1/units";
const one = { path: `${PLACE}/{id}`, params: unitIdSchema } as const;
const reading = { auth: "member-or-key", scope: "evidence:read", method: "GET", limit: RATE_LIMITS.read } as const;
const writing = { auth: "member-or-key", scope: "units:manage", limit: RATE_LIMITS.write } as const;
const verb = <Name extends string>(name: Name) =>
  ({
    ...writing,
    method: "POST",
    path: `${PLACE}/{id}/${name}`,
    params: unitIdSchema,
    output: unitJsonSchema,
  }) as const;
const nothing = z.strictObject({});
const REFUSALS = ["unit_unknown", "unit_name_taken"] as const;

const list = endpoint({ ...reading, path: PLACE, output: unitsJsonSchema }, async ({ actor }) => ({
  body: { items: (await listUnits(actor)).map(unitBody) },
}));

const read = endpoint({ ...reading, ...one, output: unitJsonSchema }, async ({ actor, params }) => ({
  body: await bodyOf(actor, params.id),
}));

const create = endpoint(
  {
    ...{ ...writing, method: "POST", path: PLACE, body: unitBodySchema, output: unitJsonSchema, statuses: [201] },
    refuses: [...REFUSALS, "too_many_units"],
  },
  async ({ actor, body: { name, parent = null } }) => {
    const { id } = await createUnit({ actor, name, parent });
    return { status: 201, headers: { location: `${PLACE}/${id}` }, body: await bodyOf(actor, id) };
  },
);

const change = endpoint(
  {
    ...{ ...writing, ...one, method: "PATCH", body: unitChangeSchema, output: unitJsonSchema },
    refuses: [...REFUSALS, "unit_below_itself"],
  },
  async ({ actor, params, body }) => {
    await changeUnit({ actor, id: params.id, ...body });
    return { body: await bodyOf(actor, params.id) };
  },
);

const close = endpoint(
  { ...verb("close"), body: nothing, refuses: ["unit_in_use"] },
  async ({ actor, params: { id } }) => {
    await closeUnit({ actor, id });
    return { body: await bodyOf(actor, id) };
  },
);

const reopen = endpoint(
  { ...verb("reopen"), body: nothing, refuses: ["unit_unknown"] },
  async ({ actor, params: { id } }) => {
    await reopenUnit({ actor, id });
    return { body: await bodyOf(actor, id) };
  },
);

async function bodyOf(actor: MemberActor, id: string): Promise<z.output<typeof unitJsonSchema>> {
  const unit = await findUnit(actor, id);
  if (!unit) throw new SealbookError("not_found");
  return unitBody(unit);
}

function unitBody({ id, name, parent, createdAt, closedAt }: PlacedUnit): z.output<typeof unitJsonSchema> {
  return {
    ...{ id, name, createdAt: createdAt.toISOString() },
    ...(parent !== undefined && { parent }),
    ...(closedAt && { closedAt: closedAt.toISOString() }),
  };
}

export const unitsEndpoints = [list, read, create, change, close, reopen];
