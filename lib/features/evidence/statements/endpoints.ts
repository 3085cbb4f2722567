/**
 * The door for programs that speak SCRAPI (draft-ietf-scitt-scrapi): a signed statement in, a COSE receipt out. Its refusals are Concise
 * Problem Details (RFC 9290).
 */
import { encodeCbor } from "#lib/core/cbor/encode.ts";
import { coseKeyItem, encodeKeySet } from "#lib/core/cose/key.ts";
import { STATEMENT_BYTES_MAX } from "#lib/core/cose/statement.ts";
import { publicUrl } from "#lib/env.ts";
import { RECEIPT_FORMAT_FACTS } from "#lib/features/evidence/receipts/types.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import type { Answer } from "#lib/infra/http/answer.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { receiptOf, waitForReceipt } from "./rows/receipts.ts";
import { findReceiptKey, findStatement, receiptKeys } from "./rows/statements.ts";
import { entryParamsSchema, entryQuerySchema, kidParamsSchema } from "./schema.ts";
import { RETRY_AFTER_SECONDS, type Registered } from "./types.ts";
import { registerStatement } from "./verbs/register-statement.ts";

const KEYS_FRESH_SECONDS = 60;
const CBOR = "application/cbor";

function addressOf({ hash, ledger, isFirst }: Registered): string {
  return `${publicUrl}/entries/${hash}${isFirst ? "" : `?ledger=${encodeURIComponent(ledger)}`}`;
}

function found(status: number, { location, receipt }: { location: string; receipt: Uint8Array }): Answer {
  return { status, headers: { "content-type": RECEIPT_FORMAT_FACTS.cose.mediaType, location }, payload: receipt };
}

/** There is none yet: ask again. */
function later(location: string): Record<string, string> {
  return { location, "retry-after": `${RETRY_AFTER_SECONDS}`, "cache-control": "no-store" };
}

const register = endpoint(
  {
    method: "POST",
    path: "/entries",
    auth: "member-or-key",
    scope: "evidence:write",
    limit: RATE_LIMITS.costly,
    whole: true,
    problems: "cbor",
    provenAgain: true,
    bytes: { types: ["application/cose"], max: STATEMENT_BYTES_MAX },
    produces: ["application/cose"],
    statuses: [201, 202],
    refuses: [
      ...(["statement_malformed", "statement_payload_missing", "statement_key_unknown"] as const),
      ...(["statement_certificate_expired", "statement_signature_invalid", "statement_exposed"] as const),
      ...(["clock_wrong", "invalid_name"] as const),
    ],
  },
  async ({ actor, bytes, request }) => {
    const registered = await registerStatement({ actor, bytes });
    const location = addressOf(registered);
    const receipt = await waitForReceipt(registered, { signal: request.signal });
    if (receipt) return found(201, { location, receipt });
    return { status: 202, headers: later(location), payload: undefined };
  },
);

/** The receipt; 204 while there is none yet. Public, as the entry is: its name is the digest of what everybody reads in the tiles. */
const resolve = endpoint(
  {
    method: "GET",
    path: "/entries/{hash}",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.costly,
    problems: "cbor",
    params: entryParamsSchema,
    query: entryQuerySchema,
    produces: ["application/cose"],
    statuses: [200, 204],
    refuses: ["signature_unavailable"],
  },
  async ({ params, query }) => {
    const registered = await findStatement({ hash: params.hash, ledger: query.ledger });
    if (!registered) throw new SealbookError("not_found");
    const location = addressOf(registered);
    const receipt = await receiptOf(registered, { algorithm: query.alg });
    return receipt ? found(200, { location, receipt }) : { status: 204, headers: later(location), payload: undefined };
  },
);

const keys = endpoint(
  {
    method: "GET",
    path: "/.well-known/scitt-keys",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.ledger,
    problems: "cbor",
    produces: [CBOR],
  },
  async ({ request }) => {
    const body = encodeKeySet(await receiptKeys());
    return cacheable(request, { body, contentType: CBOR, freshSeconds: KEYS_FRESH_SECONDS });
  },
);

const key = endpoint(
  {
    method: "GET",
    path: "/.well-known/scitt-keys/{kid}",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.ledger,
    problems: "cbor",
    produces: [CBOR],
    params: kidParamsSchema,
  },
  async ({ params, request }) => {
    const published = await findReceiptKey(params.kid);
    if (!published) throw new SealbookError("not_found");
    const body = encodeCbor(coseKeyItem(published, { kid: true }));
    return cacheable(request, { body, contentType: CBOR, freshSeconds: KEYS_FRESH_SECONDS });
  },
);

export const statementsEndpoints = [register, resolve, keys, key];
