/** Issuers, their keys and the versions of their keys' history, as they are stored. */
import { NIL } from "uuid";
import { issuerDid } from "#lib/credentials/did-web.ts";
import { publicUrl } from "#lib/env.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import {
  DOMAIN_OUTCOMES,
  type DomainOutcome,
  type HistoryVersion,
  type Issuer,
  type IssuerDomain,
  type IssuerKey,
  KEY_KINDS,
  type SealPolicy,
} from "./types.ts";

type IssuerRow = Prisma.IssuerGetPayload<object>;
type KeyRow = Prisma.IssuerKeyGetPayload<{ omit: { secret: true } }>;

/** The issuer that an organisation is; undefined while it is none. */
export async function findIssuer(organisationId: string, tx: Tx = prisma()): Promise<Issuer | undefined> {
  const row = await tx.issuer.findUnique({ where: { organisationId } });
  return row ? toIssuer(row) : undefined;
}

/** @returns with the organisation that it is; also of one that was suspended or has ended */
export async function findIssuerBySlug(slug: string): Promise<(Issuer & { organisationId: string }) | undefined> {
  const row = await prisma().issuer.findUnique({ where: { slug } });
  return row ? { ...toIssuer(row), organisationId: row.organisationId } : undefined;
}

/** @throws when there is none */
export async function readIssuer(issuerId: string, tx: Tx = prisma()): Promise<Issuer> {
  return toIssuer(await tx.issuer.findUniqueOrThrow({ where: { id: issuerId } }));
}

/** Every key that the issuer ever had, the oldest of each kind first. */
export async function listKeys(issuerId: string, tx: Tx = prisma()): Promise<IssuerKey[]> {
  const rows = await tx.issuerKey.findMany({
    where: { issuerId },
    orderBy: [{ kind: "asc" }, { number: "asc" }],
    omit: { secret: true },
  });
  return rows.map(toKey);
}

/** Newest first. */
export async function listHistory(issuerId: string): Promise<HistoryVersion[]> {
  const rows = await prisma().issuerHistory.findMany({ where: { issuerId }, orderBy: { number: "desc" } });
  return rows.map(({ number, text, at, evidenceId }) => ({ number, text, at, ...(evidenceId ? { evidenceId } : {}) }));
}

/** Which seals it asked for when, the oldest first. */
export async function listSealPolicies(issuerId: string, tx: Tx = prisma()): Promise<SealPolicy[]> {
  const rows = await tx.issuerSealPolicy.findMany({ where: { issuerId }, orderBy: { fromAt: "asc" } });
  return rows.map(({ key, threshold, approvers, fromAt, untilAt }) => {
    const asked = { key: new Uint8Array(key), threshold, approvers, from: fromAt };
    return { ...asked, ...(untilAt ? { until: untilAt } : {}) };
  });
}

/** The newest version of the history that is recorded, and the ledger that has it. */
export async function findRecordedHistory(issuerId: string): Promise<{ id: string; ledger: string } | undefined> {
  const row = await prisma().issuerHistory.findFirst({
    where: { issuerId, evidenceId: { not: null } },
    orderBy: { number: "desc" },
  });
  if (!row?.evidenceId) return undefined;
  const { ledgerName } = await prisma().evidence.findUniqueOrThrow({
    where: { id: row.evidenceId },
    select: { ledgerName: true },
  });
  return { id: row.evidenceId, ledger: ledgerName };
}

function toIssuer(row: IssuerRow): Issuer {
  const { id, slug, name, description, url, linkedinId, publicPage } = row;
  return {
    ...{ id, slug, did: issuerDid(publicUrl, slug), name, description, publicPage },
    ...(url === null ? {} : { url }),
    ...(linkedinId === null ? {} : { linkedinId }),
  };
}

function toKey(row: KeyRow): IssuerKey {
  const { number, publicKey, fromAt, untilAt, compromisedAsOf, note } = row;
  const kind = KEY_KINDS.find((each) => each === row.kind);
  if (kind === undefined) throw new Error(`A key of issuer ${row.issuerId} is of the kind ${row.kind}.`);
  return {
    ...{ kind, number, publicKey: new Uint8Array(publicKey), from: fromAt, note },
    ...(untilAt ? { until: untilAt } : {}),
    ...(compromisedAsOf ? { compromisedAsOf } : {}),
  };
}

type DomainRow = Prisma.IssuerDomainGetPayload<object>;

/** In the order of their names. */
export async function listDomains(issuerId: string): Promise<IssuerDomain[]> {
  const rows = await prisma().issuerDomain.findMany({ where: { issuerId }, orderBy: { domain: "asc" } });
  return rows.map(toDomain);
}

export async function readDomain(issuerId: string, domain: string): Promise<IssuerDomain | undefined> {
  const row = await prisma().issuerDomain.findUnique({ where: { issuerId_domain: { issuerId, domain } } });
  return row ? toDomain(row) : undefined;
}

