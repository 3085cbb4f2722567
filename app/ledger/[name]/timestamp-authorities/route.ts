import { ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { loadAuthoritiesFile } from "#lib/features/timestamps/loaders.ts";
import { publishedFile } from "#lib/infra/http/published-file.ts";

const FRESH_SECONDS = 60;

/** Certificates of the authorities that timestamp this ledger's checkpoints, in PEM: what `openssl ts -verify -CAfile` takes. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => loadAuthoritiesFile(name),
});
