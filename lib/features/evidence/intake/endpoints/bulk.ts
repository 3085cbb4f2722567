import { bulkEndpoints } from "#lib/features/accounts/bulks/endpoints.ts";
import { readDigestBody } from "../schema.ts";
import { prepareLines, recordLines } from "../verbs/record-lines.ts";

/** Digests, as many as there are, in one request: each line is the body of `POST /api/v1/evidence`. */
export const evidenceBulk = bulkEndpoints({
  area: "evidence",
  path: "/api/v1/evidence/bulk",
  scope: "evidence:write",
  read: readDigestBody,
  prepare: prepareLines,
  record: recordLines,
});
