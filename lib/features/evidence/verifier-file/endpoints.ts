import { endpoint } from "#lib/gate/endpoint.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { attachmentHeader } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { loadVerifierContent, loadVerifierJson } from "./pages.ts";
import { verifierJsonSchema, verifierQuerySchema } from "./schema.ts";
import { VERIFIER_FILE_NAME } from "./types.ts";

const FRESH_SECONDS = 300;

/** Digest and size of the offline verifier that is offered here, and where it is recorded. */
const facts = endpoint(
  {
    method: "GET",
    path: "/api/v1/verifier",
    auth: "public",
    limit: RATE_LIMITS.public,
    cors: true,
    output: verifierJsonSchema,
    refuses: ["not_found"],
  },
  async () => {
    const body = await loadVerifierJson();
    if (!body) throw new SealbookError("not_found");
    return { body };
  },
);

const FILE = { produces: ["text/html"], refuses: ["not_found"] } as const;

/** The offline verifier, to be saved: it is meant to be opened from where its reader keeps it. */
const download = endpoint(
  {
    method: "GET",
    path: "/verifier.html",
    auth: "public",
    limit: RATE_LIMITS.ledger,
    query: verifierQuerySchema,
    ...FILE,
  },
  ({ query, request }) => {
    const body = loadVerifierContent(query.v);
    // Another file than the one that was asked for is none.
    if (!body) throw new SealbookError("not_found");
    const freshSeconds = query.v === undefined ? FRESH_SECONDS : "immutable";
    const answer = cacheable(request, { body, contentType: "text/html; charset=utf-8", freshSeconds });
    answer.headers["content-disposition"] = attachmentHeader(VERIFIER_FILE_NAME);
    return answer;
  },
);

export const verifierFileEndpoints = [facts, download];
