import { published } from "#lib/infra/http/published.ts";
import { nowhere } from "#lib/infra/http/route.ts";

/** Below the ledgers, what is not one of their resources. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(nowhere);
