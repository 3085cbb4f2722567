import { receiptAnswer } from "#lib/features/evidence/receipts/pages.ts";
import { publicReceiptQuerySchema } from "#lib/features/evidence/receipts/schema.ts";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { admitToRecord } from "#lib/features/evidence/sharing/pages.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";

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
