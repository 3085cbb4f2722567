import { toHex } from "#lib/core/text/bytes.ts";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { admitToRecord } from "#lib/features/evidence/sharing/rows/sharing.ts";
import { endpoint, rawEndpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findOriginReceipt, findPublicOrigin } from "./rows/origins.ts";
import {
  archiveJsonSchema,
  archiveQuerySchema,
  originJsonSchema,
  originParamsSchema,
  publicOriginQuerySchema,
} from "./schema.ts";
import { ORIGIN_BYTES_MAX } from "./types.ts";
import { addOrigin } from "./verbs/add-origin.ts";
import { exportArchive } from "./verbs/export-archive.ts";

/** Receipts a hundred at a time: what `sealbook export` asks for; contents have their own address. */
const exported = endpoint(
  {
    method: "GET",
    path: "/api/v1/archive",
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.costly,
    query: archiveQuerySchema,
    output: archiveJsonSchema,
  },
  async ({ actor, query: { cursor, limit, ...filter } }) => {
    const { records, older } = await exportArchive({ actor, filter, cursor, limit });
    return { body: { records, ...(older === undefined ? {} : { next: older }) } };
  },
);

/** The receipt of a record of another ledger, as `application/json`: what a record is to be taken over with. */
const origin = rawEndpoint(
  {
    method: "POST",
    path: "/api/v1/archive/origins",
    auth: "member-or-key",
    scope: "evidence:write",
    limit: RATE_LIMITS.takeOver,
    whole: true,
    bytes: { types: ["application/json"], max: ORIGIN_BYTES_MAX },
    output: originJsonSchema,
    refuses: ["receipt_unproven", "storage_quota_exceeded"],
  },
  async ({ actor, bytes }) => ({ body: await addOrigin({ actor, receipt: bytes }) }),
);

/** The old receipt of a record that was taken over, to be checked like any other. */
const originReceipt = endpoint(
  {
    method: "GET",
    path: "/api/v1/archive/origins/{record}",
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    whole: true,
    params: originParamsSchema,
    produces: ["application/json"],
  },
  async ({ actor: { organisationId }, params: { record } }) => {
    const receipt = await findOriginReceipt({ organisationId, recordHash: record });
    if (!receipt) throw new SealbookError("not_found");
    const filename = `sealbook-origin-${toHex(record).slice(0, 16)}.json`;
    return { headers: downloadHeaders({ filename, mediaType: "application/json" }), payload: Buffer.from(receipt) };
  },
);

/** Whoever has a link, or none, may see no more. */
const SHARED_REFUSALS = ["link_invalid", "link_expired", "link_revoked"] as const;

/** The same for strangers who may see the record: without the private details. */
const publicOrigin = endpoint(
  {
    method: "GET",
    path: "/api/v1/records/{id}/origin",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.public,
    params: idParamsSchema,
    query: publicOriginQuerySchema,
    produces: ["application/json"],
    refuses: SHARED_REFUSALS,
  },
  async ({ params: { id }, query: { link } }) => {
    await admitToRecord(id, link);
    const receipt = await findPublicOrigin(id);
    if (!receipt) throw new SealbookError("not_found");
    const headers = downloadHeaders({ filename: `receipt-origin-${id}.json`, mediaType: "application/json" });
    return { headers, payload: Buffer.from(receipt) };
  },
);

export const archiveEndpoints = [exported, origin, originReceipt, publicOrigin];
