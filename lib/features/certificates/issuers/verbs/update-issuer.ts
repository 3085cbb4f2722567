import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { lockedIssuer, lockIssuer } from "./lock-issuer.ts";

/** What an issuer says of itself. Certificates state the name and address that it had when they were issued. */
export interface IssuerProfile {
  /** NFC. */
  name: string;
  description: string;
  url?: string | undefined;
  linkedinId?: string | undefined;
  publicPage: boolean;
}

/**
 * Changes what the actor's organisation says of itself as an issuer; a change to what is the case already leaves no trace.
 *
 * @throws {SealbookError} `forbidden`, `issuer_absent`
 */
export async function updateIssuer(input: { actor: UserActor; profile: IssuerProfile }): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, profile } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockIssuer(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const before = await lockedIssuer(tx, organisationId);
    const details: AuditDetails = {};
    for (const field of ["name", "description", "url", "linkedinId", "publicPage"] as const) {
      if (before[field] === profile[field]) continue;
      details[`${field}Before`] = before[field] ?? null;
      details[field] = profile[field] ?? null;
    }
    if (Object.keys(details).length === 0) return { changed: false };
    const { name, description, url = null, linkedinId = null, publicPage } = profile;
    const data = { name, description, url, linkedinId, publicPage };
    await tx.issuer.update({ where: { id: before.id }, data, select: { id: true } });
    await writeAuditEvent(tx, { actor, organisationId, action: "issuer.update", subject: before.id, details });
    return { changed: true };
  });
}
