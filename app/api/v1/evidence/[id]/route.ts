import { receiptQuerySchema } from "#lib/features/evidence/receipts/schema.ts";
import { loadEvidence } from "#lib/features/evidence/records/pages/json.ts";
import { evidenceJsonSchema, idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { waitForEntry } from "#lib/features/ledger/publishing/rows/wait-for-entry.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * The record; with ?wait= as soon as it is anchored (or, with ?until=, witnessed or timestamped), or as it stands when the
 * time is over.
 */
const read = route(
  {
    auth: "member-or-key",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    params: idParamsSchema,
    // The same seconds as for the receipt.
    query: receiptQuerySchema.pick({ wait: true, until: true }),
    output: evidenceJsonSchema,
  },
  async ({ actor, params, query, request }) => {
    const evidence = await loadEvidence(actor, params.id);
    // Another organisation's evidence is as absent as none.
    if (!evidence) throw new SealbookError("not_found");
    const { wait, until } = query;
    if (wait === 0 || (until === "anchored" && evidence.state === "anchored")) return { body: evidence };
    await waitForEntry({ evidenceId: evidence.id, until, timeoutMs: wait * 1000, signal: request.signal });
    return { body: (await loadEvidence(actor, params.id)) ?? evidence };
  },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: read });
