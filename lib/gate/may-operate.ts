import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Actor } from "./actor.ts";
import { may } from "./may.ts";

/**
 * Whether the actor steers the installation: its command line, or an owner or admin of the organisation that runs it.
 */
export async function mayOperate(actor: Actor): Promise<boolean> {
  if (actor.kind === "operator") return true;
  if (actor.kind !== "user" || !may(actor, "organisation:manage")) return false;
  const organisation = await prisma().organisation.findUnique({
    where: { id: actor.organisationId },
    select: { operates: true },
  });
  return organisation?.operates === true;
}

/** The first line of every verb with which the installation is steered. @throws {SealbookError} `operators_only`. */
export async function requireOperator(actor: Actor): Promise<void> {
  if (!(await mayOperate(actor))) throw new SealbookError("operators_only");
}
