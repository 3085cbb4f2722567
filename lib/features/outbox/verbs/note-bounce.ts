import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { readDeliveryStatus } from "#lib/infra/mail/delivery-status.ts";
import { letterIdOf } from "#lib/infra/mail/envelope-id.ts";

/**
 * noted: a letter of ours did not arrive, as its organisation sees from now on. late: it has not failed. unknown: it is about no letter that
 * is kept here. other: the message is no report.
 */
export type Bounce = "noted" | "late" | "unknown" | "other";

/**
 * Takes a report of a mail server. Reports are strangers' messages: all that one can do is to mark the very letter whose envelope its sender
 * has seen.
 *
 * @throws {SealbookError} `forbidden`
 */
export async function noteBounce(input: { actor: Actor; message: string }): Promise<{ bounce: Bounce }> {
  requireCommandLine(input.actor);
  const report = readDeliveryStatus(input.message);
  if (!report) return { bounce: "other" };
  const id = report.names.map(letterIdOf).find((each) => each !== undefined);
  if (id === undefined) return { bounce: "unknown" };
  if (!report.failed) return { bounce: "late" };
  // What was taken by the server, and never said to have come back: a second report changes nothing.
  const { count } = await prisma().outboxItem.updateMany({
    where: { id, channel: "mail", sentAt: { not: null } },
    data: { failure: "bounced" },
  });
  return { bounce: count === 1 ? "noted" : "unknown" };
}
