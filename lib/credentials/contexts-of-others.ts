/** Contexts that certificates do not use, and credentials of other issuers do. */

import blockcerts30 from "@blockcerts/schemas/schemas/3.0/context.json" with { type: "json" };
import chainedProof from "@blockcerts/schemas/schemas/3.1/chainedProof2021Context.json" with { type: "json" };
import blockcerts31 from "@blockcerts/schemas/schemas/3.1/context.json" with { type: "json" };
import merkleProof from "@blockcerts/schemas/schemas/3.1/merkleProof2019Context.json" with { type: "json" };
import statusList2021 from "@blockcerts/schemas/schemas/3.1/statusList2021Context.json" with { type: "json" };
import blockcerts32 from "@blockcerts/schemas/schemas/3.2/context.json" with { type: "json" };
import { contexts as dataIntegrityContexts } from "@digitalbazaar/data-integrity-context";
import { contexts as statusContexts } from "@digitalbazaar/vc-bitstring-status-list-context";
import { contexts as signatureContexts } from "ed25519-signature-2020-context";

type Context = Readonly<Record<string, unknown>>;

/** Each version of Blockcerts has three addresses. */
const blockcerts = (version: string, context: Context): [string, Context][] =>
  [
    `https://w3id.org/blockcerts/v${version}`,
    `https://w3id.org/blockcerts/schema/${version}/context.json`,
    `https://www.blockcerts.org/schema/${version}/context.json`,
  ].map((address) => [address, context]);

export const CONTEXTS_OF_OTHERS: ReadonlyMap<string, Context> = new Map<string, Context>([
  ["https://w3id.org/blockcerts/v3", blockcerts30],
  ...blockcerts("3.0", blockcerts30),
  ...blockcerts("3.1", blockcerts31),
  ...blockcerts("3.2", blockcerts32),
  ["https://w3id.org/security/suites/merkle-2019/v1", merkleProof],
  ["https://w3id.org/security/suites/chained-2021/v1", chainedProof],
  ["https://w3id.org/vc/status-list/2021/v1", statusList2021],
  ...dataIntegrityContexts,
  ...statusContexts,
  ...signatureContexts,
]);
