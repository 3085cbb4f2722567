import { env } from "#lib/env.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";
import type { AccessRules, Organisation, OrganisationEvent, Quotas, StorageUse } from "./types.ts";

const ORGANISATIONS_SHOWN_MAX = 100;

interface OrganisationRow {
  id: string;
  name: string;
  ledgerName: string;
  keepContent: boolean;
  publicLookup: boolean;
  publishRecords: boolean;
  alsoSm3: boolean;
  createdAt: Date;
}

export function toOrganisation(row: OrganisationRow): Organisation {
  const { ledgerName, ...rest } = row;
  return { ...rest, id: row.id as OrganisationId, ledger: ledgerName };
}

/** The organisation of a proven actor. @throws {Error} when there is none, which no proven id allows. */
export async function readOrganisation(organisationId: OrganisationId): Promise<Organisation> {
  return toOrganisation(await prisma().organisation.findUniqueOrThrow({ where: { id: organisationId } }));
}

/** What an organisation asks of its members before they may do anything in it. */
export async function readAccessRules(organisationId: OrganisationId): Promise<AccessRules> {
  const select = { requireTwoFactors: true, requireSso: true } as const;
  return await prisma().organisation.findUniqueOrThrow({ where: { id: organisationId }, select });
}

/** Whether the first run is over. */
export async function hasOrganisation(): Promise<boolean> {
  return (await prisma().organisation.findFirst({ select: { id: true } })) !== null;
}

/**
 * Organisations with this id or exactly this name, oldest first: names are not unique. For the operator at the
 * command line, who may act for any of them; never for a request.
 */
export async function findOrganisationsAsOperator(idOrName: string): Promise<Organisation[]> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(idOrName);
  const rows = await prisma().organisation.findMany({
    where: isId ? { id: idOrName } : { name: idOrName },
    orderBy: { id: "asc" },
    take: ORGANISATIONS_SHOWN_MAX,
  });
  return rows.map(toOrganisation);
}

/** The life of an organisation, newest first; empty when nothing but its making ever happened. */
export async function listOrganisationEvents(organisationId: string): Promise<OrganisationEvent[]> {
  const rows = await prisma().organisationEvent.findMany({
    where: { organisationId },
    orderBy: { number: "desc" },
    include: { user: { select: { id: true, name: true } } },
  });
  return rows.map(({ number, event, note, at, user }) => ({
    number,
    event: event as OrganisationState,
    user: user ?? undefined,
    note,
    at,
  }));
}

/** How much content the organisation keeps, and may keep. The use is counted where evidence is recorded. */
export async function readStorageUse(organisationId: string): Promise<StorageUse> {
  const organisation = await prisma().organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { storageQuota: true, use: { select: { bytes: true } } },
  });
  const { storageQuota, use } = organisation;
  const ownQuota = storageQuota === null ? undefined : Number(storageQuota);
  return { used: Number(use?.bytes ?? 0n), quota: ownQuota ?? env.STORAGE_QUOTA_BYTES, ownQuota };
}

/** What the organisation may make in a month. */
export async function readMonthlyQuotas(organisationId: string): Promise<Omit<Quotas, "storageQuota">> {
  const { recordQuota, certificateQuota } = await prisma().organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { recordQuota: true, certificateQuota: true },
  });
  const numberOf = (quota: bigint | null) => (quota === null ? null : Number(quota));
  return { recordQuota: numberOf(recordQuota), certificateQuota: numberOf(certificateQuota) };
}

/** What the worker has counted of the organisation's month (UTC). @returns since: what came from then on is not in it */
export async function readCountedMonth(
  organisationId: string,
  now: Date = new Date(),
): Promise<{ records: number; certificates: number; since: Date }> {
  // As text: a Date would be read in the zone of this process, or of the database.
  const month = `${now.toISOString().slice(0, "2026-01".length)}-01`;
  const { rows } = await pool().query<{ records: number; certificates: number; until: Date | null }>(
    `SELECT coalesce(sum(u.records), 0)::float8 AS records, coalesce(sum(u.certificates), 0)::float8 AS certificates,
       (SELECT until FROM usage_counted) AS until
     FROM usage_month u WHERE u.organisation_id = $1 AND u.month = $2::date`,
    [organisationId, month],
  );
  const { records = 0, certificates = 0, until } = rows[0] ?? {};
  return { records, certificates, since: new Date(Math.max(Date.parse(month), until?.getTime() ?? 0)) };
}
