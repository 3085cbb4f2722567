import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { loadEvidenceList, toEvidenceJson } from "#lib/features/evidence/records/pages/json.ts";
import {
  digestSchema,
  evidenceJsonSchema,
  evidenceListJsonSchema,
  idempotencyKeySchema,
  listQuerySchema,
} from "#lib/features/evidence/records/schema/evidence.ts";
import { methods, route } from "#lib/gate/route.ts";
import { parseHeader } from "#lib/infra/http/input.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";

const list = route(
  {
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    query: listQuerySchema,
    output: evidenceListJsonSchema,
  },
  async ({ actor, query }) => ({ body: await loadEvidenceList(actor, query) }),
);

/** Records a digest alone, for those who never hand over content. */
const record = route(
  {
    auth: "member-or-key",
    scope: "evidence:write",
    limit: RATE_LIMITS.write,
    body: digestSchema,
    output: evidenceJsonSchema,
  },
  async ({ actor, body, request }) => {
    const value = request.headers.get("idempotency-key") ?? undefined;
    const idempotencyKey = parseHeader(idempotencyKeySchema, { name: "Idempotency-Key", value });
    const submission = { type: "digest", ...body, idempotencyKey } as const;
    const { evidence, created } = await recordEvidence({ actor, submission });
    const json = toEvidenceJson(evidence);
    return created ? { status: 201, headers: { location: json.links.self }, body: json } : { body: json };
  },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: list, POST: record });
