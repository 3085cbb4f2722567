/** What approvers' browsers ask and say. A program's key approves nothing: who approves sits in front of what they approve. */
import type { MemberActor, UserActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readApprovals } from "./rows/approvals.ts";
import { readCeremony } from "./rows/groups.ts";
import { readReview, readSealing } from "./rows/rounds.ts";
import {
  approvalsSchema,
  complaintSchema,
  groupParamsSchema,
  nothingSchema,
  reviewQuerySchema,
  shareSchema,
  signedSchema,
} from "./schema.ts";
import { complain } from "./verbs/end-group.ts";
import { postMessage } from "./verbs/post-message.ts";
import { restartRound } from "./verbs/rounds.ts";
import { giveShare, sayOfBatch } from "./verbs/say-of-batch.ts";

/** Certificates handed out at once for review; with their credentials some megabytes. */
const REVIEWED_MAX = 500;

const reading = {
  method: "GET",
  auth: "member",
  scope: "certificates:read",
  limit: RATE_LIMITS.read,
  params: groupParamsSchema,
  produces: ["application/json"],
} as const;
const saying = {
  method: "POST",
  auth: "member",
  scope: "certificates:approve",
  limit: RATE_LIMITS.costly,
  params: groupParamsSchema,
  produces: ["application/json"],
  refuses: [
    ...(["approver_unknown", "seal_group_state", "seal_message_wrong", "seal_message_said", "batch_state"] as const),
    ...(["approval_wrong", "approval_said", "seal_recording", "seal_round_full", "seal_round_state"] as const),
    ...(["too_many_seal_rounds", "seal_wrong"] as const),
  ],
} as const;

/** A group is the whole organisation's. */
const ceremony = endpoint({ ...reading, whole: true, path: "/api/v1/seal-groups/{id}" }, async ({ actor, params }) => {
  const found = await readCeremony({ organisationId: actor.organisationId, id: params.id });
  if (!found) throw new SealbookError("not_found");
  return { body: found };
});

const message = endpoint(
  { ...saying, whole: true, path: "/api/v1/seal-groups/{id}/messages", body: signedSchema },
  async ({ actor, params, body }) => {
    await postMessage({ actor: person(actor), groupId: params.id, signed: body });
    return { body: {} };
  },
);

const complaint = endpoint(
  { ...saying, whole: true, path: "/api/v1/seal-groups/{id}/complaints", body: complaintSchema },
  async ({ actor, params, body }) => {
    await complain({ actor: person(actor), groupId: params.id, ...body });
    return { body: {} };
  },
);

const sealing = endpoint({ ...reading, path: "/api/v1/batches/{id}/seal" }, async ({ actor, params }) => {
  const found = await readSealing({ reach: actor, batchId: params.id });
  if (!found) throw new SealbookError("not_found");
  return { body: found };
});

const review = endpoint(
  { ...reading, path: "/api/v1/batches/{id}/seal/review", query: reviewQuerySchema },
  async ({ actor, params, query }) => {
    const of = { reach: actor, batchId: params.id, after: query.after };
    if (!(await readSealing(of))) throw new SealbookError("not_found");
    return { body: { items: await readReview(of, REVIEWED_MAX) } };
  },
);

const approval = endpoint(
  { ...saying, path: "/api/v1/batches/{id}/seal/approvals", body: signedSchema },
  async ({ actor, params, body }) => {
    await sayOfBatch({ actor: person(actor), batchId: params.id, signed: body });
    return { body: {} };
  },
);

const share = endpoint(
  { ...saying, path: "/api/v1/batches/{id}/seal/shares", body: shareSchema },
  async ({ actor, params, body }) => {
    const fits = await giveShare({ actor: person(actor), batchId: params.id, ...body });
    return { body: { fits } };
  },
);

const restart = endpoint(
  { ...saying, path: "/api/v1/batches/{id}/seal/restart", body: nothingSchema },
  async ({ actor, params }) => {
    await restartRound({ actor: person(actor), batchId: params.id });
    return { body: {} };
  },
);

/** Who approved a batch, for whoever audits it: `sealbook verify-approvals` checks it without us. */
const approvals = endpoint(
  { ...reading, auth: "member-or-key", path: "/api/v1/batches/{id}/approvals", output: approvalsSchema },
  async ({ actor, params }) => {
    const found = await readApprovals({ reach: actor, batchId: params.id });
    if (!found) throw new SealbookError("not_found");
    const name = `sealbook-approvals-${params.id}.json`;
    return { headers: { "content-disposition": `attachment; filename="${name}"` }, body: found };
  },
);

export const sealsEndpoints = [ceremony, message, complaint, sealing, review, approval, share, restart, approvals];

function person(actor: MemberActor): UserActor {
  if (actor.kind !== "user") throw new SealbookError("forbidden");
  return actor;
}
