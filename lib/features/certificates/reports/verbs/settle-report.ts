/** An issuer looks at a report, and closes it with an answer. */
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { answerLetter } from "../letters.ts";
import { countOpenReports, findReport } from "../rows/reports.ts";

const LETTER_AGE_MS_MAX = 7 * 24 * 60 * 60 * 1_000;

/** Says that somebody looks after it; once is enough. @throws {SealbookError} `forbidden`; `gone`: no report of theirs */
export async function lookAtReport(input: { actor: UserActor; reportId: string }): Promise<void> {
  requirePermission(input.actor, "certificates:write");
  const { actor, reportId: id } = input;
  const { organisationId } = actor;
  await proven({ actor, authority: "certificates:write" }, async (tx, current) => {
    const report = await findReport(id, current, tx);
    if (!report) throw new SealbookError("gone");
    const by = { kind: "user", id: current.userId };
    const where = { id, organisationId, lookedAt: null };
    const { count } = await tx.certificateReport.updateMany({ where, data: { lookedAt: new Date(), lookedBy: by } });
    if (count === 0) return;
    const event = { actor: current, organisationId, action: "report.look", subject: report.certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
  });
}

/**
 * Closes it for good. Whoever left an address is sent the answer.
 *
 * @throws {SealbookError} `forbidden`; `gone`: no report of theirs, or it is closed
 */
export async function closeReport(input: { actor: UserActor; reportId: string; answer: string }): Promise<void> {
  requirePermission(input.actor, "certificates:write");
  const { actor, reportId: id, answer } = input;
  const { organisationId } = actor;
  await proven({ actor, authority: "certificates:write" }, async (tx, current) => {
    const report = await findReport(id, current, tx);
    if (!report) throw new SealbookError("gone");
    const now = new Date();
    const by = { kind: "user", id: current.userId };
    const open = { id, organisationId, closedAt: null };
    await tx.certificateReport.updateMany({
      where: { ...open, lookedAt: null },
      data: { lookedAt: now, lookedBy: by },
    });
    const { count } = await tx.certificateReport.updateMany({
      where: open,
      data: { closedAt: now, closedBy: by, answer },
    });
    if (count === 0) throw new SealbookError("gone");
    const event = { actor: current, organisationId, action: "report.close", subject: report.certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
    const { email: recipient, locale } = report;
    const expiresAt = new Date(now.getTime() + LETTER_AGE_MS_MAX);
    if (recipient) await queueItems(tx, answerLetter, [{ recipient, locale, subject: id, organisationId, expiresAt }]);
    await settleAlert(tx, organisationId);
  });
}

async function settleAlert(tx: Tx, organisationId: string): Promise<void> {
  if ((await countOpenReports({ organisationId }, tx)) > 0) return;
  await resolveAlert({ kind: "certificate_reported", subject: organisationId }, tx);
}
