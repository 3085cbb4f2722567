import { readConsistencyView } from "#lib/features/ledger/explorer/rows/consistency-view.ts";
import { consistencyQuerySchema, ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { publishedFile } from "#lib/gate/published-file.ts";

/** That the tree of one size begins with the tree of another: true for ever once both were reached. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  query: consistencyQuerySchema,
  contentType: "application/json",
  freshSeconds: "immutable",
  read: ({ name }, query) => readConsistencyView(name, query),
});
