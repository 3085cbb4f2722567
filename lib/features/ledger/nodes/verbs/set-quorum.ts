import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { quorumOf } from "../rows/policy.ts";
import { auditOwner } from "./audit-owner.ts";
import { lockPolicy, writePolicy } from "./write-policy.ts";

/**
 * How many of the ledger's active witnesses have to cosign a checkpoint for it to count as witnessed; 0: none has to,
 * and nothing counts as witnessed.
 *
 * @param input.needed a whole number, 0 or more
 * @throws {SealbookError} `operators_only`, `ledger_absent`; `quorum_too_large` of the field `needed`.
 */
export async function setQuorum(input: {
  actor: Actor;
  ledger: string;
  needed: number;
}): Promise<{ needed: number; policy: number }> {
  await requireOperator(input.actor);
  const { actor, ledger, needed } = input;
  const behind = (tx: Tx) => lockPolicy(tx, ledger);
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    if (!(await tx.ledger.findUnique({ where: { name: ledger }, select: { name: true } }))) {
      throw new SealbookError("ledger_absent", { details: { ledger } });
    }
    const last = await tx.ledgerPolicy.findFirst({ where: { ledgerName: ledger }, orderBy: { number: "desc" } });
    const written = await writePolicy(tx, { ledger, actor, needed });
    if (written.number !== last?.number) {
      await writeAuditEvent(tx, {
        actor,
        organisationId: auditOwner(actor),
        action: "policy.quorum",
        subject: ledger,
        details: { neededBefore: quorumOf(last?.policy).needed, needed, policy: written.number },
      });
    }
    return { needed, policy: written.number };
  });
}
