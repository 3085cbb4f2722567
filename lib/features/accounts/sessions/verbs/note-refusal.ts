/** What is left of a sign-in that failed: a line, a count, and a row in the audit log of whom it was tried on. */
import { createHash } from "node:crypto";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { describeError } from "#lib/infra/http/log.ts";
import { countRequest, type RateLimit } from "#lib/infra/http/rate-limits.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { countSignIn } from "#lib/infra/telemetry/web-metrics.ts";

type Refusal = "session.refuse" | "session.block";

const ACCOUNT_CHARS = 16;
/** Who goes on although blocked fills no log: one row tells of it. */
const BLOCKS_TOLD: RateLimit = { name: "sign-in block told", requests: 1, windowSeconds: 15 * 60 };

/**
 * Nobody waits for it: how long an answer takes shall not tell whether an account is there. The row comes after the answer, and not
 * at all when the database is away.
 */
export function noteRefusal({ email, address }: { email: string; address: string }, action: Refusal): void {
  const outcome = action === "session.refuse" ? "refused" : "blocked";
  // Enough to see that it is always the same one, too little to read who it is.
  const account = createHash("sha256").update(email, "utf8").digest("hex").slice(0, ACCOUNT_CHARS);
  countSignIn(outcome);
  logEvent("warning", `sign_in.${outcome}`, { account, address });
  writeRow({ email, account, address }, action).catch((error: unknown) => {
    logEvent("error", "sign_in.row_failed", { error: describeError(error) });
  });
}

async function writeRow(
  { email, account, address }: { email: string; account: string; address: string },
  action: Refusal,
): Promise<void> {
  if (action === "session.block" && (await countRequest(BLOCKS_TOLD, account)) !== undefined) return;
  const membership = await prisma().membership.findFirst({
    where: { user: { email } },
    orderBy: [{ createdAt: "asc" }, { organisationId: "asc" }],
  });
  if (!membership) return;
  const organisationId = membership.organisationId as OrganisationId;
  const event = { actor: { kind: "stranger", address }, organisationId, action, subject: membership.userId } as const;
  await prisma().$transaction((tx) => writeAuditEvent(tx, { ...event, details: {} }));
}
