/** Templates by API: listed, made, saved, published, retired. */
import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findTemplate, findVersion, listTemplates } from "../rows.ts";
import { templateDocumentSchema } from "../schema/document.ts";
import {
  emptySchema,
  newTemplateSchema,
  publishSchema,
  savedTemplateSchema,
  templateParamsSchema,
  templatesQuerySchema,
  versionParamsSchema,
} from "../schema/requests.ts";
import { createTemplate } from "../verbs/create-template.ts";
import { publishTemplate } from "../verbs/publish-template.ts";
import { retireTemplate } from "../verbs/retire-template.ts";
import { saveTemplate } from "../verbs/save-template.ts";
import { filesEndpoints } from "./files.ts";

const time = z.iso.datetime({ precision: 3 });
const summary = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  createdAt: time,
  retiredAt: time.optional(),
  draft: z.int().optional(),
  published: z.int().optional(),
});
const version = z.strictObject({
  templateId: z.uuid(),
  number: z.int(),
  document: templateDocumentSchema,
  sha256: z.string(),
  savedAt: time,
  publishedAt: time.optional(),
});

const reading = { method: "GET", auth: "member-or-key", scope: "certificates:read", limit: RATE_LIMITS.read } as const;
const writing = { auth: "member-or-key", scope: "templates:write", limit: RATE_LIMITS.write } as const;
/** A canonical document is at most 300,000 characters; spelt by others it may be longer. */
const DOCUMENT_BYTES_MAX = 1024 * 1024;

const list = endpoint(
  {
    ...reading,
    path: "/api/v1/templates",
    query: templatesQuerySchema,
    output: z.strictObject({ items: z.array(summary), next: z.uuid().optional() }),
  },
  async ({ actor, query }) => {
    const { templates, next } = await listTemplates(actor.organisationId, query);
    return { body: { items: templates, ...(next === undefined ? {} : { next }) } };
  },
);

const read = endpoint(
  { ...reading, path: "/api/v1/templates/{id}", params: templateParamsSchema, output: summary },
  async ({ actor, params }) => {
    const template = await findTemplate(actor.organisationId, params.id);
    if (!template) throw new SealbookError("not_found");
    return { body: template };
  },
);

const readVersion = endpoint(
  { ...reading, path: "/api/v1/templates/{id}/versions/{number}", params: versionParamsSchema, output: version },
  async ({ actor, params: { id, number } }) => {
    const found = await findVersion(actor.organisationId, { templateId: id, number });
    if (!found) throw new SealbookError("not_found");
    return { body: found };
  },
);

const create = endpoint(
  {
    ...writing,
    ...{ method: "POST", path: "/api/v1/templates", body: newTemplateSchema, bodyBytesMax: DOCUMENT_BYTES_MAX },
    ...{ statuses: [201], refuses: ["too_many_templates", "template_unfit"] },
    output: summary,
  },
  async ({ actor, body }) => {
    const made = await createTemplate({ actor, ...body });
    return { status: 201, headers: { location: `/api/v1/templates/${made.id}` }, body: made };
  },
);

const save = endpoint(
  {
    ...writing,
    ...{ method: "PUT", path: "/api/v1/templates/{id}", params: templateParamsSchema, body: savedTemplateSchema },
    ...{ bodyBytesMax: DOCUMENT_BYTES_MAX, refuses: ["conflict", "template_retired", "template_unfit"] },
    output: z.strictObject({ number: z.int(), sha256: z.string() }),
  },
  async ({ actor, params, body }) => ({ body: await saveTemplate({ actor, id: params.id, ...body }) }),
);

const publish = endpoint(
  {
    ...writing,
    ...{ method: "POST", path: "/api/v1/templates/{id}/publish", params: templateParamsSchema, body: publishSchema },
    refuses: ["conflict", "template_retired", "template_unfit", "nothing_to_publish"],
    output: version,
  },
  async ({ actor, params, body }) => ({ body: await publishTemplate({ actor, id: params.id, ...body }) }),
);

const retire = endpoint(
  {
    ...writing,
    ...{ method: "POST", path: "/api/v1/templates/{id}/retire", params: templateParamsSchema, body: emptySchema },
    output: z.strictObject({ changed: z.boolean() }),
  },
  async ({ actor, params }) => ({ body: await retireTemplate({ actor, id: params.id }) }),
);

export const templatesEndpoints = [list, read, readVersion, create, save, publish, retire, ...filesEndpoints];
