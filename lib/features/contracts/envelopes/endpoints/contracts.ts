/** Contracts by API, for who sends them. */
import { z } from "zod";
import { COMPOSING_REFUSALS } from "#lib/features/contracts/templates/endpoints/bodies.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { attachmentHeader } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { FORM_REFUSALS, PDF_REFUSALS } from "#lib/pades/refused.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findEnvelope, listEnvelopes } from "../rows/envelopes.ts";
import { listEvents, readCompletion, readStatement } from "../rows/events.ts";
import { findVersion, readVersion } from "../rows/versions.ts";
import {
  accessSchema,
  composedEnvelopeSchema,
  envelopesQuerySchema,
  eventParamsSchema,
  eventsQuerySchema,
  extensionSchema,
  idParamsSchema,
  newEnvelopeSchema,
  partyParamsSchema,
  reasonSchema,
} from "../schema.ts";
import type { Envelope } from "../types.ts";
import { extendEnvelope, voidEnvelope } from "../verbs/change-envelope.ts";
import { composeEnvelope } from "../verbs/compose-envelope.ts";
import { createEnvelope } from "../verbs/create-envelope.ts";
import { handOver } from "../verbs/hand-over.ts";
import { sendEnvelope } from "../verbs/send-envelope.ts";
import {
  composedEnvelopeJsonSchema,
  envelopeBody,
  envelopeJsonSchema,
  envelopesJsonSchema,
  eventsJsonSchema,
} from "./bodies.ts";

const PLACE = "/api/v1/contracts/envelopes";
const ONE = `${PLACE}/{id}`;
const params = idParamsSchema;
/** Three hundred fields with their labels. */
const NEW_BYTES_MAX = 512 * 1024;
const reading = { auth: "member-or-key", scope: "contracts:read", method: "GET", limit: RATE_LIMITS.read } as const;
const writing = { auth: "member-or-key", scope: "contracts:write", method: "POST", limit: RATE_LIMITS.write } as const;
const SOURCE_REFUSALS = [
  ...(["evidence_erased", "content_not_kept", "content_damaged"] as const),
  ...PDF_REFUSALS,
  ...FORM_REFUSALS,
] as const;
const nothing = z.strictObject({});

const list = endpoint(
  { ...reading, path: PLACE, query: envelopesQuerySchema, output: envelopesJsonSchema },
  async ({ actor, query: { cursor, ...query } }) => {
    const page = await listEnvelopes(actor, { ...query, ...(cursor === undefined ? {} : { older: cursor }) });
    return { body: { items: page.rows.map((row) => envelopeBody(row)), ...(page.older ? { next: page.older } : {}) } };
  },
);

const read = endpoint(
  { ...reading, path: ONE, params, output: envelopeJsonSchema },
  async ({ actor, params: { id } }) => ({ body: await bodyOf(await envelopeOf(actor, id)) }),
);

const create = endpoint(
  {
    ...{ ...writing, path: PLACE, body: newEnvelopeSchema, bodyBytesMax: NEW_BYTES_MAX, limit: RATE_LIMITS.costly },
    ...{ output: envelopeJsonSchema, statuses: [201] },
    refuses: ["not_found", "unit_unknown", "contract_parties_unfit", ...SOURCE_REFUSALS],
  },
  async ({ actor, body }) => {
    const envelope = await createEnvelope({ actor, ...body });
    return { status: 201, headers: { location: `${PLACE}/${envelope.id}` }, body: envelopeBody(envelope) };
  },
);

const compose = endpoint(
  {
    ...{ ...writing, path: "/api/v1/contracts/templates/{id}/envelopes", params, body: composedEnvelopeSchema },
    ...{ bodyBytesMax: NEW_BYTES_MAX, limit: RATE_LIMITS.costly, statuses: [201], output: composedEnvelopeJsonSchema },
    refuses: ["contract_parties_unfit", ...COMPOSING_REFUSALS, ...SOURCE_REFUSALS],
  },
  async ({ actor, params: { id }, body }) => {
    const { envelope, number } = await composeEnvelope({ actor, templateId: id, ...body });
    const headers = { location: `${PLACE}/${envelope.id}` };
    return { status: 201, headers, body: { ...(await bodyOf(envelope)), number } };
  },
);

const sending = endpoint(
  {
    ...{
      ...writing,
      path: `${ONE}/send`,
      params,
      body: nothing,
      limit: RATE_LIMITS.costly,
      output: envelopeJsonSchema,
    },
    refuses: ["contract_over", "contract_sent", ...SOURCE_REFUSALS],
  },
  async ({ actor, params: { id } }) => ({ body: await bodyOf(await sendEnvelope({ actor, id })) }),
);

