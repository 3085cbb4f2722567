import { findLedgerHead } from "#lib/features/ledger/data.ts";
import { ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { publishedFile } from "#lib/infra/http/published-file.ts";

/** A new one may appear with every block. */
const FRESH_SECONDS = 1;

/** The checkpoint in force. C2SP tlog-tiles, "Checkpoints" */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: async ({ name }) => (await findLedgerHead(name))?.checkpoint,
});
