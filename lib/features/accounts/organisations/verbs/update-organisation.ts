import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { OrganisationSettings } from "../types.ts";

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
  return await prisma().$transaction(async (tx) => {
    // The row is locked, so that "before" in the audit row is what this change replaced.
    await tx.$queryRaw`SELECT 1 FROM organisation WHERE id = ${organisationId}::uuid FOR UPDATE`;
    const before = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
    const details: AuditDetails = {};
    for (const field of ["name", "keepContent", "publicLookup", "publishRecords"] as const) {
      if (before[field] === settings[field]) continue;
      details[`${field}Before`] = before[field];
      details[field] = settings[field];
    }
    if (Object.keys(details).length === 0) return { changed: false };
    const { name, keepContent, publicLookup, publishRecords } = settings;
    const data = { name, keepContent, publicLookup, publishRecords };
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
