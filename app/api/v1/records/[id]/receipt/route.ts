import { admitToRecord } from "#lib/features/evidence/loaders.ts";
import { idParamsSchema } from "#lib/features/evidence/schema.ts";
import { receiptAnswer } from "#lib/features/receipts/loaders.ts";
import { publicReceiptQuerySchema } from "#lib/features/receipts/schema.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

/**
 * The public receipt, without the private details: for whoever knows the id of a record whose public page is on, or has
 * a link to it that works.
 */
const receipt = route(
  { auth: "public", limit: RATE_LIMITS.costly, params: idParamsSchema, query: publicReceiptQuerySchema },
  async ({ params, query: { link, ...query }, locale, request }) => {
    await admitToRecord(params.id, link);
    return await receiptAnswer({ evidenceId: params.id, query, locale, request });
  },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: receipt });
