/** Batches and drafts, as they are stored. */

import { toBase64 } from "#lib/core/text/bytes.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { alongUnits, inUnits, within } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import {
  BATCH_STATES,
  type Batch,
  type BatchActor,
  type BatchState,
  type BatchSummary,
  type StoredDraft,
} from "../types.ts";

export const BATCHES_PAGE_SIZE = 50;
export const DRAFTS_PAGE_SIZE = 50;

interface BatchRow {
  id: string;
  name: string;
  state: string;
  templateId: string;
  templateVersion: number;
  templateName: string;
  size: number;
  made: number;
  createdAt: Date;
  issuedAt: Date | null;
  validUntil: Date | null;
  failure: string | null;
  issuerId: string;
  createdBy: BatchActor;
  submittedBy: BatchActor | null;
  submittedAt: Date | null;
  approvedBy: BatchActor | null;
  rejection: string | null;
  sealKey: Buffer | null;
  sealSignature: Buffer | null;
  statement: string | null;
  evidenceId: string | null;
  recordingAt: Date | null;
  unitId: string | null;
}

const COLUMNS = `b.id, b.name, b.state, b.template_id AS "templateId", b.template_version AS "templateVersion", t.name AS "templateName",
  b.size, b.made, b.created_at AS "createdAt", b.issued_at AS "issuedAt", b.valid_until AS "validUntil", b.failure, b.issuer_id AS "issuerId",
  b.created_by AS "createdBy", b.submitted_by AS "submittedBy", b.submitted_at AS "submittedAt", b.approved_by AS "approvedBy", b.rejection, b.seal_key AS "sealKey",
  b.seal_signature AS "sealSignature", b.statement, b.evidence_id AS "evidenceId", b.recording_at AS "recordingAt",
  b.unit_id AS "unitId"`;
const FROM = "FROM certificate_batch b JOIN certificate_template t ON t.id = b.template_id";

/** A batch within reach; undefined where there is none of this id. */
export async function findBatch({ organisationId, units }: Reach, id: string): Promise<Batch | undefined> {
  const { rows } = await pool().query<BatchRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE b.organisation_id = $1 AND b.id = $2 AND ${inUnits("b.unit_id", "$3")}`,
    [organisationId, id, units],
  );
  const [row] = rows;
  if (!row) return undefined;
  const names = await namesOf([row.createdBy, row.submittedBy, row.approvedBy].filter((each) => each !== null));
  return toBatch(row, names);
}

/** Newest first. */
export async function listBatches(
  { organisationId, units }: Reach,
  {
    state,
    cursor = {},
    limit = BATCHES_PAGE_SIZE,
  }: { state?: BatchState | undefined; cursor?: Cursor; limit?: number },
): Promise<CursorPage<BatchSummary>> {
  const values: unknown[] = [organisationId, limit + 1];
  const where: string[] = [];
  if (state) where.push(`b.state = $${values.push(state)}`);
  if (cursor.older) where.push(`b.id < $${values.push(cursor.older)}`);
  if (cursor.newer) where.push(`b.id > $${values.push(cursor.newer)}`);
  const order = `${cursor.newer ? "ASC" : "DESC"} LIMIT $2`;
  const text = alongUnits({
    select: (whose) => `SELECT ${COLUMNS} ${FROM} WHERE ${[whose, ...where].join(" AND ")} ORDER BY b.id ${order}`,
    columns: { organisation: "b.organisation_id", unit: "b.unit_id" },
    units: units && `$${values.push(units)}`,
    order,
  });
  const { rows } = await pool().query<BatchRow>(text, values);
  return cursorPage(rows.map(toSummary), { cursor, limit });
}

/** How many wait for somebody's approval. */
export async function countSubmitted(reach: Reach): Promise<number> {
  return await prisma().certificateBatch.count({ where: { ...within(reach), state: "submitted" } });
}

const DRAFT_COLUMNS = `number, line, holder_name AS "holderName", email, values, certificate_id AS "certificateId", replaces`;
type DraftRow = Omit<StoredDraft, "line" | "email" | "replaces"> & {
  line: number | null;
  email: string | null;
  replaces: string | null;
};

/** In their order, behind a number. */
export async function listDrafts(
  batchId: string,
  { after = 0, limit = DRAFTS_PAGE_SIZE }: { after?: number; limit?: number } = {},
): Promise<StoredDraft[]> {
  const { rows } = await pool().query<DraftRow>(
    `SELECT ${DRAFT_COLUMNS} FROM certificate_draft WHERE batch_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
    [batchId, after, limit],
  );
  return rows.map(toDraft);
}

