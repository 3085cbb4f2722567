/** Rules of retention: how long records are kept at least. */
import { v7 as uuidv7 } from "uuid";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireWhole } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { RULES_MAX, type Rule } from "../types.ts";
import { lockRetention } from "./lock-retention.ts";

/** @throws {SealbookError} `forbidden`, `scope_missing`, `whole_organisation`; `conflict`: there is one for the same; `too_many_rules` */
export async function addRule(options: { actor: MemberActor; rule: Omit<Rule, "id"> }): Promise<Rule> {
  requirePermission(options.actor, "evidence:hold");
  requireWhole(options.actor);
  const { actor, rule } = options;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockRetention(tx, { organisationId });
  return await proven({ actor, authority: "evidence:hold", behind }, async (tx) => {
    const same = { organisationId, type: rule.type ?? null, tag: rule.tag ?? null };
    if ((await tx.retentionRule.count({ where: same })) > 0) throw new SealbookError("conflict");
    if ((await tx.retentionRule.count({ where: { organisationId } })) >= RULES_MAX)
      throw new SealbookError("too_many_rules", { details: { max: RULES_MAX } });
    const id = uuidv7();
    await tx.retentionRule.create({ data: { id, ...same, days: rule.days }, select: { id: true } });
    await writeAuditEvent(tx, { actor, organisationId, action: "retention.add", subject: id, details: { ...rule } });
    return { id, ...rule };
  });
}

/** @throws {SealbookError} `forbidden`, `scope_missing`, `whole_organisation`, `not_found` */
export async function removeRule(options: { actor: MemberActor; id: string }): Promise<void> {
  requirePermission(options.actor, "evidence:hold");
  requireWhole(options.actor);
  const { actor, id } = options;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockRetention(tx, { organisationId });
  await proven({ actor, authority: "evidence:hold", behind }, async (tx) => {
    const rule = await tx.retentionRule.findFirst({ where: { id, organisationId } });
    if (!rule) throw new SealbookError("not_found");
    await tx.retentionRule.deleteMany({ where: { id, organisationId } });
    const details = { days: rule.days, ...(rule.type && { type: rule.type }), ...(rule.tag && { tag: rule.tag }) };
    await writeAuditEvent(tx, { actor, organisationId, action: "retention.remove", subject: id, details });
  });
}
