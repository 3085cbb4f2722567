import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { admitToRecord } from "#lib/features/evidence/sharing/rows/sharing.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { receiptAnswer } from "./pages.ts";
import { publicReceiptQuerySchema, receiptQuerySchema } from "./schema.ts";

const receipt = endpoint(
  {
    method: "GET",
    path: "/api/v1/evidence/{id}/receipt",
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    query: receiptQuerySchema,
  },
  async ({ actor, params, query, request }) =>
    await receiptAnswer({ evidenceId: params.id, organisationId: actor.organisationId, query, request }),
);

/**
 * The public receipt, without the private details: for whoever knows the id of a record whose public page is on, or has
 * a link to it that works.
 */
const publicReceipt = endpoint(
  {
    method: "GET",
    path: "/api/v1/records/{id}/receipt",
    auth: "public",
    limit: RATE_LIMITS.costly,
    params: idParamsSchema,
    query: publicReceiptQuerySchema,
  },
  async ({ params, query: { link, ...query }, request }) => {
    await admitToRecord(params.id, link);
    return await receiptAnswer({ evidenceId: params.id, query, request });
  },
);

export const receiptsEndpoints = [receipt, publicReceipt];
