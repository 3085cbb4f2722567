import { hasFactor } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { AccessRules } from "../types.ts";
import { lockOrganisation } from "./lock-organisation.ts";

/**
 * Changes what the actor's organisation asks of its members. Nobody shuts themselves out: two factors are asked for by who has two, the
 * provider by who signed in through it, or by an owner who keeps another way in.
 *
 * @throws {SealbookError} `forbidden`; `own_factor_first` of the field `requireTwoFactors`, `sso_untried` of the field `requireSso`.
 */
export async function changeAccessRules(input: {
  actor: UserActor;
  rules: AccessRules;
}): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, rules } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockOrganisation(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx, current) => {
    const before = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
    const details: AuditDetails = {};
    for (const rule of ["requireTwoFactors", "requireSso"] as const) {
      if (before[rule] === rules[rule]) continue;
      details[rule] = rules[rule];
      details[`${rule}Before`] = before[rule];
    }
    if (Object.keys(details).length === 0) return { changed: false };
    await refuseShuttingOut(tx, { actor: current, details });
    const { requireTwoFactors, requireSso } = rules;
    await tx.organisation.update({ where: { id: organisationId }, data: { requireTwoFactors, requireSso } });
    const event = { actor, organisationId, action: "organisation.update", subject: organisationId } as const;
    await writeAuditEvent(tx, { ...event, details });
    return { changed: true };
  });
}

async function refuseShuttingOut(
  tx: Tx,
  { actor, details }: { actor: UserActor; details: AuditDetails },
): Promise<void> {
  const { organisationId, userId, role, vouched } = actor;
  const hasTwo = vouched || (await hasFactor(tx, userId));
  if (details.requireTwoFactors === true && !hasTwo) {
    throw new SealbookError("own_factor_first", { field: "requireTwoFactors" });
  }
  if (details.requireSso !== true) return;
  const provider = await tx.ssoProvider.findUnique({ where: { organisationId }, select: { organisationId: true } });
  const keepsWay = vouched || (role === "owner" && hasTwo);
  if (!provider || !keepsWay) throw new SealbookError("sso_untried", { field: "requireSso" });
}
