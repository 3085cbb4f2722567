import { idParamsSchema } from "#lib/features/evidence/schema.ts";
import { receiptAnswer } from "#lib/features/receipts/loaders.ts";
import { receiptQuerySchema } from "#lib/features/receipts/schema.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

/** The public receipt: whoever knows the id of a record may check it; the private details are left out. */
const receipt = route(
  { auth: "public", limit: RATE_LIMITS.costly, params: idParamsSchema, query: receiptQuerySchema },
  ({ params, query, locale, request }) => receiptAnswer({ evidenceId: params.id, query, locale, request }),
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: receipt });
