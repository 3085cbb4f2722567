import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { loadAuthoritiesFile } from "#lib/features/ledger/timestamps/pages.ts";
import { publishedFile } from "#lib/gate/published-file.ts";

const FRESH_SECONDS = 60;

/** Certificates of the authorities that timestamp this ledger's checkpoints, in PEM: what `openssl ts -verify -CAfile` takes. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => loadAuthoritiesFile(name),
});
