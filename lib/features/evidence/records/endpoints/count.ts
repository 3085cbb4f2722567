import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { countEvidence } from "../rows/list.ts";
import { parseFilters, toFilter } from "../schema/filters.ts";
import { TAGGED_MAX } from "../types.ts";

/** How many records the list shows under its filters, all pages of it: asked when somebody wants to choose them all. */
export const counted = endpoint(
  {
    method: "GET",
    path: "/evidence/count",
    auth: "member",
    scope: "evidence:read",
    limit: RATE_LIMITS.costly,
    query: "any",
    /** `more`: there are more than that. */
    output: z.strictObject({ count: z.number().int().min(0), more: z.boolean() }),
  },
  async ({ actor, request: { search } }) => {
    const filters = parseFilters(Object.fromEntries(new URLSearchParams(search)));
    if (filters.problem) return { body: { count: 0, more: false } };
    return { body: await countEvidence({ reach: actor, filter: toFilter(filters) }, TAGGED_MAX) };
  },
);
