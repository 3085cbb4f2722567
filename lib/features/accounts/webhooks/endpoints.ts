/** Webhooks by API. */
import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { EVENT_TYPES } from "#lib/words/events.ts";
import { findWebhook, listDeliveries, listWebhooks } from "./rows.ts";
import {
  changedWebhookSchema,
  deliveriesQuerySchema,
  deliveryParamsSchema,
  newWebhookSchema,
  webhookParamsSchema,
} from "./schema.ts";
import { DELIVERY_STATES, type DeliveryRow, type ShownWebhook } from "./types.ts";
import { changeWebhook } from "./verbs/change-webhook.ts";
import { createWebhook } from "./verbs/create-webhook.ts";
import { removeWebhook } from "./verbs/remove-webhook.ts";
import { rotateSecret } from "./verbs/rotate-secret.ts";
import { redeliver, sendTest } from "./verbs/send-test.ts";

const time = z.iso.datetime({ precision: 3 });
const webhook = z.strictObject({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.enum(EVENT_TYPES)),
  /** It is told of what belongs to this unit and those below it; absent: of everything. */
  unit: z.uuid().optional(),
  createdAt: time,
  state: z.enum(["on", "failing", "off", "gone"]),
  failingSince: time.optional(),
  oldSecretUntil: time.optional(),
});
/** Shown this once. */
const withSecret = webhook.extend({ secret: z.string() });
const delivery = z.strictObject({
  id: z.uuid(),
  messageId: z.uuid(),
  type: z.string(),
  createdAt: time,
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  sentAt: time.optional(),
  nextAttemptAt: time.optional(),
  failure: z.string().optional(),
  body: z.string(),
});

const PLACE = "/api/v1/webhooks";
const managing = { auth: "member-or-key", scope: "webhooks:manage" } as const;
const reading = { ...managing, method: "GET", limit: RATE_LIMITS.read } as const;
const writing = { ...managing, limit: RATE_LIMITS.write } as const;
const one = { path: `${PLACE}/{id}`, params: webhookParamsSchema } as const;
const verb = <Name extends string>(name: Name) =>
  ({ ...writing, method: "POST", path: `${PLACE}/{id}/${name}`, params: webhookParamsSchema }) as const;
const nothing = z.strictObject({});
const SENT = { statuses: [202], refuses: ["webhook_off"] } as const;
const MADE = { statuses: [201], refuses: ["webhook_url_refused", "too_many_webhooks", "unit_unknown"] } as const;

const list = endpoint(
  { ...reading, path: PLACE, output: z.strictObject({ items: z.array(webhook) }) },
  async ({ actor }) => ({ body: { items: (await listWebhooks(actor)).map(webhookBody) } }),
);

const read = endpoint({ ...reading, ...one, output: webhook }, async ({ actor, params }) => {
  const found = await findWebhook(actor, params.id);
  if (!found) throw new SealbookError("not_found");
  return { body: webhookBody(found) };
});

const create = endpoint(
  { ...writing, method: "POST", path: PLACE, body: newWebhookSchema, output: withSecret, ...MADE },
  async ({ actor, body }) => {
    const { webhook: made, secret } = await createWebhook({ actor, ...body });
    return {
      status: 201,
      headers: { location: `${PLACE}/${made.id}`, "cache-control": "no-store" },
      body: { ...webhookBody(made), secret },
    };
  },
);

const change = endpoint(
  {
    ...writing,
    ...one,
    method: "PATCH",
    body: changedWebhookSchema,
    output: webhook,
    refuses: ["webhook_url_refused"],
  },
  async ({ actor, params, body }) => ({
    body: webhookBody(await changeWebhook({ actor, id: params.id, change: body })),
  }),
);

const remove = endpoint({ ...verb("remove"), body: nothing, output: nothing }, async ({ actor, params }) => {
  await removeWebhook({ actor, id: params.id });
  return { body: {} };
});

const rotate = endpoint({ ...verb("rotate-secret"), body: nothing, output: withSecret }, async ({ actor, params }) => {
  const { webhook: changed, secret } = await rotateSecret({ actor, id: params.id });
  return { headers: { "cache-control": "no-store" }, body: { ...webhookBody(changed), secret } };
});

const test = endpoint(
  { ...verb("test"), body: nothing, output: z.strictObject({ messageId: z.uuid() }), ...SENT },
  async ({ actor, params }) => ({ status: 202, body: await sendTest({ actor, id: params.id }) }),
);

const deliveries = endpoint(
  {
    ...reading,
    path: `${PLACE}/{id}/deliveries`,
    params: webhookParamsSchema,
    query: deliveriesQuerySchema,
    output: z.strictObject({ items: z.array(delivery), next: z.uuid().optional() }),
  },
  async ({ actor, params, query: { cursor, ...query } }) => {
    const { organisationId } = actor;
    if (!(await findWebhook(actor, params.id))) throw new SealbookError("not_found");
    const page = await listDeliveries({
      ...{ organisationId, webhookId: params.id, ...query },
      ...(cursor === undefined ? {} : { older: cursor }),
    });
    return { body: { items: page.rows.map(deliveryBody), ...(page.older ? { next: page.older } : {}) } };
  },
);

const repeat = endpoint(
  {
    ...{ ...writing, method: "POST", path: `${PLACE}/{id}/deliveries/{delivery}/redeliver` },
    params: deliveryParamsSchema,
    body: nothing,
    output: nothing,
    ...SENT,
  },
  async ({ actor, params }) => {
    await redeliver({ actor, ...params });
    return { status: 202, body: {} };
  },
);

function webhookBody({
  createdAt,
  failingSince,
  oldSecretUntil,
  unitId,
  ...facts
}: ShownWebhook): z.output<typeof webhook> {
  return {
    ...facts,
    createdAt: createdAt.toISOString(),
    ...(unitId !== null && { unit: unitId }),
    ...(failingSince && { failingSince: failingSince.toISOString() }),
    ...(oldSecretUntil && { oldSecretUntil: oldSecretUntil.toISOString() }),
  };
}

function deliveryBody(row: DeliveryRow): z.output<typeof delivery> {
  const { createdAt, sentAt, nextAttemptAt, failure, ...facts } = row;
  return {
    ...facts,
    createdAt: createdAt.toISOString(),
    ...(sentAt && { sentAt: sentAt.toISOString() }),
    ...(nextAttemptAt && { nextAttemptAt: nextAttemptAt.toISOString() }),
    ...(failure !== undefined && { failure }),
  };
}

export const webhooksEndpoints = [list, read, create, change, remove, rotate, test, deliveries, repeat];
