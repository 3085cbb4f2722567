/** Keys by API. */
import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { SCOPES } from "#lib/words/permissions.ts";
import { findApiKey, listApiKeys } from "./rows.ts";
import { apiKeyIdSchema, changedKeySchema, keysQuerySchema, newKeySchema, rotatedKeySchema } from "./schema.ts";
import type { ApiKeyRow } from "./types.ts";
import { changeApiKey } from "./verbs/change-api-key.ts";
import { createApiKey } from "./verbs/create-api-key.ts";
import { revokeApiKey } from "./verbs/revoke-api-key.ts";
import { endOldSecret, rotateKey } from "./verbs/rotate-key.ts";

const time = z.iso.datetime({ precision: 3 });
const key = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  state: z.enum(["active", "expired", "revoked"]),
  scopes: z.array(z.enum(SCOPES)),
  /** What it may it may in this unit and those below it; absent: in the organisation. */
  unit: z.uuid().optional(),
  /** It is for trying things out. */
  test: z.literal(true).optional(),
  addressRanges: z.array(z.string()),
  createdAt: time,
  expiresAt: time.optional(),
  revokedAt: time.optional(),
  rotatedAt: time.optional(),
  usedAt: time.optional(),
  usedFrom: z.string().optional(),
  refusedAt: time.optional(),
  refusedFrom: z.string().optional(),
  oldSecret: z
    .strictObject({ prefix: z.string(), until: time, usedAt: time.optional(), usedFrom: z.string().optional() })
    .optional(),
});
/** Shown this once. */
const withSecret = key.extend({ secret: z.string() });

const PLACE = "/api/v1/keys";
const managing = { auth: "member-or-key", scope: "keys:manage" } as const;
const reading = { ...managing, method: "GET", limit: RATE_LIMITS.read } as const;
const writing = { ...managing, limit: RATE_LIMITS.write } as const;
const one = { path: `${PLACE}/{id}`, params: apiKeyIdSchema } as const;
const verb = <Name extends string>(name: Name) =>
  ({ ...writing, method: "POST", path: `${PLACE}/{id}/${name}`, params: apiKeyIdSchema }) as const;
const nothing = z.strictObject({});
const SECRET = { "cache-control": "no-store" };

const list = endpoint(
  {
    ...reading,
    path: PLACE,
    query: keysQuerySchema,
    output: z.strictObject({ items: z.array(key), next: z.uuid().optional() }),
  },
  async ({ actor, query: { cursor, limit } }) => {
    const page = await listApiKeys({
      ...{ reach: actor, limit },
      ...(cursor === undefined ? {} : { older: cursor }),
    });
    return { body: { items: page.rows.map(keyBody), ...(page.older ? { next: page.older } : {}) } };
  },
);

const read = endpoint({ ...reading, ...one, output: key }, async ({ actor, params }) => {
  const found = await findApiKey(actor, params.id);
  if (!found) throw new SealbookError("not_found");
  return { body: keyBody(found) };
});

const create = endpoint(
  {
    ...writing,
    ...{ method: "POST", path: PLACE, body: newKeySchema, output: withSecret, statuses: [201] },
    refuses: ["key_beyond", "invalid_address_range", "expiry_past", "unit_unknown", "not_in_tests"],
  },
  async ({ actor, body }) => {
    const { key: made, secret } = await createApiKey({ actor, ...body });
    return {
      status: 201,
      headers: { location: `${PLACE}/${made.id}`, ...SECRET },
      body: { ...keyBody(made), secret },
    };
  },
);

const change = endpoint(
  {
    ...writing,
    ...one,
    ...{ method: "PATCH", body: changedKeySchema, output: key },
    refuses: ["key_beyond", "invalid_address_range", "expiry_past", "gone"],
  },
  async ({ actor, params, body }) => ({
    body: keyBody(await changeApiKey({ actor, apiKeyId: params.id, change: body })),
  }),
);

const rotate = endpoint(
  {
    ...verb("rotate-secret"),
    ...{ body: rotatedKeySchema, output: withSecret },
    refuses: ["key_beyond", "old_secret_works", "gone"],
  },
  async ({ actor, params, body }) => {
    const { key: changed, secret } = await rotateKey({ actor, apiKeyId: params.id, ...body });
    return { headers: SECRET, body: { ...keyBody(changed), secret } };
  },
);

const endOld = endpoint(
  { ...verb("end-old-secret"), body: nothing, output: key, refuses: ["gone"] },
  async ({ actor, params }) => ({ body: keyBody(await endOldSecret({ actor, apiKeyId: params.id })) }),
);

const revoke = endpoint(
  { ...verb("revoke"), body: nothing, output: nothing, refuses: ["gone"] },
  async ({ actor, params }) => {
    if (!(await findApiKey(actor, params.id))) throw new SealbookError("not_found");
    await revokeApiKey({ actor, apiKeyId: params.id });
    return { body: {} };
  },
);

function keyBody(row: ApiKeyRow): z.output<typeof key> {
  const { id, name, prefix, state, scopes, addressRanges, old } = row;
  return {
    ...{ id, name, prefix, state, scopes, addressRanges, createdAt: row.createdAt.toISOString() },
    ...(row.unitId !== null && { unit: row.unitId }),
    ...(row.test && { test: true as const }),
    ...timed("expiresAt", row.expiresAt),
    ...timed("revokedAt", row.revokedAt),
    ...timed("rotatedAt", row.rotatedAt),
    ...timed("usedAt", row.usedAt),
    ...(row.usedFrom === null ? {} : { usedFrom: row.usedFrom }),
    ...timed("refusedAt", row.refusedAt),
    ...(row.refusedFrom === null ? {} : { refusedFrom: row.refusedFrom }),
    ...(old && {
      oldSecret: {
        ...{ prefix: old.prefix, until: old.until.toISOString() },
        ...timed("usedAt", old.usedAt),
        ...(old.usedFrom === null ? {} : { usedFrom: old.usedFrom }),
      },
    }),
  };
}

/** A time that there may be none of. */
function timed<Name extends string>(name: Name, at: Date | null): { [key in Name]?: string } {
  return at ? ({ [name]: at.toISOString() } as { [key in Name]?: string }) : {};
}

export const apiKeysEndpoints = [list, read, create, change, rotate, endOld, revoke];
