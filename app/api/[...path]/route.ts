import { nowhere } from "#lib/infra/http/route.ts";

/** Below the API, what is not one of its resources. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = nowhere;
