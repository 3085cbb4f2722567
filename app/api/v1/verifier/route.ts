import { loadVerifierJson } from "#lib/features/evidence/verifier-file/pages.ts";
import { verifierJsonSchema } from "#lib/features/evidence/verifier-file/schema.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Digest and size of the offline verifier that is offered here, and where it is recorded. */
const show = route({ auth: "public", limit: RATE_LIMITS.public, output: verifierJsonSchema }, async () => {
  const body = await loadVerifierJson();
  if (!body) throw new SealbookError("not_found");
  return { body };
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(methods({ GET: show }));
