/** What became of certificates, for whoever checks one. */
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findList, readSubject } from "./rows.ts";
import { listParamsSchema, subjectParamsSchema, subjectQuerySchema, subjectSchema } from "./schema.ts";
import { LIST_KINDS } from "./types.ts";
import { signedList } from "./verbs/sign-list.ts";

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

/** What was revoked is so everywhere within this time. */
const FRESH_SECONDS = 30;
const CONTENT_TYPE = { status: "application/vc+json", "token-status": "application/statuslist+jwt" } as const;

/** The lists of an issuer, also of one that has ended: certificates outlive it. */
const lists = LIST_KINDS.map((kind) =>
  publishedFile({
    path: `/issuers/{slug}/${kind}/{number}`,
    params: listParamsSchema,
    contentType: CONTENT_TYPE[kind],
    freshSeconds: FRESH_SECONDS,
    async read({ slug, number }) {
      const head = await findList({ slug, number });
      return head && (await signedList(head, { kind, now: new Date() }));
    },
  }),
);

export const statusEndpoints = [subject, ...lists];
