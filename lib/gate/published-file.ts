/** A resource that is the same for everybody: read by anyone within limits, kept by caches. */
import type { z } from "zod";
import { type CacheableBody, cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { published } from "./published.ts";
import { methods, route } from "./route.ts";

interface PublishedFile<Params, Query> extends Omit<CacheableBody, "body"> {
  params: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  /** What it holds; undefined when there is none at this address. Anything but text and bytes is written as JSON. */
  read: (params: Params, query: Query) => Promise<string | Uint8Array | object | undefined>;
}

/** The handlers of its address, for every method. */
export function publishedFile<Params, Query = undefined>(file: PublishedFile<Params, Query>) {
  const { params: paramsSchema, query: querySchema, contentType, freshSeconds, read } = file;
  const declaration = {
    auth: "public",
    limit: RATE_LIMITS.ledger,
    params: paramsSchema,
    ...(querySchema && { query: querySchema }),
  } as const;
  return published(
    methods({
      GET: route<Params, Query>(declaration, async ({ params, query, request }) => {
        const found = await read(params, query);
        if (found === undefined) throw new SealbookError("not_found");
        const body = typeof found === "string" || found instanceof Uint8Array ? found : JSON.stringify(found);
        return cacheable(request, { body, contentType, freshSeconds });
      }),
    }),
  );
}
