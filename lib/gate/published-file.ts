/** A resource that is the same for everybody: read by anyone within limits, by programs of any page, kept by caches. */
import type { z } from "zod";
import { type CacheableBody, cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

interface PublishedFile<Params, Query> extends Omit<CacheableBody, "body"> {
  path: string;
  params: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  /** What its JSON is, for the description. */
  output?: z.ZodType;
  /** What it holds; undefined when there is none at this address. Anything but text and bytes is written as JSON. */
  read: (params: Params, query: Query) => Promise<string | Uint8Array | object | undefined>;
}

export function publishedFile<Params, Query = undefined>(file: PublishedFile<Params, Query>): Endpoint {
  const { path, params: paramsSchema, query: querySchema, contentType, freshSeconds, output, read } = file;
  return endpoint<Params, Query>(
    {
      method: "GET",
      path,
      auth: "public",
      limit: RATE_LIMITS.ledger,
      cors: true,
      produces: [contentType.split(";")[0] ?? contentType],
      ...(output && { output }),
      params: paramsSchema,
      ...(querySchema && { query: querySchema }),
    },
    async ({ params, query, request }) => {
      const found = await read(params, query);
      if (found === undefined) throw new SealbookError("not_found");
      const body = typeof found === "string" || found instanceof Uint8Array ? found : JSON.stringify(found);
      return cacheable(request, { body, contentType, freshSeconds });
    },
  );
}
