import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { readNodesView } from "./rows/views.ts";
import { nodesSchema } from "./schema.ts";

/** What is shown of a node is about as old as the worker's last round with it. */
const FRESH_SECONDS = 2;

/** Who watches the ledger from outside, and what was last seen of them. */
const nodes = publishedFile({
  path: "/api/v1/ledgers/{name}/nodes",
  params: ledgerParamsSchema,
  contentType: "application/json",
  freshSeconds: FRESH_SECONDS,
  output: nodesSchema,
  read: async ({ name }) => {
    const view = await readNodesView(name);
    return view && nodesSchema.parse(view);
  },
});

export const nodesEndpoints = [nodes];
