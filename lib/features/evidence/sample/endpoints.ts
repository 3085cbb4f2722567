/** The sample, its altered copy and its receipt, to be saved. */
import { type Endpoint, endpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findSampleReceipt } from "./rows.ts";
import { SAMPLE_FILE_NAMES, SAMPLE_PATH, SAMPLE_RECEIPT_NAME, SAMPLE_VERSIONS, sampleContent } from "./types.ts";

const FRESH = { "cache-control": "public, max-age=60" };

const files = SAMPLE_VERSIONS.map((version): Endpoint => {
  const filename = SAMPLE_FILE_NAMES[version];
  return endpoint(
    {
      method: "GET",
      path: `${SAMPLE_PATH}/${filename}`,
      auth: "public",
      limit: RATE_LIMITS.public,
      produces: ["text/plain"],
    },
    () => ({
      headers: { ...downloadHeaders({ filename, mediaType: "text/plain; charset=utf-8" }), ...FRESH },
      payload: sampleContent(version),
    }),
  );
});

const JSON_FILE = { produces: ["application/json"], refuses: ["not_found"] } as const;

const receipt = endpoint(
  {
    method: "GET",
    path: `${SAMPLE_PATH}/${SAMPLE_RECEIPT_NAME}`,
    auth: "public",
    limit: RATE_LIMITS.costly,
    ...JSON_FILE,
  },
  async () => {
    const payload = await findSampleReceipt();
    if (!payload) throw new SealbookError("not_found");
    const headers = downloadHeaders({ filename: SAMPLE_RECEIPT_NAME, mediaType: "application/json" });
    return { headers: { ...headers, ...FRESH }, payload };
  },
);

export const sampleEndpoints = [...files, receipt];