export function toDraft({ line, email, replaces, ...row }: DraftRow): StoredDraft {
  return {
    ...row,
    ...(line === null ? {} : { line }),
    ...(email === null ? {} : { email }),
    ...(replaces === null ? {} : { replaces }),
  };
}

/** The batch of one that the same request made before, and what it asked for then. @param idempotencyKey as `keyWithin` has it */
export async function findByKey(
  organisationId: OrganisationId,
  idempotencyKey: string,
): Promise<{ id: string; requestSha256: Buffer; certificateId: string; state: BatchState } | undefined> {
  const { rows } = await pool().query<{ id: string; requestSha256: Buffer; certificateId: string; state: string }>(
    `SELECT b.id, b.request_sha256 AS "requestSha256", b.state, coalesce((SELECT d.certificate_id FROM certificate_draft d WHERE d.batch_id = b.id),
       (SELECT c.id FROM certificate c WHERE c.batch_id = b.id AND c.leaf_index = 0)) AS "certificateId"
     FROM certificate_batch b WHERE b.organisation_id = $1 AND b.idempotency_key = $2`,
    [organisationId, idempotencyKey],
  );
  const [row] = rows;
  return row && { ...row, state: stateOf(row.state) };
}

function toSummary(row: BatchRow): BatchSummary {
  const { id, name, size, made, templateId, templateVersion, templateName, createdAt, issuedAt, validUntil, failure } =
    row;
  const { unitId } = row;
  return {
    ...{ id, name, size, made, state: stateOf(row.state) },
    template: { id: templateId, version: templateVersion, name: templateName },
    createdAt: createdAt.toISOString(),
    ...(issuedAt ? { issuedAt: issuedAt.toISOString() } : {}),
    ...(validUntil ? { validUntil: validUntil.toISOString() } : {}),
    ...(failure === null ? {} : { failure }),
    ...(unitId === null ? {} : { unit: unitId }),
  };
}

function toBatch(row: BatchRow, names: ReadonlyMap<string, string>): Batch {
  const named = ({ kind, id }: BatchActor): BatchActor => {
    const name = names.get(id);
    return { kind, id, ...(name === undefined ? {} : { name }) };
  };
  const { issuerId, createdBy, submittedBy, submittedAt, approvedBy, rejection, sealKey, statement, evidenceId } = row;
  return {
    ...toSummary(row),
    ...{ issuerId, createdBy: named(createdBy), sealed: row.sealSignature !== null, final: row.recordingAt !== null },
    ...(submittedBy ? { submittedBy: named(submittedBy) } : {}),
    ...(submittedAt ? { submittedAt: submittedAt.toISOString() } : {}),
    ...(approvedBy ? { approvedBy: named(approvedBy) } : {}),
    ...(rejection === null ? {} : { rejection }),
    ...(sealKey ? { sealKey: toBase64(sealKey) } : {}),
    ...(statement === null ? {} : { statement }),
    ...(evidenceId === null ? {} : { evidenceId }),
  };
}

function stateOf(text: string): BatchState {
  const state = BATCH_STATES.find((each) => each === text);
  if (state === undefined) throw new Error(`A batch is in the state ${text}.`);
  return state;
}

async function namesOf(actors: readonly BatchActor[]): Promise<Map<string, string>> {
  const ids = actors.map(({ id }) => id);
  const { rows } = await pool().query<{ id: string; name: string }>(
    `SELECT id, name FROM user_account WHERE id = ANY ($1::uuid[]) UNION ALL SELECT id, name FROM api_key WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The batch in which a certificate waits to be issued, by the id that it will have. */
export async function findPending(
  { organisationId, units }: Reach,
  certificateId: string,
): Promise<{ batchId: string; state: BatchState } | undefined> {
  const { rows } = await pool().query<{ batchId: string; state: string }>(
    `SELECT b.id AS "batchId", b.state FROM certificate_draft d JOIN certificate_batch b ON b.id = d.batch_id
     WHERE d.certificate_id = $2 AND b.organisation_id = $1 AND ${inUnits("b.unit_id", "$3")}`,
    [organisationId, certificateId, units],
  );
  const [row] = rows;
  return row && { ...row, state: stateOf(row.state) };
}
