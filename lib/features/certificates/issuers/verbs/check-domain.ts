import type { UserActor } from "#lib/gate/actor.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lookAtDomain, type Places } from "../checks.ts";
import { findIssuer, listDueDomains, readDomain } from "../rows.ts";
import type { DomainOutcome } from "../types.ts";

/** Looked at side by side; each waits for a resolver or a host for some seconds at most. */
const LOOKS_AT_ONCE_MAX = 8;
const DOMAINS_PER_ROUND_MAX = 200;
/** Looks that an organisation asks for: nobody's host is worn out from here. */
const LOOK_LIMIT: RateLimit = { name: "issuer domain", requests: 60, windowSeconds: 60 * 60 };

/**
 * Asks a domain of the actor's organisation now.
 *
 * @throws {SealbookError} `forbidden`, `issuer_absent`, `too_many_attempts`; `gone`: it was removed
 */
export async function checkDomain(
  input: { actor: UserActor; domain: string },
  places?: Places,
): Promise<DomainOutcome> {
  requirePermission(input.actor, "organisation:manage");
  const issuer = await findIssuer(input.actor.organisationId);
  if (!issuer) throw new SealbookError("issuer_absent");
  await countAttempt(LOOK_LIMIT, input.actor.organisationId);
  const found = await readDomain(issuer.id, input.domain);
  if (!found) throw new SealbookError("gone");
  return await look({ issuerId: issuer.id, did: issuer.did, domain: found.domain, method: found.method }, places);
}

/** Asks all domains that were not asked for a day, and for an hour where nobody could be. @returns those that changed what they say */
export async function checkDueDomains({
  places,
  signal,
}: {
  places?: Places;
  signal?: AbortSignal;
} = {}): Promise<{ domain: string; before: DomainOutcome | undefined; outcome: DomainOutcome }[]> {
  const due = await listDueDomains(DOMAINS_PER_ROUND_MAX);
  const changed: { domain: string; before: DomainOutcome | undefined; outcome: DomainOutcome }[] = [];
  for (let from = 0; from < due.length; from += LOOKS_AT_ONCE_MAX) {
    signal?.throwIfAborted();
    const looks = due.slice(from, from + LOOKS_AT_ONCE_MAX).map(async ({ before, ...named }) => {
      const outcome = await look(named, places);
      if (outcome !== before) changed.push({ domain: named.domain, before, outcome });
    });
    await Promise.all(looks);
  }
  return changed;
}

type Named = { issuerId: string; did: string; domain: string; method: "dns" | "file" };

async function look({ issuerId, ...named }: Named, places?: Places): Promise<DomainOutcome> {
  const checkedAt = new Date();
  const outcome = await lookAtDomain(named, places);
  // Of two who look at once, what the later one found stays.
  await prisma().issuerDomain.updateMany({
    where: { issuerId, domain: named.domain, OR: [{ checkedAt: null }, { checkedAt: { lte: checkedAt } }] },
    data: { checkedAt, outcome, ...(outcome === "proven" ? { seenAt: checkedAt } : {}) },
  });
  return outcome;
}
