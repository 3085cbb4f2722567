/** Who may use a seal beside those who manage seals: people and keys, each for all of its purposes or some of them. */
import { v7 as uuidv7 } from "uuid";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { GRANTS_MAX } from "../types.ts";
import { workingSeal } from "./change-seal.ts";

type Party = { user: string } | { key: string };
export type GrantGiven = { purposes: string[] } & Party;

/**
 * These people and keys may use it from now on, beside those who manage seals, and no others.
 *
 * @throws {SealbookError} as `changeSeal`; `seal_party_unknown`: not of this organisation, or of no unit within reach
 */
export async function grantSeal(input: {
  actor: MemberActor;
  id: string;
  items: readonly GrantGiven[];
}): Promise<void> {
  requirePermission(input.actor, "seals:manage");
  const { actor, id, items } = input;
  const { organisationId } = actor;
  await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    await workingSeal(tx, by, id);
    const rows = items.map((each) => ({
      ...{ id: uuidv7(), sealId: id, purposes: [...new Set(each.purposes)] },
      ...("user" in each ? { userId: each.user } : { apiKeyId: each.key }),
    }));
    await requireParties(tx, by, items);
    await tx.documentSealGrant.deleteMany({ where: { sealId: id } });
    await tx.documentSealGrant.createMany({ data: rows, skipDuplicates: true });
    const details = { parties: items.map((each) => ("user" in each ? each.user : each.key)) };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.grant", subject: id, details });
  });
}

/**
 * One person or key may use it from now on for these purposes, or no more; whoever else is named stays so.
 *
 * @param input.item.purposes undefined: it may not
 * @throws {SealbookError} as `grantSeal`; `too_many_seal_users`
 */
export async function changeGrant(input: {
  actor: MemberActor;
  id: string;
  item: Party & { purposes: string[] | undefined };
}): Promise<void> {
  requirePermission(input.actor, "seals:manage");
  const { actor, id, item } = input;
  const { purposes } = item;
  const { organisationId } = actor;
  const party = "user" in item ? { userId: item.user } : { apiKeyId: item.key };
  await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    await workingSeal(tx, by, id);
    await tx.documentSealGrant.deleteMany({ where: { sealId: id, ...party } });
    if (purposes !== undefined) {
      await requireParties(tx, by, [{ ...item, purposes }]);
      const count = await tx.documentSealGrant.count({ where: { sealId: id } });
      if (count >= GRANTS_MAX) throw new SealbookError("too_many_seal_users", { details: { max: GRANTS_MAX } });
      await tx.documentSealGrant.create({
        data: { id: uuidv7(), sealId: id, ...party, purposes: [...new Set(purposes)] },
      });
    }
    const rows = await tx.documentSealGrant.findMany({ where: { sealId: id }, orderBy: { id: "asc" } });
    const details = { parties: rows.map(({ userId, apiKeyId }) => userId ?? apiKeyId ?? "") };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.grant", subject: id, details });
  });
}

async function requireParties(tx: Tx, actor: MemberActor, items: readonly GrantGiven[]): Promise<void> {
  const users = new Set(items.flatMap((each) => ("user" in each ? each.user : [])));
  const keys = new Set(items.flatMap((each) => ("key" in each ? each.key : [])));
  const known = await tx.membership.count({ where: { ...within(actor), userId: { in: [...users] } } });
  const open = await tx.apiKey.count({ where: { ...within(actor), id: { in: [...keys] }, revokedAt: null } });
  if (known !== users.size || open !== keys.size) throw new SealbookError("seal_party_unknown");
}
