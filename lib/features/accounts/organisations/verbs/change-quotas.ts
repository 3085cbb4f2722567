import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Quotas } from "../types.ts";
import { lockOrganisation } from "./lock-organisation.ts";
import { writeOrganisationEvent } from "./write-organisation-event.ts";

const COLUMNS = ["storageQuota", "recordQuota", "certificateQuota"] as const;

/**
 * How much the organisation may use from now on. What it has already stays, also where that is more.
 *
 * @param input.quotas what is not named stays as it is; null: what the installation allows by default, of a month any number
 * @throws {SealbookError} `operators_only`, `organisation_absent`.
 */
export async function changeQuotas(input: {
  actor: Actor;
  organisationId: string;
  quotas: Partial<Quotas>;
}): Promise<{ changed: boolean }> {
  await requireOperator(input.actor);
  const { actor, organisationId, quotas } = input;
  // The row is locked, so that "before" in the audit row is what this change replaced.
  const behind = (tx: Tx) => lockOrganisation(tx, organisationId);
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const organisation = await tx.organisation.findUnique({ where: { id: organisationId } });
    if (!organisation) throw new SealbookError("organisation_absent");
    const data: Partial<Record<keyof Quotas, bigint | null>> = {};
    const details: Record<string, number | null> = {};
    for (const column of COLUMNS) {
      const given = quotas[column];
      const before = organisation[column] === null ? null : Number(organisation[column]);
      if (given === undefined || given === before) continue;
      data[column] = given === null ? null : BigInt(given);
      Object.assign(details, { [`${column}Before`]: before, [column]: given });
    }
    if (Object.keys(details).length === 0) return { changed: false };
    await tx.organisation.update({ where: { id: organisationId }, data });
    await writeOrganisationEvent(tx, { actor, organisationId, action: "organisation.quota", details });
    return { changed: true };
  });
}
