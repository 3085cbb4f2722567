/** Certificates that were issued, as lists and pages show them. */
import { findUnits } from "#lib/features/accounts/units/rows.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { alongUnits, inUnits } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { escapeLike } from "#lib/infra/db/like.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Draft, draftKey } from "../schema/draft.ts";
import {
  CERTIFICATE_FILTER_STATES,
  type CertificateFilter,
  type CertificateFilterState,
  type CertificateSummary,
  type IssuedCertificate,
} from "../types.ts";

export const CERTIFICATES_PAGE_SIZE = 50;

/** Its last status counts, and its dates where there is none (docs of the table: certificate_status). */
const STATE = `CASE coalesce((SELECT s.state FROM certificate_status s WHERE s.certificate_id = c.id ORDER BY s.number DESC LIMIT 1), 'resumed')
  WHEN 'resumed' THEN CASE WHEN c.valid_until <= now() THEN 'expired' ELSE 'valid' END
  WHEN 'suspended' THEN 'suspended' WHEN 'superseded' THEN 'superseded' ELSE 'revoked' END`;
const COLUMNS = `c.id, c.batch_id AS "batchId", b.template_id AS "templateId", b.template_version AS "templateVersion", t.name AS "templateName",
  c.holder_name AS "holderName", c.email, ${STATE} AS state, c.issued_at AS "issuedAt", c.valid_until AS "validUntil",
  c.unit_id AS "unitId"`;
const FROM = `FROM certificate c JOIN certificate_batch b ON b.id = c.batch_id JOIN certificate_template t ON t.id = b.template_id`;

interface Row {
  id: string;
  batchId: string;
  templateId: string;
  templateVersion: number;
  templateName: string;
  holderName: string;
  email: string | null;
  state: string;
  issuedAt: Date;
  validUntil: Date | null;
  unitId: string | null;
}

/** Newest first. */
export async function listCertificates(
  reach: Reach,
  {
    filter,
    cursor = {},
    limit = CERTIFICATES_PAGE_SIZE,
  }: { filter: CertificateFilter; cursor?: Cursor; limit?: number },
): Promise<CursorPage<CertificateSummary>> {
  const { organisationId, units } = await inItsUnit(reach, filter);
  const values: unknown[] = [organisationId, limit + 1];
  const where = conditionsOf(filter, (value) => `$${values.push(value)}`);
  if (cursor.older) where.push(`c.id < $${values.push(cursor.older)}`);
  if (cursor.newer) where.push(`c.id > $${values.push(cursor.newer)}`);
  const order = `${cursor.newer ? "ASC" : "DESC"} LIMIT $2`;
  const text = alongUnits({
    select: (whose) => `SELECT ${COLUMNS} ${FROM} WHERE ${[whose, ...where].join(" AND ")} ORDER BY c.id ${order}`,
    columns: { organisation: "c.organisation_id", unit: "c.unit_id" },
    units: units && `$${values.push(units)}`,
    order,
  });
  const { rows } = await pool().query<Row>(text, values);
  return cursorPage(rows.map(toSummary), { cursor, limit });
}

/** A filter by unit leaves that much of what may be seen: nothing, where the unit is not there. */
async function inItsUnit(reach: Reach, { unit }: CertificateFilter): Promise<Reach> {
  return unit === undefined ? reach : { ...reach, units: (await findUnits(reach, unit)) ?? [] };
}

/** What fields say, by certificate. */
export async function readValues(ids: readonly string[]): Promise<Map<string, Record<string, string>>> {
  const { rows } = await pool().query<{ id: string; values: Record<string, string> }>(
    "SELECT id, values FROM certificate WHERE id = ANY ($1::uuid[])",
    [ids],
  );
  return new Map(rows.map(({ id, values }) => [id, values]));
}

/** Of few certificates anything became: those are looked through by what became of them, not all certificates for their state. */
function inState(state: CertificateFilterState, value: (given: unknown) => string): string {
  if (state === "valid") return `${STATE} = ${value(state)}`;
  if (state === "expired") return `c.valid_until <= now() AND ${STATE} = ${value(state)}`;
  return `c.id IN (SELECT s.certificate_id FROM certificate_status s WHERE s.state = ${value(state)} AND NOT EXISTS
    (SELECT FROM certificate_status n WHERE n.certificate_id = s.certificate_id AND n.number > s.number))`;
}