const CHECKED_MS = 86_400_000;
const UNREACHED_MS = 3_600_000;

export interface DueDomain extends Pick<IssuerDomain, "domain" | "method"> {
  issuerId: string;
  did: string;
  before: DomainOutcome | undefined;
}

/** Domains that are to be asked again, those first that were not for longest. */
export async function listDueDomains(rowsMax: number): Promise<DueDomain[]> {
  const now = Date.now();
  const rows = await prisma().issuerDomain.findMany({
    where: {
      OR: [
        { checkedAt: null },
        { checkedAt: { lt: new Date(now - CHECKED_MS) } },
        {
          checkedAt: { lt: new Date(now - UNREACHED_MS) },
          outcome: { in: ["resolver_unreachable", "host_unreachable"] },
        },
      ],
    },
    orderBy: { checkedAt: { sort: "asc", nulls: "first" } },
    take: rowsMax,
  });
  const ids = [...new Set(rows.map(({ issuerId }) => issuerId))];
  const issuers = await prisma().issuer.findMany({ where: { id: { in: ids } }, select: { id: true, slug: true } });
  const slugs = new Map(issuers.map(({ id, slug }) => [id, slug]));
  return rows.map((row) => {
    const { domain, method, checked } = toDomain(row);
    const did = issuerDid(publicUrl, slugs.get(row.issuerId) ?? "");
    return { issuerId: row.issuerId, did, domain, method, before: checked?.outcome };
  });
}

function toDomain({ domain, method, addedAt, checkedAt, outcome, seenAt }: DomainRow): IssuerDomain {
  const found = DOMAIN_OUTCOMES.find((each) => each === outcome);
  return {
    ...{ domain, addedAt, method: method === "dns" ? "dns" : "file" },
    ...(checkedAt && found ? { checked: { at: checkedAt, outcome: found } } : {}),
    ...(seenAt ? { seenAt } : {}),
  };
}

/** Certificates that were ever issued, whatever became of them. */
export async function countIssued(issuerId: string): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    "SELECT count(*)::integer AS count FROM certificate WHERE issuer_id = $1",
    [issuerId],
  );
  return rows[0]?.count ?? 0;
}

const ENTRIES_SHOWN = 12;

export interface IssuerEntry {
  ledger: string;
  index: bigint;
  kind: string;
  at: Date;
}

/** The newest entries that name an issuer, as anybody reads them in the ledger. */
export async function listEntries(did: string): Promise<IssuerEntry[]> {
  const { rows } = await pool().query<IssuerEntry>(
    `SELECT l.ledger, l.index, e.kind, e.received_at AS at FROM evidence e JOIN ledger_entry l ON l.evidence_id = e.id
     WHERE e.issuer = $1 ORDER BY e.id DESC LIMIT ${ENTRIES_SHOWN}`,
    [did],
  );
  return rows;
}

export interface IssuerRecord {
  id: string;
  kind: string;
  name: string;
  receivedAt: Date;
  ledger: string;
  /** Undefined while it is in no block. */
  index: bigint | null;
  /** The exact bytes, whose hash its entry has. */
  record: Uint8Array;
}

const RECORDS_PER_PAGE = 500;

/** What an organisation itself recorded under its issuer's name, the oldest first, a page at a time. */
export async function* listRecords(organisationId: string, did: string): AsyncGenerator<IssuerRecord[]> {
  let after: string = NIL;
  for (;;) {
    const { rows } = await pool().query<IssuerRecord>(
      `SELECT e.id, e.kind, p.name, e.received_at AS "receivedAt", e.ledger, l.index, e.record
       FROM evidence e JOIN evidence_private p ON p.organisation_id = e.organisation_id AND p.evidence_id = e.id
       LEFT JOIN ledger_entry l ON l.evidence_id = e.id
       WHERE e.issuer = $1 AND e.organisation_id = $2 AND e.id > $3 ORDER BY e.id LIMIT ${RECORDS_PER_PAGE}`,
      [did, organisationId, after],
    );
    if (rows.length > 0) yield rows;
    after = rows.at(-1)?.id ?? after;
    if (rows.length < RECORDS_PER_PAGE) return;
  }
}

/** Name and state of the organisation behind an issuer. */
export async function readOrganisationFacts(organisationId: string): Promise<{ name: string; state: string }> {
  const { rows } = await pool().query<{ name: string; state: string }>(
    `SELECT o.name, coalesce((SELECT e.event FROM organisation_event e WHERE e.organisation_id = o.id ORDER BY e.number DESC LIMIT 1),
       'active') AS state FROM organisation o WHERE o.id = $1`,
    [organisationId],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no organisation ${organisationId}.`);
  return row;
}
