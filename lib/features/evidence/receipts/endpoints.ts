import { fileParamsSchema } from "#lib/features/evidence/bundles/schema.ts";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { admitToRecord } from "#lib/features/evidence/sharing/rows/sharing.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { callerOfAddress, countOrRefuse } from "#lib/gate/admit.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { whileProven } from "#lib/gate/watch-authority.ts";
import { preferredType } from "#lib/infra/http/accept.ts";
import type { Answer } from "#lib/infra/http/answer.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { RANGED, representBytes } from "#lib/infra/http/representation.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { loadReceipt } from "./pages.ts";
import { publicReceiptQuerySchema, type ReceiptQuery, receiptQuerySchema } from "./schema.ts";
import { RETRY_AFTER_SECONDS } from "./types.ts";

const FORMAT_OF_TYPE = {
  "application/json": "json",
  "application/pdf": "pdf",
  "text/plain": "tlog-proof",
  "application/cose": "cose",
} as const;
const RECEIPT_TYPES = Object.keys(FORMAT_OF_TYPE) as (keyof typeof FORMAT_OF_TYPE)[];

const RECEIPT = {
  produces: RECEIPT_TYPES,
  statuses: [...RANGED.statuses, 202],
  refuses: [
    ...RANGED.refuses,
    "not_acceptable",
    "not_anchored",
    "signature_unavailable",
    "tree_of_one",
    "too_many_at_once",
  ],
} as const;

const receipt = endpoint(
  {
    method: "GET",
    path: "/api/v1/evidence/{id}/receipt",
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    query: receiptQuerySchema,
    ...RECEIPT,
  },
  async ({ actor, params, query, request }) =>
    await receiptAnswer({ evidenceId: params.id, reach: actor, query, request }),
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
    cors: true,
    limit: RATE_LIMITS.costly,
    params: idParamsSchema,
    query: publicReceiptQuerySchema,
    ...RECEIPT,
    refuses: [...RECEIPT.refuses, "link_invalid", "link_expired", "link_revoked"],
  },
  async ({ params, query: { link, ...query }, request }) => {
    const { file } = await admitToRecord(params.id, link);
    const prove = async () => void (await admitToRecord(params.id, link));
    const answer = () => receiptAnswer({ evidenceId: params.id, file, query, request });
    return await whileProven({ request, prove }, answer);
  },
);

/** The receipt of one file of a bundle: whoever is given it sees nothing of the others. */
const fileReceipt = endpoint(
  {
    method: "GET",
    path: "/api/v1/bundles/{id}/files/{place}/receipt",
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: fileParamsSchema,
    query: receiptQuerySchema,
    ...RECEIPT,
  },
  async ({ actor, params, query, request }) =>
    await receiptAnswer({ evidenceId: params.id, file: params.place, reach: actor, query, request }),
);

export const receiptsEndpoints = [receipt, publicReceipt, fileReceipt];

/**
 * The answer to a request for a receipt: in the format of the query, else of the Accept header. 202 while a JSON receipt
 * has no proof yet.
 *
 * @throws {SealbookError} `not_acceptable`, and `rate_limited`, and what `loadReceipt` throws.
 */
async function receiptAnswer(options: {
  evidenceId: string;
  reach?: Reach;
  /** Place of one file of a bundle. */
  file?: number | undefined;
  query: ReceiptQuery;
  request: ApiRequest;
}): Promise<Answer> {
  const { query, request, ...whose } = options;
  const accepted = preferredType(request.headers.accept, RECEIPT_TYPES);
  const format = query.format ?? (accepted && FORMAT_OF_TYPE[accepted]);
  if (!format) throw new SealbookError("not_acceptable", { details: { available: RECEIPT_TYPES.join(", ") } });
  const address = callerOfAddress(clientAddress(request.headers));
  const caller = options.reach?.organisationId ?? address;
  // A drawing costs a hundred times what the receipt itself does.
  if (format === "pdf") await countOrRefuse(RATE_LIMITS.drawing, caller);
  const receipt = await loadReceipt({
    ...whose,
    caller,
    format,
    algorithm: query.alg,
    locale: query.lang ?? request.locale,
    waitSeconds: query.wait,
    until: query.until,
    renewal: query.renewal === "true",
    signal: request.signal,
  });
  const { bytes, mediaType, filename, anchored } = receipt;
  const headers = downloadHeaders({ filename, mediaType });
  if (anchored) return representBytes(request, bytes, { ...headers, vary: "Accept" });
  return { status: 202, headers: { ...headers, "retry-after": `${RETRY_AFTER_SECONDS}` }, payload: bytes };
}
