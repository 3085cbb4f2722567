/** Contexts that certificates do not use, and credentials of other issuers do. */
import { contexts as dataIntegrityContexts } from "@digitalbazaar/data-integrity-context";
import { contexts as statusContexts } from "@digitalbazaar/vc-bitstring-status-list-context";
import { contexts as signatureContexts } from "ed25519-signature-2020-context";

export const CONTEXTS_OF_OTHERS: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map([
  ...dataIntegrityContexts,
  ...statusContexts,
  ...signatureContexts,
]);
