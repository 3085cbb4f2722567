import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { readKeysView } from "#lib/features/ledger/publishing/rows/published-keys.ts";
import { publishedFile } from "#lib/gate/published-file.ts";

const FRESH_SECONDS = 60;

/** The history of the ledger's keys as JSON: an address of its own, so that caches need not tell readers apart. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  contentType: "application/json",
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => readKeysView(name),
});
