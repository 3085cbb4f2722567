/** Contracts by API: composed from templates, one or many; marked; read. */
import { endpoint } from "#lib/gate/endpoint.ts";
import { attachmentHeader } from "#lib/infra/http/download.ts";
import { problemTexts } from "#lib/infra/http/problems.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { PDF_BYTES_MAX } from "#lib/pades/prepare.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findContract, listContracts } from "../rows/contracts.ts";
import {
  composeManySchema,
  composeSchema,
  contractsQuerySchema,
  markQuerySchema,
  numberParamsSchema,
  templateParamsSchema,
} from "../schema/requests.ts";
import { compose, markDocument } from "../verbs/compose.ts";
import { composeMany } from "../verbs/compose-many.ts";
import { openContract } from "../verbs/open-contract.ts";
import {
  COMPOSING_REFUSALS,
  CONTRACTS_PLACE,
  contractBody,
  contractJsonSchema,
  contractsJsonSchema,
  outcomesJsonSchema,
  pdfPath,
} from "./bodies.ts";

const TEMPLATE = "/api/v1/contracts/templates/{id}";
const MANY_BYTES_MAX = 1024 * 1024;
const PDF = "application/pdf";
const reading = { method: "GET", auth: "member-or-key", scope: "contracts:read", limit: RATE_LIMITS.read } as const;
const writing = { method: "POST", auth: "member-or-key", scope: "contracts:write", limit: RATE_LIMITS.costly } as const;

const composeOne = endpoint(
  {
    ...{ ...writing, path: `${TEMPLATE}/compose`, params: templateParamsSchema, body: composeSchema },
    ...{ statuses: [201], refuses: COMPOSING_REFUSALS, output: contractJsonSchema },
  },
  async ({ actor, params: { id }, body }) => {
    const made = await compose({ actor, templateId: id, ...body });
    return { status: 201, headers: { location: `${CONTRACTS_PLACE}/${made.number}` }, body: contractBody(made) };
  },
);

const composeRows = endpoint(
  {
    ...{ ...writing, path: `${TEMPLATE}/compose-many`, params: templateParamsSchema, body: composeManySchema },
    ...{ bodyBytesMax: MANY_BYTES_MAX, refuses: COMPOSING_REFUSALS, output: outcomesJsonSchema },
  },
  async ({ actor, params: { id }, body, request }) => {
    const outcomes = await composeMany({ actor, templateId: id, ...body });
    const items = outcomes.map((outcome, at) => {
      const row = at + 1;
      if ("contract" in outcome) {
        const { number, sha256, evidenceId } = outcome.contract;
        return { row, number, sha256, evidenceId, pdf: pdfPath(number) };
      }
      const { code, field } = outcome.refused;
      const texts = problemTexts(outcome.refused, request.locale);
      return { row, problem: { code, ...texts, ...(field === undefined ? {} : { field }) } };
    });
    return { body: { items } };
  },
);

const mark = endpoint(
  {
    ...{ ...writing, path: CONTRACTS_PLACE, query: markQuerySchema, bytes: { types: [PDF], max: PDF_BYTES_MAX } },
    ...{ statuses: [201], refuses: COMPOSING_REFUSALS, output: contractJsonSchema },
  },
  async ({ actor, query, bytes }) => {
    const made = await markDocument({ actor, pdf: bytes, ...query });
    return { status: 201, headers: { location: `${CONTRACTS_PLACE}/${made.number}` }, body: contractBody(made) };
  },
);

const list = endpoint(
  { ...reading, path: CONTRACTS_PLACE, query: contractsQuerySchema, output: contractsJsonSchema },
  async ({ actor, query: { cursor, number, template, limit } }) => {
    const page = await listContracts(actor, {
      ...{ number: number?.toUpperCase(), templateId: template, limit },
      ...(cursor && { older: cursor }),
    });
    return { body: { items: page.rows.map(contractBody), ...(page.older ? { next: page.older } : {}) } };
  },
);

const read = endpoint(
  { ...reading, path: `${CONTRACTS_PLACE}/{number}`, params: numberParamsSchema, output: contractJsonSchema },
  async ({ actor, params: { number } }) => {
    const found = await findContract(actor, number);
    if (!found) throw new SealbookError("not_found");
    return { body: contractBody(found) };
  },
);

const pdf = endpoint(
  {
    ...{ ...reading, path: `${CONTRACTS_PLACE}/{number}/pdf`, params: numberParamsSchema, produces: [PDF] },
    refuses: ["evidence_erased", "content_not_kept", "content_damaged"],
  },
  async ({ actor, params: { number } }) => {
    const { contract, stream } = await openContract({ actor, number });
    const headers = {
      "content-type": PDF,
      "content-length": String(contract.size),
      "content-disposition": attachmentHeader(`${contract.number}.pdf`),
      "cache-control": "private, no-store",
    };
    return { headers, payload: stream };
  },
);

export const contractsEndpoints = [composeOne, composeRows, mark, list, read, pdf];
