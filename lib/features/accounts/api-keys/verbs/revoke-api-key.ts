import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/**
 * Revokes a key of the actor's organisation for good; the next request with it is refused. The operator of the
 * installation names the organisation.
 */
export async function revokeApiKey(
  input: { apiKeyId: string } & (
    | { actor: UserActor }
    | { actor: { kind: "operator" }; organisationId: OrganisationId }
  ),
): Promise<{ revoked: true } | { failed: "forbidden" | "gone" }> {
  const { actor, apiKeyId } = input;
  const organisationId = "organisationId" in input ? input.organisationId : input.actor.organisationId;
  if (actor.kind === "user" && (!may(actor, "keys:manage") || organisationId !== actor.organisationId)) {
    return { failed: "forbidden" };
  }
  return await prisma().$transaction(async (tx) => {
    const [key] = await tx.apiKey.updateManyAndReturn({
      where: { id: apiKeyId, organisationId, revokedAt: null },
      data: { revokedAt: new Date() },
      select: { name: true, prefix: true },
    });
    if (!key) return { failed: "gone" };
    await writeAuditEvent(tx, { actor, organisationId, action: "key.revoke", subject: apiKeyId, details: { ...key } });
    return { revoked: true };
  });
}
