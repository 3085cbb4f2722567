import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { readLogList } from "#lib/features/ledger/publishing/rows/published-keys.ts";
import { publishedFile } from "#lib/gate/published-file.ts";

const FRESH_SECONDS = 60;

/** What a witness needs to take this log over. C2SP tlog-list, logs/v0 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => readLogList(name),
});
