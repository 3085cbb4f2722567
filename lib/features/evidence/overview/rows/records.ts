import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/** What the worker records of its own files begins so: the verifier, the sample. */
const OWN = "sealbook-";

/** Whether anybody of the organisation ever recorded anything. */
export async function hasRecords(organisationId: OrganisationId): Promise<boolean> {
  return (
    (await prisma().evidence.findFirst({
      where: { organisationId, OR: [{ idempotencyKey: null }, { NOT: { idempotencyKey: { startsWith: OWN } } }] },
      select: { id: true },
    })) !== null
  );
}
