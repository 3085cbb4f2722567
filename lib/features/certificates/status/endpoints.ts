/** What became of certificates, for whoever checks one. */
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readSubject } from "./rows.ts";
import { subjectParamsSchema, subjectQuerySchema, subjectSchema } from "./schema.ts";

/**
 * The entries of a ledger about one subject. What they say is told to those who hold the certificate's receipt: they alone can compute the
 * digest of its leaf.
 */
const subject = endpoint(
  {
    method: "GET",
    path: "/api/v1/ledgers/{name}/subjects/{subject}",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.public,
    params: subjectParamsSchema,
    query: subjectQuerySchema,
    output: subjectSchema,
  },
  async ({ params: { name, subject }, query: { leaf } }) => {
    if (!(await findLedger(name))) throw new SealbookError("not_found");
    return { headers: { "cache-control": "no-cache" }, body: await readSubject({ ledger: name, subject, leaf }) };
  },
);

export const statusEndpoints = [subject];
