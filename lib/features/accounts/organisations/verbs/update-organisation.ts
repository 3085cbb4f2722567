import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { OrganisationSettings } from "../types.ts";
import { lockOrganisation } from "./lock-organisation.ts";

const SETTINGS = ["name", "keepContent", "publicLookup", "publishRecords", "alsoSm3"] as const;

/**
 * Changes the settings of the actor's organisation. What was recorded before stays as it was recorded; a change to
 * what is the case already leaves no trace.
 *
 * @throws {SealbookError} `forbidden`.
 */
export async function updateOrganisation(input: {
  actor: UserActor;
  settings: OrganisationSettings;
}): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, settings } = input;
  const { organisationId } = actor;
  // The row is locked, so that "before" in the audit row is what this change replaced.
  const behind = (tx: Tx) => lockOrganisation(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const before = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
    const details: AuditDetails = {};
    for (const field of SETTINGS) {
      if (before[field] === settings[field]) continue;
      details[`${field}Before`] = before[field];
      details[field] = settings[field];
    }
    if (Object.keys(details).length === 0) return { changed: false };
    const { name, keepContent, publicLookup, publishRecords, alsoSm3 } = settings;
    const data = { name, keepContent, publicLookup, publishRecords, alsoSm3 };
    await tx.organisation.update({ where: { id: organisationId }, data });
    await writeAuditEvent(tx, {
      actor,
      organisationId,
      action: "organisation.update",
      subject: organisationId,
      details,
    });
    return { changed: true };
  });
}
