import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findTemplate } from "../rows/templates.ts";
import { lockTemplate } from "./lock-template.ts";

/**
 * Takes a template out of use: nothing more is composed from it. What was composed stays as it is. Retired already: no trace.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`
 */
export async function retireTemplate(input: { actor: MemberActor; id: string }): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "templates:write");
  const { actor, id } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockTemplate(tx, id);
  return await proven({ actor, authority: "templates:write", behind }, async (tx) => {
    const template = await findTemplate(organisationId, id, tx);
    if (!template) throw new SealbookError("not_found");
    if (template.retiredAt) return { changed: false };
    await tx.contractTemplate.update({ where: { id }, data: { retiredAt: new Date() }, select: { id: true } });
    const details = { name: template.name };
    await writeAuditEvent(tx, { actor, organisationId, action: "contract_template.retire", subject: id, details });
    return { changed: true };
  });
}
