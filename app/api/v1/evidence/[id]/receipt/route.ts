import { receiptAnswer } from "#lib/features/evidence/receipts/pages.ts";
import { receiptQuerySchema } from "#lib/features/evidence/receipts/schema.ts";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";

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
