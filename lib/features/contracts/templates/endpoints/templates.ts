/** Templates of contracts by API: listed, made, saved, published, retired, looked at. */
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findTemplate, findVersion, listTemplates, listVersions, readPdf } from "../rows/templates.ts";
import {
  emptySchema,
  filledSchema,
  newTemplateSchema,
  pdfParamsSchema,
  previewSchema,
  publishSchema,
  savedTemplateSchema,
  templateParamsSchema,
  templatesQuerySchema,
  versionParamsSchema,
} from "../schema/requests.ts";
import { addPdf } from "../verbs/add-pdf.ts";
import { createTemplate } from "../verbs/create-template.ts";
import { drawPreview } from "../verbs/draw-preview.ts";
import { publishTemplate } from "../verbs/publish-template.ts";
import { retireTemplate } from "../verbs/retire-template.ts";
import { saveTemplate } from "../verbs/save-template.ts";
import {
  DOCUMENT_REFUSALS,
  DRAWING_REFUSALS,
  pdfJsonSchema,
  savedJsonSchema,
  templateJsonSchema,
  templatesJsonSchema,
  versionJsonSchema,
  versionsJsonSchema,
} from "./bodies.ts";

const PLACE = "/api/v1/contracts/templates";
/** A canonical document is at most 300,000 characters; spelt by others it may be longer. */
const DOCUMENT_BYTES_MAX = 1024 * 1024;
const PDF_BYTES_MAX = 10 * 1024 * 1024;
const PDF = "application/pdf";
const params = templateParamsSchema;
const one = { path: `${PLACE}/{id}`, params } as const;
const reading = { method: "GET", auth: "member-or-key", scope: "contracts:read", limit: RATE_LIMITS.read } as const;
const writing = { auth: "member-or-key", scope: "templates:write", limit: RATE_LIMITS.write } as const;
const drawing = {
  method: "POST",
  auth: "member-or-key",
  scope: "contracts:read",
  limit: RATE_LIMITS.drawing,
  repeats: "safe",
  produces: [PDF],
  refuses: DRAWING_REFUSALS,
} as const;
/** Whoever opens one by itself is shown pages and nothing that runs. */
const SHOWN = { "content-type": PDF, "x-content-type-options": "nosniff", "cache-control": "no-store" };

const list = endpoint(
  { ...reading, path: PLACE, query: templatesQuerySchema, output: templatesJsonSchema },
  async ({ actor, query: { cursor, ...query } }) => {
    const page = await listTemplates(actor.organisationId, { ...query, ...(cursor && { older: cursor }) });
    return { body: { items: page.rows, ...(page.older ? { next: page.older } : {}) } };
  },
);

const read = endpoint({ ...reading, ...one, output: templateJsonSchema }, async ({ actor, params: { id } }) => {
  const template = await findTemplate(actor.organisationId, id);
  if (!template) throw new SealbookError("not_found");
  return { body: template };
});

const versions = endpoint(
  { ...reading, path: `${PLACE}/{id}/versions`, params, output: versionsJsonSchema },
  async ({ actor, params: { id } }) => {
    if (!(await findTemplate(actor.organisationId, id))) throw new SealbookError("not_found");
    return { body: { items: await listVersions(id) } };
  },
);

const readVersion = endpoint(
  { ...reading, path: `${PLACE}/{id}/versions/{number}`, params: versionParamsSchema, output: versionJsonSchema },
  async ({ actor, params: { id, number } }) => {
    const found = await findVersion(actor.organisationId, { templateId: id, number });
    if (!found) throw new SealbookError("not_found");
    return { body: found };
  },
);

const create = endpoint(
  {
    ...{ ...writing, method: "POST", path: PLACE, body: newTemplateSchema, bodyBytesMax: DOCUMENT_BYTES_MAX },
    ...{ statuses: [201], refuses: ["too_many_templates", ...DOCUMENT_REFUSALS], output: templateJsonSchema },
  },
  async ({ actor, body }) => {
    const made = await createTemplate({ actor, ...body });
    return { status: 201, headers: { location: `${PLACE}/${made.id}` }, body: made };
  },
);

const save = endpoint(
  {
    ...{ ...writing, ...one, method: "PUT", body: savedTemplateSchema, bodyBytesMax: DOCUMENT_BYTES_MAX },
    ...{ refuses: ["conflict", "template_retired", ...DOCUMENT_REFUSALS], output: savedJsonSchema },
  },
  async ({ actor, params: { id }, body }) => ({ body: await saveTemplate({ actor, id, ...body }) }),
);

const publish = endpoint(
  {
    ...{ ...writing, method: "POST", path: `${PLACE}/{id}/publish`, params, body: publishSchema },
    ...{ limit: RATE_LIMITS.costly, output: versionJsonSchema },
    refuses: [
      ...(["conflict", "template_retired", "nothing_to_publish", "contract_place_outside", "storage_full"] as const),
      ...DRAWING_REFUSALS,
    ],
  },
  async ({ actor, params: { id }, body }) => ({ body: await publishTemplate({ actor, id, ...body }) }),
);

const retire = endpoint(
  { ...writing, method: "POST", path: `${PLACE}/{id}/retire`, params, body: emptySchema, output: templateJsonSchema },
  async ({ actor, params: { id } }) => {
    await retireTemplate({ actor, id });
    const template = await findTemplate(actor.organisationId, id);
    if (!template) throw new SealbookError("not_found");
    return { body: template };
  },
);

const addPdfOf = endpoint(
  {
    ...{ ...writing, method: "POST", path: `${PLACE}/pdfs`, bytes: { types: [PDF], max: PDF_BYTES_MAX } },
    ...{ limit: RATE_LIMITS.costly, statuses: [201], output: pdfJsonSchema },
    refuses: ["too_many_contract_pdfs", ...DRAWING_REFUSALS],
  },
  async ({ actor, bytes }) => {
    const added = await addPdf({ actor, pdf: bytes });
    return { status: 201, headers: { location: `${PLACE}/pdfs/${added.sha256}` }, body: added };
  },
);

const pdf = endpoint(
  { ...reading, path: `${PLACE}/pdfs/{sha256}`, params: pdfParamsSchema, produces: [PDF] },
  async ({ actor, params: { sha256 } }) => {
    const bytes = await readPdf(actor.organisationId, sha256);
    if (!bytes) throw new SealbookError("not_found");
    return { headers: SHOWN, payload: Buffer.from(bytes) };
  },
);

const preview = endpoint(
  { ...drawing, path: `${PLACE}/preview`, body: previewSchema, bodyBytesMax: DOCUMENT_BYTES_MAX },
  async ({ actor, body: { document, values = {} } }) => {
    const made = await drawPreview({ actor, document, values });
    return { headers: SHOWN, payload: Buffer.from(made.pdf) };
  },
);

const previewVersion = endpoint(
  { ...drawing, path: `${PLACE}/{id}/preview`, params, body: filledSchema },
  async ({ actor, params: { id }, body: { version: number, values = {} } }) => {
    const found = await findVersion(actor.organisationId, { templateId: id, number });
    if (!found) throw new SealbookError("not_found");
    const made = await drawPreview({ actor, document: found.document, values });
    return { headers: SHOWN, payload: Buffer.from(made.pdf) };
  },
);

export const contractTemplatesEndpoints = [
  ...[list, read, versions, readVersion, create, save, publish, retire],
  ...[addPdfOf, pdf, preview, previewVersion],
];