const voiding = endpoint(
  {
    ...{ ...writing, path: `${ONE}/void`, params, body: reasonSchema, output: envelopeJsonSchema },
    refuses: ["contract_over"],
  },
  async ({ actor, params: { id }, body }) => ({ body: await bodyOf(await voidEnvelope({ actor, id, ...body })) }),
);

const extending = endpoint(
  {
    ...{ ...writing, path: `${ONE}/extend`, params, body: extensionSchema, output: envelopeJsonSchema },
    refuses: ["contract_over", "contract_not_sent"],
  },
  async ({ actor, params: { id }, body }) => ({ body: await bodyOf(await extendEnvelope({ actor, id, ...body })) }),
);

const handing = endpoint(
  {
    ...{ ...writing, path: `${ONE}/parties/{party}/access`, params: partyParamsSchema, body: accessSchema },
    ...{ statuses: [201], output: z.strictObject({ token: z.string(), expiresAt: z.iso.datetime() }) },
    refuses: [
      ...(["contract_over", "contract_not_sent", "contract_party_waits"] as const),
      ...(["contract_party_done", "contract_party_unfit"] as const),
    ],
  },
  async ({ actor, params: { id, party }, body }) => {
    const { token, expiresAt } = await handOver({ actor, id, party, ...body });
    const headers = { "cache-control": "private, no-store" };
    return { status: 201, headers, body: { token, expiresAt: expiresAt.toISOString() } };
  },
);

const document = endpoint(
  {
    ...{ ...reading, limit: RATE_LIMITS.costly, path: `${ONE}/document`, params, produces: ["application/pdf"] },
    refuses: ["contract_document_gone", "content_damaged"],
  },
  async ({ actor, params: { id } }) => pdfAnswer(await envelopeOf(actor, id)),
);

const events = endpoint(
  { ...reading, path: `${ONE}/events`, params, query: eventsQuerySchema, output: eventsJsonSchema },
  async ({ actor, params: { id }, query: { cursor, limit } }) => {
    await envelopeOf(actor, id);
    const { events: found, hasMore } = await listEvents(id, { after: cursor, limit });
    const items = found.map(({ id: event, number, kind, party, at, evidenceId }) => ({
      ...{ id: event, number, kind, at: at.toISOString() },
      ...(party !== undefined && { party }),
      ...(evidenceId !== undefined && { evidence: evidenceId }),
    }));
    const next = hasMore ? found.at(-1)?.number : undefined;
    return { body: { items, ...(next !== undefined && { next }) } };
  },
);

const statement = endpoint(
  { ...reading, path: `${ONE}/events/{number}`, params: eventParamsSchema, produces: ["application/json"] },
  async ({ actor, params: { id, number } }) => {
    await envelopeOf(actor, id);
    return jsonAnswer(await readStatement(id, number));
  },
);

const certificate = endpoint(
  { ...reading, path: `${ONE}/certificate`, params, produces: ["application/json"] },
  async ({ actor, params: { id } }) => {
    await envelopeOf(actor, id);
    return jsonAnswer(await readCompletion(id));
  },
);

/** The exact bytes of what is recorded. @throws {SealbookError} `not_found` */
export function jsonAnswer(text: string | undefined) {
  if (text === undefined) throw new SealbookError("not_found");
  return { headers: { "content-type": "application/json" }, payload: Buffer.from(text) };
}

/** @throws {SealbookError} `contract_document_gone`, `content_damaged` */
export async function pdfAnswer(envelope: Envelope) {
  const { pdf } = await readVersion(envelope);
  const headers = {
    "content-type": "application/pdf",
    "content-disposition": attachmentHeader(`${envelope.title}.pdf`),
    "cache-control": "private, no-store",
  };
  return { headers, payload: Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength) };
}

async function bodyOf(envelope: Envelope) {
  return envelopeBody(envelope, await findVersion(envelope.id));
}

/** @throws {SealbookError} `not_found` */
export async function envelopeOf(actor: MemberActor, id: string): Promise<Envelope> {
  const envelope = await findEnvelope(actor, id);
  if (!envelope) throw new SealbookError("not_found");
  return envelope;
}

export const envelopesEndpoints = [
  ...[list, read, create, compose, sending, voiding, extending, handing],
  ...[document, events, statement, certificate],
];
