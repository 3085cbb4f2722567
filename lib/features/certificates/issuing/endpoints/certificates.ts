import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { type EndpointAnswer, endpoint } from "#lib/gate/endpoint.ts";
import { keyWithin } from "#lib/gate/reach.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { loadCertificateJson, toCertificateItem, toPendingJson } from "../pages/json.ts";
import { findPending } from "../rows/batches.ts";
import { listCertificates } from "../rows/certificates.ts";
import { waitForBatch } from "../rows/wait.ts";
import {
  certificateJsonSchema,
  certificateListJsonSchema,
  certificatesQuerySchema,
  newCertificateSchema,
  pendingJsonSchema,
  waitSchema,
} from "../schema/api.ts";
import { issueOne } from "../verbs/issue-one.ts";

const PATH = "/api/v1/certificates";
const reading = { method: "GET", auth: "member-or-key", scope: "certificates:read", limit: RATE_LIMITS.read } as const;

const list = endpoint(
  { ...reading, path: PATH, query: certificatesQuerySchema, output: certificateListJsonSchema },
  async ({ actor, query: { cursor, limit, ...filter } }) => {
    const page = { filter, cursor: { ...(cursor && { older: cursor }) }, limit };
    const { rows, older } = await listCertificates(actor, page);
    return { body: { items: rows.map(toCertificateItem), ...(older === undefined ? {} : { next: older }) } };
  },
);

/** 202 while it is not issued yet. */
const read = endpoint(
  {
    ...reading,
    path: `${PATH}/{id}`,
    params: idParamsSchema,
    output: certificateJsonSchema.or(pendingJsonSchema),
    statuses: [200, 202],
  },
  async ({ actor, params }) => await answerFor(actor, params.id),
);

/** Issues one, and waits for it: 201 with it, or 202 where it waits for approval, or longer than is waited. */
const create = endpoint(
  {
    method: "POST",
    path: PATH,
    auth: "member-or-key",
    scope: "certificates:write",
    limit: RATE_LIMITS.write,
    repeats: "own",
    query: waitSchema,
    body: newCertificateSchema,
    output: certificateJsonSchema.or(pendingJsonSchema),
    statuses: [200, 201, 202],
    refuses: [
      "not_found",
      "template_unpublished",
      "issuer_absent",
      "draft_faulty",
      "batch_state",
      "monthly_quota_exceeded",
      "unit_unknown",
    ],
  },
  async ({ actor, body, query, request }) => {
    const idempotencyKey = keyWithin(actor, idempotencyKeyOf(request));
    const made = await issueOne({ actor, certificate: body, idempotencyKey });
    const { batchId, certificateId, created } = made;
    await waitForBatch({ batchId, timeoutMs: query.wait * 1_000, signal: request.signal });
    const answer = await answerFor(actor, certificateId);
    if (answer.status === 202) return answer;
    return created ? { ...answer, status: 201 } : answer;
  },
);

async function answerFor(
  actor: MemberActor,
  id: string,
): Promise<
  EndpointAnswer<NonNullable<Awaited<ReturnType<typeof loadCertificateJson>>> | ReturnType<typeof toPendingJson>>
> {
  const issued = await loadCertificateJson(actor, id);
  if (issued) return { headers: { location: issued.links.self }, body: issued };
  const pending = await findPending(actor, id);
  if (!pending) throw new SealbookError("not_found");
  const body = toPendingJson({ certificateId: id, ...pending });
  return { status: 202, headers: { location: body.links.self, "retry-after": "2" }, body };
}

export const certificateEndpoints = [list, read, create];
