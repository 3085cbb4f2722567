import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { loadAuthoritiesFile } from "./pages.ts";

const FRESH_SECONDS = 60;

/** Certificates of the authorities that timestamp this ledger's checkpoints, in PEM: what `openssl ts -verify -CAfile` takes. */
const authorities = publishedFile({
  path: "/ledger/{name}/timestamp-authorities",
  params: ledgerParamsSchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => loadAuthoritiesFile(name),
});

export const timestampsEndpoints = [authorities];
