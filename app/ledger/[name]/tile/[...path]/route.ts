import { parseTilePath } from "#lib/core/log/tiles.ts";
import { tileParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { readTile } from "#lib/features/ledger/sealing/rows/tiles.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Tiles and entry bundles, whole and partial. C2SP tlog-tiles, "Merkle Tree" and "Log Entries" */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route({ auth: "public", limit: RATE_LIMITS.ledger, params: tileParamsSchema }, async ({ params, request }) => {
      // From the address as it was written: percent-encodings would be other names of the same tile.
      const { pathname } = new URL(request.url);
      const prefix = `/ledger/${params.name}/`;
      const tile = pathname.startsWith(prefix) ? parseTilePath(pathname.slice(prefix.length)) : undefined;
      const body = tile && (await readTile({ ledger: params.name, tile }));
      if (!body) throw new SealbookError("not_found");
      return cacheable(request, { body, contentType: "application/octet-stream", freshSeconds: "immutable" });
    }),
  }),
);
