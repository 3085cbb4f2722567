import { hasFactor } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { AccessRules } from "../types.ts";
import { lockOrganisation } from "./lock-organisation.ts";

/**
 * Changes what the actor's organisation asks of its members. Two factors can be asked for by who has two: nobody shuts themselves out.
 *
 * @throws {SealbookError} `forbidden`; `own_factor_first` of the field `requireTwoFactors`.
 */
export async function changeAccessRules(input: {
  actor: UserActor;
  rules: AccessRules;
}): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, rules } = input;
  const { organisationId, userId } = actor;
  const behind = (tx: Tx) => lockOrganisation(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const before = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
    const { requireTwoFactors } = rules;
    if (before.requireTwoFactors === requireTwoFactors) return { changed: false };
    if (requireTwoFactors && !(await hasFactor(tx, userId))) {
      throw new SealbookError("own_factor_first", { field: "requireTwoFactors" });
    }
    await tx.organisation.update({ where: { id: organisationId }, data: { requireTwoFactors } });
    const details = { requireTwoFactors, requireTwoFactorsBefore: before.requireTwoFactors };
    const event = { actor, organisationId, action: "organisation.update", subject: organisationId } as const;
    await writeAuditEvent(tx, { ...event, details });
    return { changed: true };
  });
}
