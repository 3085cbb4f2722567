/** Looking at a share: the press of the button, and nothing else, brings what it shows. */
import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { lookSchema } from "./schema.ts";
import { lookAtShare } from "./verbs/look-at-share.ts";

const TOKEN_CHARS_MAX = 64;

const look = endpoint(
  {
    method: "POST",
    path: "/api/v1/shares/{token}/looks",
    auth: "public",
    limit: RATE_LIMITS.lookup,
    params: z.object({ token: z.string().max(TOKEN_CHARS_MAX) }),
    body: lookSchema,
    output: z.object({ presentation: z.string(), certificateId: z.string(), whole: z.boolean() }),
  },
  async ({ params: { token }, body: { key, viewer } }) => ({
    body: await lookAtShare({ token, key, viewer }),
    headers: { "cache-control": "no-store" },
  }),
);

export const sharesEndpoints = [look];
