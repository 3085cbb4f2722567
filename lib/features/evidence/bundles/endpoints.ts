import { Readable } from "node:stream";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { NDJSON } from "#lib/infra/http/lines.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { loadBundle, loadFiles } from "./pages.ts";
import { findBundle, readLines } from "./rows.ts";
import { bundleJsonSchema, filesJsonSchema, filesQuerySchema } from "./schema.ts";

const reading = {
  ...({ method: "GET", auth: "member-or-key", scope: "evidence:read", limit: RATE_LIMITS.read } as const),
  params: idParamsSchema,
};

const read = endpoint(
  { ...reading, path: "/api/v1/bundles/{id}", output: bundleJsonSchema },
  async ({ actor, params }) => ({
    body: await loadBundle(actor, params.id),
  }),
);

const files = endpoint(
  {
    ...reading,
    path: "/api/v1/bundles/{id}/files",
    query: filesQuerySchema,
    output: filesJsonSchema,
    refuses: ["invalid_digest"],
  },
  async ({ actor, params, query }) => ({ body: await loadFiles(actor, params.id, query) }),
);

/** The list with the salts: whoever has it can check the whole bundle, and see all that is in it. */
const list = endpoint(
  { ...reading, path: "/api/v1/bundles/{id}/list", produces: [NDJSON] },
  async ({ actor, params }) => {
    if (!(await findBundle(actor, params.id))) throw new SealbookError("not_found");
    const headers = downloadHeaders({ filename: `bundle-${params.id}.ndjson`, mediaType: NDJSON });
    return { headers, payload: Readable.from(readLines(params.id), { objectMode: false }) };
  },
);

export const bundlesEndpoints = [read, files, list];
