import { SealbookError } from "#lib/core/errors.ts";
import { loadEvidence } from "#lib/features/evidence/loaders.ts";
import { evidenceJsonSchema, idParamsSchema } from "#lib/features/evidence/schema.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

const read = route(
  {
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    output: evidenceJsonSchema,
  },
  async ({ actor, params }) => {
    const evidence = await loadEvidence(actor, params.id);
    // Another organisation's evidence is as absent as none.
    if (!evidence) throw new SealbookError("not_found");
    return { body: evidence };
  },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: read });
