import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { Actor } from "./actor.ts";
import { may } from "./may.ts";

/**
 * Whether the actor steers the installation: its command line, or an owner or admin of the institution that runs it.
 */
export async function mayOperate(actor: Actor, on: Tx = prisma()): Promise<boolean> {
  if (actor.kind === "operator") return true;
  if (actor.kind !== "user" || !may(actor, "organisation:manage")) return false;
  const organisation = await on.organisation.findUnique({
    where: { id: actor.organisationId },
    select: { operates: true },
  });
  return organisation?.operates === true;
}
