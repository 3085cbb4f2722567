/** Whether a party may take a step now. */
import { requireState } from "#lib/features/contracts/envelopes/checks/state.ts";
import type { Envelope, Party } from "#lib/features/contracts/envelopes/types.ts";
import { requireLink } from "#lib/gate/require.ts";
import { countRequest, type RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findAccess } from "../rows/access.ts";
import { type Access, STEPS } from "../types.ts";

/** Of one party. */
const SIGNING_LIMIT: RateLimit = { name: "contract signature", requests: 60, windowSeconds: 60 * 60 };

/** @throws {SealbookError} `link_invalid` for a token that opens nothing, or no more */
export async function requireAccess(token: string): Promise<Access> {
  return requireLink(await findAccess(token));
}

/** Each signature is prepared from the whole document, and each preparation is evidence. @throws {SealbookError} `rate_limited` */
export async function requireAttempt({ party }: Access): Promise<void> {
  const retryAfterSeconds = await countRequest(SIGNING_LIMIT, party.id);
  if (retryAfterSeconds !== undefined) throw new SealbookError("rate_limited", { details: { retryAfterSeconds } });
}

/**
 * @returns the party as the contract has it now
 * @throws {SealbookError} `contract_over`, `contract_party_done`, `contract_party_waits`
 */
export function requireDue(envelope: Envelope, partyId: string): Party {
  requireState(envelope, "sent");
  const party = envelope.parties.find(({ id }) => id === partyId);
  if (party?.state === "done") throw new SealbookError("contract_party_done");
  if (party?.state !== "due") throw new SealbookError("contract_party_waits");
  return party;
}

/** @throws {SealbookError} `contract_step_missing` */
export function requireSteps(done: ReadonlySet<string>, upTo: (typeof STEPS)[number]): void {
  const missing = STEPS.slice(0, STEPS.indexOf(upTo) + 1).find((step) => !done.has(step));
  if (missing) throw new SealbookError("contract_step_missing", { details: { step: missing } });
}
