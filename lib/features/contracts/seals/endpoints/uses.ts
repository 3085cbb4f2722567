/** Seals by API: asked for, approved, used. */
import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { attachmentHeader } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { PDF_BYTES_MAX } from "#lib/pades/prepare.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { listRequests } from "../rows/requests.ts";
import { listUses, readStatement } from "../rows/uses.ts";
import {
  requestParamsSchema,
  requestSchema,
  requestsQuerySchema,
  sealingQuerySchema,
  sealParamsSchema,
  signingSchema,
  useParamsSchema,
  usesQuerySchema,
  wordsQuerySchema,
} from "../schema/api.ts";
import { askForUse, decideRequest } from "../verbs/ask-for-use.ts";
import { lookForWords, sealDocument, signDigest } from "../verbs/seal-document.ts";
import {
  DOCUMENT_REFUSALS,
  requestBody,
  requestJsonSchema,
  requestsJsonSchema,
  signedJsonSchema,
  USE_REFUSALS,
  useBody,
  usesJsonSchema,
  wordsJsonSchema,
} from "./bodies.ts";
import { sealOf } from "./seals.ts";

const PLACE = "/api/v1/seals/{id}";
const params = sealParamsSchema;
const reading = { auth: "member-or-key", scope: "seals:use", method: "GET", limit: RATE_LIMITS.read } as const;
const using = { auth: "member-or-key", scope: "seals:use", method: "POST", limit: RATE_LIMITS.write } as const;
const nothing = z.strictObject({});

const requests = endpoint(
  { ...reading, path: `${PLACE}/requests`, params, query: requestsQuerySchema, output: requestsJsonSchema },
  async ({ actor, params: { id }, query: { cursor, ...query } }) => {
    await sealOf(actor, id);
    const page = await listRequests(id, { ...query, ...(cursor === undefined ? {} : { older: cursor }) });
    return { body: { items: page.rows.map(requestBody), ...(page.older ? { next: page.older } : {}) } };
  },
);

const ask = endpoint(
  {
    ...{ ...using, path: `${PLACE}/requests`, params, body: requestSchema, output: requestJsonSchema, statuses: [201] },
    refuses: ["seal_revoked", "seal_not_granted", "seal_purpose_refused", "too_many_seal_requests"],
  },
  async ({ actor, params: { id }, body }) => ({
    status: 201,
    body: requestBody(await askForUse({ actor, id, ...body })),
  }),
);

const decision = <Name extends "approve" | "reject">(name: Name) =>
  endpoint(
    {
      ...{ auth: "member", scope: "seals:manage", method: "POST", limit: RATE_LIMITS.write },
      ...{ path: `${PLACE}/requests/{request}/${name}`, params: requestParamsSchema },
      ...{ body: nothing, output: requestJsonSchema },
      refuses: ["seal_revoked", "seal_request_own", "seal_request_over"],
    },
    async ({ actor, params: { id, request } }) => ({
      body: requestBody(await decideRequest({ actor, id, request, approved: name === "approve" })),
    }),
  );

const uses = endpoint(
  { ...reading, path: `${PLACE}/uses`, params, query: usesQuerySchema, output: usesJsonSchema },
  async ({ actor, params: { id }, query: { cursor, ...query } }) => {
    await sealOf(actor, id);
    const page = await listUses(id, { ...query, ...(cursor === undefined ? {} : { older: cursor }) });
    return { body: { items: page.rows.map(useBody), ...(page.older ? { next: page.older } : {}) } };
  },
);

const statement = endpoint(
  { ...reading, path: `${PLACE}/uses/{use}/statement`, params: useParamsSchema, produces: ["application/json"] },
  async ({ actor, params: { id, use } }) => {
    await sealOf(actor, id);
    const text = await readStatement({ sealId: id, id: use });
    if (text === undefined) throw new SealbookError("not_found");
    return { headers: { "content-type": "application/json" }, payload: Buffer.from(text) };
  },
);

const sign = endpoint(
  { ...using, path: `${PLACE}/sign`, params, body: signingSchema, output: signedJsonSchema, refuses: USE_REFUSALS },
  async ({ actor, params: { id }, body }) => {
    const { use, cms, level } = await signDigest({ actor, id, ...body });
    return { body: { use, cms: Buffer.from(cms).toString("base64"), level } };
  },
);

const seal = endpoint(
  {
    ...{ ...using, limit: RATE_LIMITS.costly, path: `${PLACE}/seal`, params, query: sealingQuerySchema },
    bytes: { types: ["application/pdf"], max: PDF_BYTES_MAX },
    ...{ produces: ["application/pdf"], refuses: DOCUMENT_REFUSALS },
  },
  async ({ actor, params: { id }, query, bytes }) => {
    const { pdf, signed } = await sealDocument({ actor, id, pdf: bytes, ...query });
    const headers = {
      "content-type": "application/pdf",
      "content-disposition": attachmentHeader(query.document),
      "cache-control": "private, no-store",
      "sealbook-use": signed.use,
    };
    return { headers, payload: Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength) };
  },
);

/** All places of words, out of which one is chosen by its number. */
const words = endpoint(
  {
    ...{ ...using, limit: RATE_LIMITS.costly, path: `${PLACE}/places`, params, query: wordsQuerySchema },
    ...{ bytes: { types: ["application/pdf"], max: PDF_BYTES_MAX }, output: wordsJsonSchema, repeats: "safe" },
    refuses: [
      ...(["seal_not_granted", "pdf_keyword_absent", "pdf_malformed", "pdf_too_costly", "too_many_at_once"] as const),
    ],
  },
  async ({ actor, params: { id }, query: { keyword }, bytes }) => {
    const { found, more } = await lookForWords({ actor, id, pdf: bytes, keyword });
    return { body: { items: found.map(({ page, before, words, after }) => ({ page, before, words, after })), more } };
  },
);

export const sealUsesEndpoints = [
  ...[requests, ask, decision("approve"), decision("reject")],
  ...[uses, statement, sign, seal, words],
];
