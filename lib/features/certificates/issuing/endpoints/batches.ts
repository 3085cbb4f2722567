import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkDrafts, withReplaced } from "../checks/drafts.ts";
import { rosterFile } from "../drawing/roster-file.ts";
import { loadBatchJson } from "../pages/json.ts";
import { findBatch, listBatches, listDrafts } from "../rows/batches.ts";
import { findIssuedBefore } from "../rows/certificates.ts";
import { findPublished } from "../rows/templates.ts";
import {
  addDraftsSchema,
  addedDraftsJsonSchema,
  batchesQuerySchema,
  batchJsonSchema,
  batchListJsonSchema,
  checkDraftsSchema,
  checkedDraftsJsonSchema,
  DRAFTS_BYTES_MAX,
  draftsJsonSchema,
  draftsQuerySchema,
  newBatchSchema,
  rosterQuerySchema,
} from "../schema/api.ts";
import { addDrafts } from "../verbs/add-drafts.ts";
import { createBatch } from "../verbs/create-batch.ts";

const PATH = "/api/v1/batches";
const reading = { method: "GET", auth: "member-or-key", scope: "certificates:read", limit: RATE_LIMITS.read } as const;
const writing = { auth: "member-or-key", scope: "certificates:write", limit: RATE_LIMITS.write } as const;

const MADE = {
  statuses: [201],
  refuses: ["not_found", "template_unpublished", "issuer_absent", "unit_unknown"],
} as const;

const create = endpoint(
  { ...writing, method: "POST", path: PATH, body: newBatchSchema, output: batchJsonSchema, ...MADE },
  async ({ actor, body }) => {
    const { id } = await createBatch({ actor, batch: body });
    const created = await loadBatchJson(actor, id);
    return { status: 201, headers: { location: created.links.self }, body: created };
  },
);

const list = endpoint(
  { ...reading, path: PATH, query: batchesQuerySchema, output: batchListJsonSchema },
  async ({ actor, query: { cursor, limit, state } }) => {
    const { rows, older } = await listBatches(actor, {
      state,
      cursor: { ...(cursor && { older: cursor }) },
      limit,
    });
    return { body: { items: rows, ...(older === undefined ? {} : { next: older }) } };
  },
);

const read = endpoint(
  { ...reading, path: `${PATH}/{id}`, params: idParamsSchema, output: batchJsonSchema },
  async ({ actor, params }) => ({ body: await loadBatchJson(actor, params.id) }),
);

const drafts = endpoint(
  {
    ...reading,
    path: `${PATH}/{id}/drafts`,
    params: idParamsSchema,
    query: draftsQuerySchema,
    output: draftsJsonSchema,
  },
  async ({ actor, params, query: { cursor, limit } }) => {
    if (!(await findBatch(actor, params.id))) throw new SealbookError("not_found");
    const found = await listDrafts(params.id, { after: cursor, limit: limit + 1 });
    const items = found.slice(0, limit).map(({ certificateId: certificate, ...draft }) => ({ ...draft, certificate }));
    const next = found.length > limit ? items.at(-1)?.number : undefined;
    return { body: { items, ...(next === undefined ? {} : { next }) } };
  },
);

const add = endpoint(
  {
    ...writing,
    method: "POST",
    path: `${PATH}/{id}/drafts`,
    params: idParamsSchema,
    body: addDraftsSchema,
    bodyBytesMax: DRAFTS_BYTES_MAX,
    output: addedDraftsJsonSchema,
    refuses: ["batch_state", "batch_full", "conflict"],
  },
  async ({ actor, params, body }) => {
    const { size, faults } = await addDrafts({ actor, batchId: params.id, ...body });
    return { body: { size, faults: faults.map((each) => ({ ...lineOf(body.drafts, each.at), ...each })) } };
  },
);

/** What is wrong with rows, and which of them were issued before; nothing is kept. */
const check = endpoint(
  {
    ...writing,
    method: "POST",
    path: `${PATH}/check`,
    repeats: "safe",
    body: checkDraftsSchema,
    bodyBytesMax: DRAFTS_BYTES_MAX,
    output: checkedDraftsJsonSchema,
    refuses: ["not_found", "template_unpublished"],
  },
  async ({ actor, body }) => {
    const template = await findPublished(actor.organisationId, body);
    const checked = await withReplaced(await checkDrafts(body.drafts, { template }), { reach: actor });
    const named = checked.map(({ draft }) => draft);
    const before = await findIssuedBefore(actor, { template: template.id, drafts: named });
    const faults = checked.flatMap((each, at) =>
      each.faults.length > 0 ? [{ at, ...lineOf(body.drafts, at), faults: each.faults }] : [],
    );
    const issuedBefore = [...before].map(([at, certificate]) => ({ at, ...lineOf(body.drafts, at), certificate }));
    return { body: { faults, issuedBefore } };
  },
);

function lineOf(drafts: readonly { line?: number | undefined }[], at: number): { line?: number } {
  const line = drafts[at]?.line;
  return line === undefined ? {} : { line };
}

/** An empty table with a column for each field of a template. */
const roster = endpoint(
  {
    ...{ ...reading, path: `${PATH}/roster`, query: rosterQuerySchema },
    produces: ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    refuses: ["not_found", "template_unpublished"],
  },
  async ({ actor, query, request }) => {
    const template = await findPublished(actor.organisationId, query);
    const file = await rosterFile(template, { format: query.format, locale: query.lang ?? request.locale });
    return { headers: downloadHeaders(file), payload: file.bytes };
  },
);

export const batchEndpoints = [create, list, read, drafts, add, check, roster];
