import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkPassword } from "./check-password.ts";
import { requirePasswordUnchanged } from "./require-password-unchanged.ts";

/**
 * The actor proves with their password that it is they who sit here.
 *
 * @throws {SealbookError} `password_wrong` of the field `password`, `too_many_attempts`.
 */
export async function proveAgain(input: {
  actor: UserActor;
  password: string;
  /** Of a browser in which the account was signed in before: lib/gate/known-device.ts. */
  device?: string | undefined;
}): Promise<void> {
  requireUser(input.actor);
  const { actor, password, device } = input;
  const { email } = await prisma().user.findUniqueOrThrow({ where: { id: actor.userId }, select: { email: true } });
  const attempt = { email, password, address: actor.address, device };
  const known = await checkPassword(attempt).catch((error: unknown) => {
    if (error instanceof SealbookError && error.code === "credentials_wrong") {
      throw new SealbookError("password_wrong", { field: "password" });
    }
    throw error;
  });
  await proven({ actor, authority: "own" }, async (tx) => {
    await requirePasswordUnchanged(tx, known);
    await noteProof(tx, { actor, by: "password" });
  });
}

/** Notes in the caller's transaction that the actor has proven who they are. */
export async function noteProof(
  tx: Tx,
  { actor, by }: { actor: UserActor; by: "password" | "passkey" },
): Promise<void> {
  const { sessionId, organisationId } = actor;
  await tx.session.update({ where: { id: sessionId }, data: { provenAt: new Date() } });
  await writeAuditEvent(tx, { actor, organisationId, action: "session.prove", subject: sessionId, details: { by } });
}
