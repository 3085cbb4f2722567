import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { listSealPolicies } from "../rows.ts";
import { insertKey } from "./insert-key.ts";
import { lockedIssuer, lockIssuer } from "./lock-issuer.ts";
import { endKey } from "./rotate-key.ts";
import { writeHistory } from "./write-history.ts";

/**
 * Whether holders may make unlinkable proofs of what the actor's organisation issues: as long as there is a key for them that signs. What is
 * the case already leaves no trace. An issuer whose approvers seal every batch has none: such a proof is signed by the server alone.
 *
 * @throws {SealbookError} `forbidden`, `issuer_absent`, `unlinkable_sealed`, `too_many_issuer_keys`
 */
export async function offerUnlinkable(input: { actor: UserActor; on: boolean }): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, on } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockIssuer(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", activeOnly: on, behind }, async (tx) => {
    const { id: issuerId } = await lockedIssuer(tx, organisationId);
    const [kind, at] = ["bbs", new Date()] as const;
    const isOn = (await tx.issuerKey.count({ where: { issuerId, kind, untilAt: null } })) > 0;
    if (isOn === on) return { changed: false };
    const isSealed = (await listSealPolicies(issuerId, tx)).some(({ until }) => until === undefined);
    if (on && isSealed) throw new SealbookError("unlinkable_sealed");
    if (on) await insertKey(tx, { issuerId, kind, at });
    else await endKey(tx, { issuerId, kind, at });
    await writeHistory(tx, { issuerId, at });
    const event = { actor, organisationId, action: "issuer.unlinkable", subject: issuerId } as const;
    await writeAuditEvent(tx, { ...event, details: { on } });
    return { changed: true };
  });
}
