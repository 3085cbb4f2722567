import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { publishedFile } from "#lib/gate/published-file.ts";

/** A new one may appear with every block. */
const FRESH_SECONDS = 1;

/** The checkpoint in force. C2SP tlog-tiles, "Checkpoints" */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: async ({ name }) => (await findLedgerHead(name))?.checkpoint,
});
