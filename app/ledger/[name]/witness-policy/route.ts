import { ledgerParamsSchema, policyQuerySchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { readWitnessPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { publishedFile } from "#lib/gate/published-file.ts";

const FRESH_SECONDS = 60;

/** Whose signatures make a checkpoint of this ledger, now or at the tree size `size`. C2SP tlog-policy */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publishedFile({
  params: ledgerParamsSchema,
  query: policyQuerySchema,
  contentType: "text/plain; charset=utf-8",
  freshSeconds: FRESH_SECONDS,
  read: ({ name: ledger }, { size }) => readWitnessPolicy({ ledger, size }),
});
