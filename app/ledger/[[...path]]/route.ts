import { published } from "#lib/gate/published.ts";
import { nowhere } from "#lib/gate/route.ts";

/** Below the ledgers, what is not one of their resources. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(nowhere);
