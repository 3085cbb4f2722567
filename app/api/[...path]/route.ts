import { nowhere } from "#lib/gate/route.ts";

/** Below the API, what is not one of its resources. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = nowhere;