function conditionsOf(
  { state, batch, template, name, email, from, to, ids }: CertificateFilter,
  value: (given: unknown) => string,
): string[] {
  return [
    ...(state ? [inState(state, value)] : []),
    ...(batch ? [`c.batch_id = ${value(batch)}`] : []),
    ...(template ? [`b.template_id = ${value(template)}`] : []),
    ...(name ? [`c.holder_name ILIKE ${value(`%${escapeLike(name)}%`)}`] : []),
    ...(email ? [`lower(c.email) = lower(${value(email)})`] : []),
    ...(from ? [`c.issued_at >= ${value(from)}`] : []),
    ...(to ? [`c.issued_at < ${value(to)}`] : []),
    ...(ids ? [`c.id = ANY (${value(ids)}::uuid[])`] : []),
  ];
}

/** One within reach; undefined where there is none of this id. */
export async function findCertificate(
  { organisationId, units }: Reach,
  id: string,
): Promise<IssuedCertificate | undefined> {
  type One = Row & {
    values: Record<string, string>;
    leafIndex: number;
    replaces: string | null;
    evidenceId: string | null;
  };
  const { rows } = await pool().query<One>(
    `SELECT ${COLUMNS}, c.values, c.leaf_index AS "leafIndex", c.replaces, b.evidence_id AS "evidenceId" ${FROM}
     WHERE c.organisation_id = $1 AND c.id = $2 AND ${inUnits("c.unit_id", "$3")}`,
    [organisationId, id, units],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { values, leafIndex, replaces, evidenceId } = row;
  return {
    ...toSummary(row),
    ...{ values, leafIndex },
    ...(replaces === null ? {} : { replaces }),
    ...(evidenceId === null ? {} : { evidenceId }),
  };
}

/** Which of these drafts are word for word what a certificate of the template says that is in force, by their places. */
export async function findIssuedBefore(
  { organisationId, units }: Reach,
  { template, drafts }: { template: string; drafts: readonly Draft[] },
): Promise<Map<number, string>> {
  const names = [...new Set(drafts.map(({ holderName }) => holderName.toLowerCase()))];
  const { rows } = await pool().query<Draft & { id: string }>(
    `SELECT c.id, c.holder_name AS "holderName", c.values ${FROM} WHERE c.organisation_id = $1 AND b.template_id = $2
       AND lower(c.holder_name) = ANY ($3) AND ${inUnits("c.unit_id", "$4")} AND ${STATE} IN ('valid', 'suspended')
     ORDER BY c.id LIMIT 10000`,
    [organisationId, template, names, units],
  );
  const known = new Map(rows.map(({ id, ...issued }) => [draftKey(issued), id]));
  return new Map(
    drafts.flatMap((draft, at) => {
      const id = known.get(draftKey(draft));
      return id === undefined ? [] : [[at, id] as const];
    }),
  );
}

function toSummary(row: Row): CertificateSummary {
  const { id, batchId, templateId, templateVersion, templateName, holderName, email, issuedAt, validUntil } = row;
  const state = CERTIFICATE_FILTER_STATES.find((each) => each === row.state);
  if (state === undefined) throw new Error(`A certificate is ${row.state}.`);
  return {
    ...{ id, batchId, holderName, state },
    template: { id: templateId, version: templateVersion, name: templateName },
    ...(email === null ? {} : { email }),
    issuedAt: issuedAt.toISOString(),
    ...(validUntil ? { validUntil: validUntil.toISOString() } : {}),
    ...(row.unitId === null ? {} : { unit: row.unitId }),
  };
}

/** Whether its holder has taken it over. */
export async function isClaimed(id: string): Promise<boolean> {
  const { rowCount } = await pool().query("SELECT FROM certificate_claim WHERE certificate_id = $1", [id]);
  return rowCount === 1;
}
