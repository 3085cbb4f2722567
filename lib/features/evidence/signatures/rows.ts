import { toHex } from "#lib/core/text/bytes.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Named, NamedRole } from "#lib/verify/pdf/named.ts";
import { readResult, reportOf } from "./checks/make-result.ts";
import { AUTHORITIES_PAGE_SIZE, type AuthorityFacts, CHECKS_SHOWN_MAX, type SignaturesCheck } from "./types.ts";

const dayOf = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null;

export interface AuthorityQuery {
  /** A part of a name, or the beginning of a fingerprint. */
  search?: string | undefined;
  role?: NamedRole | undefined;
  /** From 1. */
  page: number;
}

/** Whom an organisation names, by name. */
export async function listAuthorities(
  organisationId: string,
  { search = "", role, page }: AuthorityQuery,
): Promise<{ authorities: AuthorityFacts[]; count: number }> {
  const { rows } = await pool().query<Omit<AuthorityFacts, "fingerprint"> & { fingerprint: Buffer; count: string }>(
    `SELECT id, role, name, fingerprint, since, until, to_char(valid_from, 'YYYY-MM-DD') AS "from",
       to_char(valid_to, 'YYYY-MM-DD') AS "to", added_at AS "addedAt", count(*) OVER () AS count
     FROM named_authority WHERE organisation_id = $1 AND ($2::text IS NULL OR role = $2)
       AND (position(lower($3) IN lower(name)) > 0 OR starts_with(encode(fingerprint, 'hex'), lower($3)))
     ORDER BY lower(name), id LIMIT $4 OFFSET $5`,
    [organisationId, role ?? null, search.trim(), AUTHORITIES_PAGE_SIZE, (page - 1) * AUTHORITIES_PAGE_SIZE],
  );
  const authorities = rows.map(({ fingerprint, count: _, ...row }) => ({ ...row, fingerprint: toHex(fingerprint) }));
  return { authorities, count: Number(rows[0]?.count ?? 0) };
}

/** What documents are checked by. */
export async function readNamed(organisationId: string): Promise<Named[]> {
  const select = { role: true, der: true, validFrom: true, validTo: true } as const;
  const rows = await prisma().namedAuthority.findMany({ where: { organisationId }, select, orderBy: { id: "asc" } });
  return rows.map(({ role, der, validFrom, validTo }) => ({
    role: role as NamedRole, // the table accepts no other
    der: new Uint8Array(der),
    from: dayOf(validFrom) ?? undefined,
    to: dayOf(validTo) ?? undefined,
  }));
}

/** What was found of a record's document, the newest first; undefined where it is out of reach. */
export async function listChecks(
  { organisationId, units }: Reach,
  evidenceId: string,
): Promise<SignaturesCheck[] | undefined> {
  const { rows } = await pool().query<{
    id: string | null;
    checkedAt: Date;
    headline: string;
    digest: Buffer;
    result: string;
  }>(
    `SELECT c.id, c.checked_at AS "checkedAt", c.headline, c.digest, c.result FROM evidence e
     LEFT JOIN LATERAL (SELECT * FROM signature_check s WHERE s.evidence_id = e.id ORDER BY s.id DESC LIMIT $4) c ON true
     WHERE e.id = $2 AND e.organisation_id = $1 AND ${inUnits("e.unit_id", "$3")} ORDER BY c.id DESC`,
    [organisationId, evidenceId, units, CHECKS_SHOWN_MAX],
  );
  if (rows.length === 0) return undefined;
  return rows.flatMap(({ id, checkedAt, headline, digest, result: text }) => {
    if (id === null) return [];
    const result = readResult(text);
    const report = reportOf(result);
    return [
      { id, checkedAt, headline: headline as SignaturesCheck["headline"], digest: toHex(digest), result, report },
    ];
  });
}

/** One check as it is kept, byte for byte, the newest unless said; undefined where it, or its record, is out of reach. */
export async function readCheck(
  { organisationId, units }: Reach,
  { evidenceId, check }: { evidenceId: string; check?: string | undefined },
): Promise<{ result: string; digest: string; name: string } | undefined> {
  const { rows } = await pool().query<{ result: string; digest: Buffer; name: string }>(
    `SELECT c.result, c.digest, w.name FROM evidence e JOIN signature_check c ON c.evidence_id = e.id
     JOIN evidence_private w ON w.organisation_id = e.organisation_id AND w.evidence_id = e.id
     WHERE e.id = $2 AND e.organisation_id = $1 AND ${inUnits("e.unit_id", "$3")} AND ($4::uuid IS NULL OR c.id = $4)
     ORDER BY c.id DESC LIMIT 1`,
    [organisationId, evidenceId, units, check ?? null],
  );
  return rows[0] && { ...rows[0], digest: toHex(rows[0].digest) };
}

export interface SignedDocument {
  evidence: string;
  name: string;
  signer: string;
  issuer: string;
  serial: string;
  checkedAt: Date;
  headline: string;
}

/**
 * Documents by who signed them, the newest first; each with what was found last.
 *
 * @param query.after id of the last one of the page before
 */
export async function listSigned(
  { organisationId, units }: Reach,
  query: { signer?: string | undefined; serial?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ items: SignedDocument[]; next: string | null }> {
  const { signer = null, serial = null, after = null, limit } = query;
  const { rows } = await pool().query<SignedDocument>(
    `SELECT DISTINCT ON (s.evidence_id) s.evidence_id AS evidence, w.name, s.name AS signer, s.issuer, s.serial,
       c.checked_at AS "checkedAt", c.headline
     FROM signature_signer s JOIN evidence e ON e.id = s.evidence_id
     JOIN evidence_private w ON w.organisation_id = s.organisation_id AND w.evidence_id = s.evidence_id
     CROSS JOIN LATERAL (SELECT * FROM signature_check l WHERE l.evidence_id = s.evidence_id ORDER BY l.id DESC LIMIT 1) c
     WHERE s.organisation_id = $1 AND ${inUnits("e.unit_id", "$2")} AND s.check_id = c.id
       AND ($3::text IS NULL OR position(lower($3) IN lower(s.name)) > 0)
       AND ($4::text IS NULL OR s.serial = lower($4)) AND ($5::uuid IS NULL OR s.evidence_id < $5)
     ORDER BY s.evidence_id DESC, s.place LIMIT $6`,
    [organisationId, units, signer, serial, after, limit + 1],
  );
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.evidence ?? null) : null };
}

/** Documents that were recorded behind another one, with their content, in the order of their ids. */
export async function listDue(after: string, before: string, rowsMax: number) {
  const { rows } = await pool().query<{
    id: string;
    organisationId: OrganisationId;
    sha256: Buffer;
    size: number;
    receivedAt: Date;
  }>(
    `SELECT e.id, e.organisation_id AS "organisationId", e.sha256, e.size::float8 AS size, e.received_at AS "receivedAt"
     FROM evidence e JOIN evidence_private p ON p.organisation_id = e.organisation_id AND p.evidence_id = e.id
     WHERE e.id > $1 AND e.id < $2 AND e.content_kept AND e.type = 'file'
       AND (p.name ILIKE '%.pdf' OR position('"mediaType":"application/pdf"'::bytea IN p.details) > 0)
     ORDER BY e.id LIMIT $3`,
    [after, before, rowsMax],
  );
  return rows;
}
