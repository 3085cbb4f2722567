/** What is said to be wrong with a certificate, by a stranger or by its holder. */
import { v7 as uuidv7 } from "uuid";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findAddress, findHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { requireHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import type { HeldCertificate } from "#lib/features/certificates/holders/types.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { whole } from "#lib/gate/reach.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { reportLetter } from "../letters.ts";
import { countOpenReports, findReaders } from "../rows/reports.ts";
import { OPEN_REPORTS_MAX, type ReportKind, type ReportReason } from "../types.ts";

const HOUR_SECONDS = 60 * 60;
const LETTER_AGE_MS_MAX = 7 * 24 * HOUR_SECONDS * 1_000;
/** Of one address. Nobody else is kept from reporting by it. */
export const REPORT_LIMIT: RateLimit = { name: "certificate report", requests: 10, windowSeconds: HOUR_SECONDS };

interface Said {
  certificateId: string;
  body: string;
  /** Of who makes the request. */
  address: string;
  locale: Locale;
}

/**
 * A stranger reports a certificate to its issuer and to the operator.
 *
 * @throws {SealbookError} `not_found`; `too_many_attempts`; `too_many_reports`: as many wait to be looked at as can
 */
export async function reportCertificate(
  input: Said & { kind: ReportReason; email?: string | undefined; limit?: RateLimit },
): Promise<{ id: string }> {
  const held = await requireReportable(input);
  const { email, kind, address } = input;
  return await insertReport(held, { ...input, kind, email, actor: { kind: "stranger", address } });
}

/** @throws {SealbookError} */
async function requireReportable(input: { certificateId: string; address: string; limit?: RateLimit }) {
  const { certificateId, address, limit = REPORT_LIMIT } = input;
  await countAttempt(limit, callerOfAddress(address));
  const held = await findHeld(certificateId);
  if (!held) throw new SealbookError("not_found");
  return held;
}

/**
 * Its holder asks the issuer for a correction, best before they claim it. The answer goes to the holder's own address.
 *
 * @throws {SealbookError} `link_invalid`, `too_many_attempts`, `too_many_reports`
 */
export async function askForCorrection(input: Said & { token: string }): Promise<{ id: string }> {
  const { actor, organisationId } = await requireHolder(input);
  const held = await requireReportable(input);
  const email = (await findAddress(held.id, whole(organisationId)))?.email?.toLowerCase();
  return await insertReport(held, { ...input, kind: "correction", email, actor });
}

async function insertReport(
  held: HeldCertificate,
  input: Said & { kind: ReportKind; email: string | undefined; actor: AuditActor },
): Promise<{ id: string }> {
  const { organisationId, unitId, id: certificateId } = held;
  const { kind, body, email, locale, actor } = input;
  return await prisma().$transaction(async (tx) => {
    // Of those that come at once, one after another.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook report ' || ${certificateId}, 0))`;
    if ((await countOpenReports({ certificateId }, tx)) >= OPEN_REPORTS_MAX)
      throw new SealbookError("too_many_reports");
    const id = uuidv7();
    const data = { id, organisationId, unitId, certificateId, kind, body, locale, createdAt: new Date() };
    await tx.certificateReport.create({ data: { ...data, email: email ?? null }, select: { id: true } });
    const event = { actor, organisationId, action: "report.create", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
    await tellIssuer(tx, { id, held });
    // What a holder wants corrected is between the two; what a stranger says of an issuer the operator has to know.
    if (kind !== "correction") await tellOperator(tx, held);
    return { id };
  });
}

async function tellIssuer(tx: Tx, { id: subject, held }: { id: string; held: HeldCertificate }): Promise<void> {
  const { organisationId } = held;
  const expiresAt = new Date(Date.now() + LETTER_AGE_MS_MAX);
  const readers = await findReaders(tx, held);
  const items = readers.map(({ email: recipient, locale }) => ({
    recipient,
    locale,
    subject,
    organisationId,
    expiresAt,
  }));
  await queueItems(tx, reportLetter, items);
}

/** One alert an issuer: it ends when the issuer has closed them all. */
async function tellOperator(tx: Tx, { organisationId, issuer }: HeldCertificate): Promise<void> {
  const reports = await countOpenReports({ organisationId }, tx);
  await raiseAlert(
    { kind: "certificate_reported", subject: organisationId, details: { name: issuer.name, reports } },
    tx,
  );
}
