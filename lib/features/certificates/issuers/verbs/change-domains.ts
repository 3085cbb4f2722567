import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { DOMAINS_MAX, type DomainMethod } from "../types.ts";
import { lockedIssuer, lockIssuer } from "./lock-issuer.ts";

/**
 * Names a domain as the issuer's own. It counts as such once the domain itself says so (check-domain.ts).
 *
 * @param input.domain ASCII, lower case
 * @throws {SealbookError} `forbidden`, `organisation_suspended`, `issuer_absent`, `domain_present`, `too_many_domains`
 */
export async function addDomain(input: { actor: UserActor; domain: string; method: DomainMethod }): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, domain, method } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockIssuer(tx, organisationId);
  await proven({ actor, authority: "organisation:manage", activeOnly: true, behind }, async (tx) => {
    const { id: issuerId } = await lockedIssuer(tx, organisationId);
    const named = await tx.issuerDomain.findMany({ where: { issuerId }, select: { domain: true } });
    if (named.some((each) => each.domain === domain)) throw new SealbookError("domain_present", { field: "domain" });
    if (named.length >= DOMAINS_MAX)
      throw new SealbookError("too_many_domains", { field: "domain", details: { max: DOMAINS_MAX } });
    await tx.issuerDomain.create({ data: { issuerId, domain, method }, select: { domain: true } });
    const details = { name: domain, method };
    await writeAuditEvent(tx, { actor, organisationId, action: "issuer.domain_add", subject: issuerId, details });
  });
}

/**
 * Takes a domain away again; where there is none, that is what was asked for.
 *
 * @throws {SealbookError} `forbidden`, `issuer_absent`
 */
export async function removeDomain(input: { actor: UserActor; domain: string }): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, domain } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockIssuer(tx, organisationId);
  await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const { id: issuerId } = await lockedIssuer(tx, organisationId);
    const { count } = await tx.issuerDomain.deleteMany({ where: { issuerId, domain } });
    if (count === 0) return;
    const details = { name: domain };
    await writeAuditEvent(tx, { actor, organisationId, action: "issuer.domain_remove", subject: issuerId, details });
  });
}
