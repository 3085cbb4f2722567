import { toBase64 } from "#lib/core/text/bytes.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { IssuingRules } from "../types.ts";

/** What the organisation asks for before it issues; nothing unless it said so. */
export async function readRules(organisationId: OrganisationId, tx: Tx = prisma()): Promise<IssuingRules> {
  const row = await tx.issuingRule.findUnique({ where: { organisationId } });
  return { fourEyes: row?.fourEyes ?? false, ...(row?.sealKey ? { sealKey: toBase64(row.sealKey) } : {}) };
}
