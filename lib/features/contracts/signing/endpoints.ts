/** A party acts, by what was handed over to it; and the organisation seals in its own place. */
import { z } from "zod";
import { envelopeBody, envelopeJsonSchema } from "#lib/features/contracts/envelopes/endpoints/bodies.ts";
import { jsonAnswer, pdfAnswer } from "#lib/features/contracts/envelopes/endpoints/contracts.ts";
import { readCompletion } from "#lib/features/contracts/envelopes/rows/events.ts";
import { findVersion } from "#lib/features/contracts/envelopes/rows/versions.ts";
import type { Context, Envelope } from "#lib/features/contracts/envelopes/types.ts";
import { USE_REFUSALS } from "#lib/features/contracts/seals/endpoints/bodies.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { attachmentHeader } from "#lib/infra/http/download.ts";
import { clientAddress, userAgent } from "#lib/infra/http/headers.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { FORM_REFUSALS, PDF_REFUSALS } from "#lib/pades/refused.ts";
import { requireAccess, requireSteps } from "./checks/steps.ts";
import { stepsOf } from "./rows/access.ts";
import {
  approvalSchema,
  completionSchema,
  consentSchema,
  declineSchema,
  partyParamsSchema,
  preparationSchema,
  readSchema,
  sealingSchema,
  signingSchema,
  tokenParamsSchema,
} from "./schema.ts";
import { CONSENT, STEPS } from "./types.ts";
import { approve, consent, decline, openContract, readThrough } from "./verbs/act.ts";
import { sealForParty } from "./verbs/seal-for-party.ts";
import { signOnce } from "./verbs/sign-once.ts";
import { completeOwn, prepareOwn } from "./verbs/sign-with-own.ts";

const PLACE = "/api/v1/contracts/signing/{token}";
const params = tokenParamsSchema;
const STATE_REFUSALS = ["link_invalid", "contract_over", "contract_party_done", "contract_party_waits"] as const;
const STEP_REFUSALS = [...STATE_REFUSALS, "contract_step_missing"] as const;
/** Of a document that is signed or sealed. */
const DOCUMENT_REFUSALS = [
  ...(["contract_party_unfit", "contract_busy", "contract_changed", "contract_document_gone"] as const),
  "content_damaged",
  ...PDF_REFUSALS,
  ...FORM_REFUSALS,
] as const;
const SIGNING_REFUSALS = [
  ...STEP_REFUSALS,
  ...(["contract_values_unfit", "seal_timestamp_away"] as const),
  ...DOCUMENT_REFUSALS,
] as const;
/** A page of the sender's own may be where the party acts: then the context is the party's. */
const acting = { auth: "public", cors: true, method: "POST", limit: RATE_LIMITS.public, params } as const;
const nothing = z.strictObject({});
/** A drawn signature. */
const SIGNING_BYTES_MAX = 512 * 1024;
const output = z.strictObject({ contract: envelopeJsonSchema });
const done = z.strictObject({ done: z.literal(true) });
const unkept = { "cache-control": "private, no-store" };

const contextOf = ({ headers }: ApiRequest): Context => ({
  address: clientAddress(headers),
  userAgent: userAgent(headers),
});
const contractOf = async (envelope: Envelope) => ({
  headers: unkept,
  body: { contract: envelopeBody(envelope, await findVersion(envelope.id)) },
});

const look = endpoint(
  {
    ...{
      auth: "public",
      cors: true,
      method: "GET",
      limit: RATE_LIMITS.public,
      path: PLACE,
      params,
      refuses: ["link_invalid"],
    },
    output: output.extend({
      /** Who acts. */
      party: z.string(),
      steps: z.strictObject({ opened: z.boolean(), read: z.boolean(), consented: z.boolean() }),
      /** What is consented to, in the words that are shown. */
      consent: z.strictObject({ version: z.int(), en: z.string(), "zh-CN": z.string() }),
    }),
  },
  async ({ params: { token } }) => {
    const access = await requireAccess(token);
    const { envelope, party } = access;
    const steps = await stepsOf(access);
    const { headers, body } = await contractOf(envelope);
    const [opened, read, consented] = STEPS.map((step) => steps.has(step)) as [boolean, boolean, boolean];
    return { headers, body: { ...body, party: party.name, steps: { opened, read, consented }, consent: CONSENT } };
  },
);

/** Not before somebody pressed a button: programs that look into mail open every link. */
const document = endpoint(
  {
    ...{ auth: "public", cors: true, method: "GET", limit: RATE_LIMITS.costly, path: `${PLACE}/document`, params },
    produces: ["application/pdf"],
    refuses: ["link_invalid", "contract_step_missing", "contract_document_gone", "content_damaged"],
  },
  async ({ params: { token } }) => {
    const access = await requireAccess(token);
    const { envelope } = access;
    requireSteps(await stepsOf(access), "opened");
    return await pdfAnswer(envelope);
  },
);

