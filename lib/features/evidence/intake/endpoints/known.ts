import { knownJsonSchema, knownSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { findKnown } from "../rows/intake.ts";

/** Which of many contents the organisation has recorded already, before they are recorded again. It changes nothing: digests of five hundred files fit no address. */
export const known = endpoint(
  {
    method: "POST",
    path: "/api/v1/evidence/known",
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    repeats: "safe",
    body: knownSchema,
    output: knownJsonSchema,
  },
  async ({ actor, body }) => ({ body: { records: await findKnown(actor, body.sha256) } }),
);
