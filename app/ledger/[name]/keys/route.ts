import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { readPublishedHistory } from "#lib/features/ledger/publishing/rows/published-keys.ts";
import { publishedFile } from "#lib/gate/published-file.ts";

const FRESH_SECONDS = 60;

/** Every key that the ledger ever had, each signed by the one before: C2SP signed notes, a blank line between them. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => readPublishedHistory(name),
});