/** What a completed contract says of itself, for each of its parties: the bytes whose digest is recorded. */
const certificate = endpoint(
  {
    ...{ auth: "public", cors: true, method: "GET", limit: RATE_LIMITS.public, path: `${PLACE}/certificate`, params },
    produces: ["application/json"],
    refuses: ["link_invalid", "contract_step_missing", "not_found"],
  },
  async ({ params: { token } }) => {
    const access = await requireAccess(token);
    const { envelope } = access;
    requireSteps(await stepsOf(access), "opened");
    const { payload, headers } = jsonAnswer(await readCompletion(envelope.id));
    const disposition = attachmentHeader(`${envelope.title}.json`);
    return { headers: { ...headers, ...unkept, "content-disposition": disposition }, payload };
  },
);

const open = endpoint(
  {
    ...acting,
    path: `${PLACE}/open`,
    body: nothing,
    output: done,
    refuses: [...STATE_REFUSALS, "contract_document_gone"],
  },
  async ({ params: { token }, request }) => {
    await openContract({ token, context: contextOf(request) });
    return { body: { done: true } };
  },
);

const reading = endpoint(
  { ...acting, path: `${PLACE}/read`, body: readSchema, output: done, refuses: STEP_REFUSALS },
  async ({ params: { token }, body, request }) => {
    await readThrough({ token, context: contextOf(request), ...body });
    return { body: { done: true } };
  },
);

const consenting = endpoint(
  { ...acting, path: `${PLACE}/consent`, body: consentSchema, output: done, refuses: STEP_REFUSALS },
  async ({ params: { token }, body: { language }, request }) => {
    await consent({ token, context: contextOf(request), locale: language });
    return { body: { done: true } };
  },
);

const approving = endpoint(
  {
    ...{ ...acting, path: `${PLACE}/approve`, body: approvalSchema, output: done },
    refuses: [...STEP_REFUSALS, "contract_party_unfit", "contract_changed", "contract_document_gone"],
  },
  async ({ params: { token }, body, request }) => {
    await approve({ token, context: contextOf(request), ...body });
    return { body: { done: true } };
  },
);

const declining = endpoint(
  { ...acting, path: `${PLACE}/decline`, body: declineSchema, output: done, refuses: STEP_REFUSALS },
  async ({ params: { token }, body, request }) => {
    await decline({ token, context: contextOf(request), ...body });
    return { body: { done: true } };
  },
);

const signing = { ...acting, limit: RATE_LIMITS.costly, bodyBytesMax: SIGNING_BYTES_MAX } as const;

const sign = endpoint(
  { ...signing, path: `${PLACE}/sign`, body: signingSchema, output, refuses: SIGNING_REFUSALS },
  async ({ params: { token }, body, request }) =>
    await contractOf(await signOnce({ token, context: contextOf(request), ...body })),
);

const prepare = endpoint(
  {
    ...{ ...signing, path: `${PLACE}/prepare`, body: preparationSchema, refuses: SIGNING_REFUSALS },
    /** The message digest that the CMS has to state, in hex. */
    output: z.strictObject({ signature: z.uuid(), digest: z.string() }),
  },
  async ({ params: { token }, body, request }) => ({
    headers: unkept,
    body: await prepareOwn({ token, context: contextOf(request), ...body }),
  }),
);

const complete = endpoint(
  {
    ...{ ...signing, path: `${PLACE}/complete`, body: completionSchema, output },
    refuses: [...SIGNING_REFUSALS, "not_found", "contract_cms_unfit"],
  },
  async ({ params: { token }, body: { signature, cms }, request }) => {
    const der = new Uint8Array(Buffer.from(cms, "base64"));
    return await contractOf(await completeOwn({ token, signature, cms: der, context: contextOf(request) }));
  },
);

const seal = endpoint(
  {
    ...{ auth: "member-or-key", scope: "contracts:write", method: "POST", limit: RATE_LIMITS.costly },
    ...{
      path: "/api/v1/contracts/envelopes/{id}/parties/{party}/seal",
      params: partyParamsSchema,
      body: sealingSchema,
    },
    ...{ output: envelopeJsonSchema },
    refuses: [
      ...(["contract_over", "contract_party_done", "contract_party_waits", "contract_not_sent"] as const),
      ...USE_REFUSALS,
      ...DOCUMENT_REFUSALS,
    ],
  },
  async ({ actor, params: { id, party }, body }) => {
    const envelope = await sealForParty({ actor, id, party, ...body });
    return { body: envelopeBody(envelope, await findVersion(envelope.id)) };
  },
);

export const signingEndpoints = [
  ...[look, document, certificate, open, reading, consenting, approving, declining],
  ...[sign, prepare, complete, seal],
];
