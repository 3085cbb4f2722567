import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lockOrganisation } from "./lock-organisation.ts";
import { writeOrganisationEvent } from "./write-organisation-event.ts";

/**
 * How much content the organisation may keep from now on. What it keeps already stays, also where that is more.
 *
 * @param input.bytes null: what the installation allows by default
 * @throws {SealbookError} `operators_only`, `organisation_absent`.
 */
export async function changeStorageQuota(input: {
  actor: Actor;
  organisationId: string;
  bytes: number | null;
}): Promise<{ changed: boolean }> {
  await requireOperator(input.actor);
  const { actor, organisationId, bytes } = input;
  const quota = bytes === null ? null : BigInt(bytes);
  // The row is locked, so that "before" in the audit row is what this change replaced.
  const behind = (tx: Tx) => lockOrganisation(tx, organisationId);
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const organisation = await tx.organisation.findUnique({ where: { id: organisationId } });
    if (!organisation) throw new SealbookError("organisation_absent");
    if (organisation.storageQuota === quota) return { changed: false };
    await tx.organisation.update({ where: { id: organisationId }, data: { storageQuota: quota } });
    const before = organisation.storageQuota === null ? null : Number(organisation.storageQuota);
    const details = { storageQuotaBefore: before, storageQuota: bytes };
    await writeOrganisationEvent(tx, { actor, organisationId, action: "organisation.quota", details });
    return { changed: true };
  });
}
