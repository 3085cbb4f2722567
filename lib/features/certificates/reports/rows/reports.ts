/** Reports as they stand, for the issuer's console and for letters. */
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { REPORTS_PAGE_SIZE, type Report, type ReportKind, type ReportState } from "../types.ts";

/** Newest first. */
export async function listReports(
  reach: Reach,
  options: { state?: "open" | "closed" | undefined } & Cursor = {},
): Promise<CursorPage<Report>> {
  const { state } = options;
  const { id, ...query } = cursorQuery(options, REPORTS_PAGE_SIZE);
  const closedAt = state === undefined ? undefined : state === "open" ? null : { not: null };
  const found = await prisma().certificateReport.findMany({
    where: { ...within(reach), id, ...(closedAt === undefined ? {} : { closedAt }) },
    ...query,
  });
  const about = await factsOf(
    prisma(),
    found.map(({ certificateId }) => certificateId),
  );
  return cursorPage(
    found.map((row) => toReport(row, about)),
    { cursor: options, limit: REPORTS_PAGE_SIZE },
  );
}

/** Undefined where there is none of this id within reach. */
export async function findReport(id: string, reach: Reach, on: Tx = prisma()): Promise<Report | undefined> {
  const row = await on.certificateReport.findFirst({ where: { id, ...within(reach) } });
  return row ? toReport(row, await factsOf(on, [row.certificateId])) : undefined;
}

/** For a letter about it. */
export async function readReport(
  tx: Tx,
  id: string,
): Promise<(Report & { organisationId: OrganisationId; unitId: string | null; issuer: string }) | undefined> {
  const row = await tx.certificateReport.findUnique({ where: { id } });
  if (!row) return undefined;
  const about = await factsOf(tx, [row.certificateId]);
  const issuer = about.get(row.certificateId)?.issuer ?? "";
  const { unitId } = row;
  return { ...toReport(row, about), organisationId: row.organisationId as OrganisationId, unitId, issuer };
}

export async function countOpenReports(
  where: { organisationId?: string; unitId?: { in: string[] }; certificateId?: string },
  on: Tx = prisma(),
): Promise<number> {
  return await on.certificateReport.count({ where: { ...where, closedAt: null } });
}

interface Facts {
  id: string;
  holderName: string;
  title: string;
  issuer: string;
}

async function factsOf(on: Tx, ids: readonly string[]): Promise<Map<string, Facts>> {
  const rows = await on.$queryRawUnsafe<Facts[]>(
    `SELECT c.id, c.holder_name AS "holderName", v.document::jsonb -> 'achievement' ->> 'name' AS title, i.name AS issuer
     FROM certificate c JOIN issuer i ON i.id = c.issuer_id JOIN certificate_batch b ON b.id = c.batch_id
     JOIN certificate_template_version v ON v.template_id = b.template_id AND v.number = b.template_version
     WHERE c.id = ANY($1::uuid[])`,
    ids,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

interface Row {
  id: string;
  certificateId: string;
  kind: string;
  body: string;
  email: string | null;
  locale: string;
  createdAt: Date;
  lookedAt: Date | null;
  closedAt: Date | null;
  answer: string | null;
}

function toReport(row: Row, about: ReadonlyMap<string, Facts>): Report {
  const { id, certificateId, kind, body, email, locale, createdAt, lookedAt, closedAt, answer } = row;
  const state: ReportState = closedAt ? "closed" : lookedAt ? "looked_at" : "open";
  const facts = about.get(certificateId);
  return {
    ...{ id, certificateId, kind: kind as ReportKind, body, locale: locale as Locale, state },
    ...{ holderName: facts?.holderName ?? "", title: facts?.title ?? "", createdAt: createdAt.toISOString() },
    ...(email === null ? {} : { email }),
    ...(closedAt && { closedAt: closedAt.toISOString() }),
    ...(answer === null ? {} : { answer }),
  };
}

/**
 * Who is written to about a report: owners and admins of the issuer, those in units where the certificate is one of theirs, in their
 * languages.
 */
export async function findReaders(
  tx: Tx,
  { organisationId, unitId }: { organisationId: OrganisationId; unitId: string | null },
): Promise<{ email: string; locale: Locale }[]> {
  const rows = await tx.$queryRaw<{ email: string; locale: Locale | null }[]>`
    SELECT p.email, p.locale FROM membership m JOIN user_account p ON p.id = m.user_id
    WHERE m.organisation_id = ${organisationId}::uuid AND m.role IN ('owner', 'admin')
      AND (m.unit_id IS NULL OR ${unitId}::uuid = ANY (unit_reach(m.unit_id)))
    ORDER BY m.created_at LIMIT ${READERS_MAX}`;
  return rows.map(({ email, locale }) => ({ email, locale: locale ?? "en" }));
}

const READERS_MAX = 20;
