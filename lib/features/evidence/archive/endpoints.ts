import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { archiveJsonSchema, archiveQuerySchema } from "./schema.ts";
import { exportArchive } from "./verbs/export-archive.ts";

/** Receipts a hundred at a time: what `sealbook export` asks for; contents have their own address. */
const exported = endpoint(
  {
    method: "GET",
    path: "/api/v1/archive",
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.costly,
    query: archiveQuerySchema,
    output: archiveJsonSchema,
  },
  async ({ actor, query: { cursor, limit, ...filter } }) => {
    const { records, older } = await exportArchive({ actor, filter, cursor, limit });
    return { body: { records, ...(older === undefined ? {} : { next: older }) } };
  },
);

export const archiveEndpoints = [exported];
