import { z } from "zod";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checksJson } from "./pages/json.ts";
import { loadReport } from "./pages/report.ts";
import { listSigned } from "./rows.ts";
import { checkJsonSchema, checksJsonSchema, reportQuerySchema, signedJsonSchema, signedQuerySchema } from "./schema.ts";
import { checkSignatures } from "./verbs/check-signatures.ts";

const RECORD = "/api/v1/evidence/{id}/signatures";
const member = { auth: "member-or-key" } as const;

/** What was found of the signatures of a record's document, the newest check first. */
const read = endpoint(
  {
    ...member,
    method: "GET",
    path: RECORD,
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    output: checksJsonSchema,
  },
  async ({ actor, params }) => {
    const items = await checksJson(actor, params.id);
    if (!items) throw new SealbookError("not_found");
    return { body: { items } };
  },
);

/** Checks again, by the authorities that are named now. */
const check = endpoint(
  {
    ...member,
    method: "POST",
    path: `${RECORD}/check`,
    scope: "evidence:write",
    limit: RATE_LIMITS.costly,
    params: idParamsSchema,
    body: z.strictObject({}).optional(),
    output: checkJsonSchema,
    refuses: ["evidence_erased", "content_not_kept", "not_signed", "storage_unavailable", "too_many_at_once"],
  },
  async ({ actor, params }) => {
    const { id } = await checkSignatures({ actor, evidenceId: params.id });
    const made = (await checksJson(actor, params.id))?.find((each) => each.id === id);
    if (!made) throw new SealbookError("not_found");
    return { body: made };
  },
);

/** Records by who signed their documents, and with which certificate. */
const find = endpoint(
  {
    ...member,
    method: "GET",
    path: "/api/v1/signed-evidence",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    query: signedQuerySchema,
    output: signedJsonSchema,
  },
  async ({ actor, query: { cursor, ...query } }) => {
    const { items, next } = await listSigned(actor, { ...query, after: cursor });
    return { body: { items: items.map((each) => ({ ...each, checkedAt: each.checkedAt.toISOString() })), next } };
  },
);

/** A check on pages for people, or as it is kept. */
const report = endpoint(
  {
    ...member,
    method: "GET",
    path: `${RECORD}/report`,
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    query: reportQuerySchema,
    produces: ["application/pdf", "application/json"],
    refuses: ["too_many_at_once"],
  },
  async ({ actor, params, query: { lang, ...wanted }, request }) => {
    // A drawing costs a hundred times what reading does.
    if (wanted.format === "pdf") await countOrRefuse(RATE_LIMITS.drawing, actor.organisationId);
    const { bytes, ...file } = await loadReport(actor, { ...params, ...wanted, locale: lang ?? request.locale });
    return { headers: { ...downloadHeaders(file), "cache-control": "private, no-store" }, payload: Buffer.from(bytes) };
  },
);

export const signaturesEndpoints = [read, check, find, report];
