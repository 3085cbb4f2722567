import { z } from "zod";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { listRules, readRetention } from "./rows/retention.ts";
import {
  eraseBodySchema,
  erasedJsonSchema,
  holdBodySchema,
  holdJsonSchema,
  noBodySchema,
  releasedJsonSchema,
  retentionJsonSchema,
  ruleBodySchema,
  ruleJsonSchema,
  rulesJsonSchema,
} from "./schema.ts";
import { addRule, removeRule } from "./verbs/change-rules.ts";
import { eraseEvidence } from "./verbs/erase-evidence.ts";
import { holdEvidence, releaseEvidence } from "./verbs/hold-evidence.ts";

const RECORD = "/api/v1/evidence/{id}";
const RULES = "/api/v1/retention-rules";
const member = { auth: "member-or-key" } as const;
const writing = { ...member, method: "POST", limit: RATE_LIMITS.write } as const;

const read = endpoint(
  {
    ...member,
    method: "GET",
    path: `${RECORD}/retention`,
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    output: retentionJsonSchema,
  },
  async ({ actor, params }) => {
    const retention = await readRetention(actor, params.id);
    if (!retention) throw new SealbookError("not_found");
    return { body: retention };
  },
);

const hold = endpoint(
  {
    ...writing,
    path: `${RECORD}/hold`,
    scope: "evidence:hold",
    params: idParamsSchema,
    body: holdBodySchema,
    output: holdJsonSchema,
    refuses: ["evidence_erased", "too_many_holds"],
  },
  async ({ actor, params, body }) => ({
    status: 201,
    body: await holdEvidence({ actor, evidenceId: params.id, ...body }),
  }),
);

const release = endpoint(
  {
    ...writing,
    path: `${RECORD}/release`,
    scope: "evidence:hold",
    params: idParamsSchema,
    body: noBodySchema,
    output: releasedJsonSchema,
  },
  async ({ actor, params }) => ({ body: await releaseEvidence({ actor, evidenceId: params.id }) }),
);

const erase = endpoint(
  {
    ...writing,
    path: `${RECORD}/erase`,
    scope: "evidence:erase",
    params: idParamsSchema,
    body: eraseBodySchema,
    output: erasedJsonSchema,
    refuses: ["not_erasable", "evidence_held", "evidence_retained", "evidence_locked"],
  },
  async ({ actor, params, body }) => ({ body: await eraseEvidence({ actor, evidenceId: params.id, ...body }) }),
);

const rules = endpoint(
  { ...member, method: "GET", path: RULES, scope: "evidence:hold", limit: RATE_LIMITS.read, output: rulesJsonSchema },
  async ({ actor }) => ({ body: { items: await listRules(actor.organisationId) } }),
);

const add = endpoint(
  {
    ...writing,
    path: RULES,
    scope: "evidence:hold",
    whole: true,
    body: ruleBodySchema,
    output: ruleJsonSchema,
    refuses: ["conflict", "too_many_rules"],
  },
  async ({ actor, body }) => ({ status: 201, body: await addRule({ actor, rule: body }) }),
);

const remove = endpoint(
  {
    ...writing,
    path: `${RULES}/{id}/remove`,
    scope: "evidence:hold",
    whole: true,
    params: idParamsSchema,
    body: noBodySchema,
    output: z.strictObject({}),
  },
  async ({ actor, params }) => {
    await removeRule({ actor, id: params.id });
    return { body: {} };
  },
);

export const erasureEndpoints = [read, hold, release, erase, rules, add, remove];
