import { utf8 } from "#lib/core/text/bytes.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { readBody, readJson, requireMediaType } from "#lib/infra/http/body.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkReceipt } from "./rows.ts";
import { VERIFY_JSON_BYTES_MAX, VERIFY_PDF_BYTES_MAX, verifyBodySchema, verifyQuerySchema } from "./schema.ts";

const MEDIA_TYPES = ["application/json", "application/pdf"] as const;

/**
 * Checks a receipt: `application/json` with { receipt: "<its exact text>", sha256? }, or the receipt's PDF as
 * `application/pdf` with ?sha256=. The verdict is in the answer; its status is 200 whatever the verdict.
 */
const verify = endpoint(
  {
    method: "POST",
    path: "/api/v1/verify",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.costly,
    query: verifyQuerySchema,
  },
  async ({ query, request }) => {
    if (requireMediaType(request.headers, MEDIA_TYPES) === "application/pdf") {
      const receipt = await readBody(request, VERIFY_PDF_BYTES_MAX);
      return { body: await checkReceipt({ receipt, sha256: query.sha256 }) };
    }
    if (query.sha256) throw new SealbookError("unknown_field", { field: "sha256", details: { accepted: "" } });
    const { receipt, sha256 } = parseInput(verifyBodySchema, await readJson(request, VERIFY_JSON_BYTES_MAX));
    return { body: await checkReceipt({ receipt: utf8(receipt), sha256 }) };
  },
);

export const verificationEndpoints = [verify];
