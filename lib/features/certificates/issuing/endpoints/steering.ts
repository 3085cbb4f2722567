import type { z } from "zod";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { loadBatchJson } from "../pages/json.ts";
import { approvalQuerySchema, batchJsonSchema, reasonSchema } from "../schema/api.ts";
import { approveBatch, rejectBatch } from "../verbs/decide-batch.ts";
import { removeDrafts } from "../verbs/remove-drafts.ts";
import { cancelBatch, pauseBatch, resumeBatch } from "../verbs/steer-batch.ts";
import { submitBatch } from "../verbs/submit-batch.ts";

type Steering = { actor: MemberActor; batchId: string };
const common = { method: "POST", auth: "member-or-key", limit: RATE_LIMITS.write, params: idParamsSchema } as const;

const REFUSES = ["batch_state", "batch_empty", "approval_own", "conflict", "monthly_quota_exceeded"] as const;

/** Without a body, but for what `body` asks for; answers with the batch as it is then. */
function steering<More>(
  name: string,
  given: {
    scope: "certificates:write" | "certificates:approve";
    body?: z.ZodType<More>;
    query?: z.ZodType<More>;
    verb: (steering: Steering & More) => Promise<unknown>;
  },
) {
  const { scope, verb, ...asked } = given;
  const path = `/api/v1/batches/{id}/${name}`;
  const declaration = { ...common, scope, path, output: batchJsonSchema, refuses: REFUSES };
  return endpoint({ ...declaration, ...asked }, async ({ actor, params, body, query }) => {
    await verb({ actor, batchId: params.id, ...(body as More), ...(query as More) });
    return { body: await loadBatchJson(actor, params.id) };
  });
}

const write = "certificates:write";
const approve = "certificates:approve";

export const steeringEndpoints = [
  steering("submit", { scope: write, verb: submitBatch }),
  steering("approve", { scope: approve, query: approvalQuerySchema, verb: approveBatch }),
  steering("reject", { scope: approve, body: reasonSchema, verb: rejectBatch }),
  steering("pause", { scope: write, verb: pauseBatch }),
  steering("resume", { scope: write, verb: resumeBatch }),
  steering("cancel", { scope: write, verb: cancelBatch }),
  // All drafts: a table that was taken over by mistake is taken over again.
  steering("clear", { scope: write, verb: removeDrafts }),
];
