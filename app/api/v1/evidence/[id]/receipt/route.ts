import { idParamsSchema } from "#lib/features/evidence/schema.ts";
import { receiptAnswer } from "#lib/features/receipts/loaders.ts";
import { receiptQuerySchema } from "#lib/features/receipts/schema.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

const receipt = route(
  {
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    query: receiptQuerySchema,
  },
  ({ actor, params, ...asked }) =>
    receiptAnswer({ evidenceId: params.id, organisationId: actor.organisationId, ...asked }),
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: receipt });
