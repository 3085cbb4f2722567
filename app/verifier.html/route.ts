import { loadVerifierContent } from "#lib/features/evidence/verifier-file/pages.ts";
import { verifierQuerySchema } from "#lib/features/evidence/verifier-file/schema.ts";
import { VERIFIER_FILE_NAME } from "#lib/features/evidence/verifier-file/types.ts";
import { methods, route } from "#lib/gate/route.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { attachmentHeader } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

const FRESH_SECONDS = 300;

/** The offline verifier, to be saved: it is meant to be opened from where its reader keeps it. */
const download = route(
  { auth: "public", limit: RATE_LIMITS.ledger, query: verifierQuerySchema },
  ({ query, request }) => {
    const body = loadVerifierContent(query.v);
    // Another file than the one that was asked for is none.
    if (!body) throw new SealbookError("not_found");
    const freshSeconds = query.v === undefined ? FRESH_SECONDS : "immutable";
    const response = cacheable(request, { body, contentType: "text/html; charset=utf-8", freshSeconds });
    response.headers.set("content-disposition", attachmentHeader(VERIFIER_FILE_NAME));
    return response;
  },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: download });
