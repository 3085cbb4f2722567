import { SealbookError } from "#lib/core/errors.ts";
import { loadVerifierJson } from "#lib/features/verifier-file/loaders.ts";
import { verifierJsonSchema } from "#lib/features/verifier-file/schema.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

/** Digest and size of the offline verifier that is offered here, and where it is recorded. */
const show = route({ auth: "public", limit: RATE_LIMITS.public, output: verifierJsonSchema }, async () => {
  const body = await loadVerifierJson();
  if (!body) throw new SealbookError("not_found");
  return { body };
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(methods({ GET: show }));
