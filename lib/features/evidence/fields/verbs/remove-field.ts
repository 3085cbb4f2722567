import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";

/** The field is not asked for any more; records keep theirs. One that is gone already is what was asked for. @throws {SealbookError} `forbidden` */
export async function removeField({ actor, id }: { actor: UserActor; id: string }): Promise<void> {
  requirePermission(actor, "organisation:manage");
  const { organisationId } = actor;
  await proven({ actor, authority: "organisation:manage" }, async (tx) => {
    const before = await tx.fieldDefinition.findFirst({ where: { id, organisationId } });
    if (!before) return;
    await tx.fieldDefinition.delete({ where: { id } });
    const { name, type } = before;
    await writeAuditEvent(tx, { actor, organisationId, action: "field.remove", subject: id, details: { name, type } });
  });
}
