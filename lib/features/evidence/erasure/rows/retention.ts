/** What keeps records from being erased, and what was erased. */
import type { Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { type Erasure, HOLDS_MAX, type Hold, type Retention, RULES_MAX, type Rule } from "../types.ts";

interface HoldRow {
  id: string;
  reason: string;
  until: Date | null;
  placedAt: Date;
  placedBy: Pick<Hold["placedBy"], "kind" | "id">;
  placedByName: string | null;
  releasedAt: Date | null;
}

function toHold({ id, reason, until, placedAt, placedBy, placedByName: name, releasedAt }: HoldRow): Hold {
  const by = { kind: placedBy.kind, id: placedBy.id, ...(name !== null && { name }) };
  return {
    ...{ id, reason, placedAt: placedAt.toISOString(), placedBy: by },
    ...(until && { until: until.toISOString() }),
    ...(releasedAt && { releasedAt: releasedAt.toISOString() }),
  };
}

/** Of one record of the organisation, those that keep it first, then the newest: behind any number of ended ones an open one is found. */
export async function listHolds(organisationId: string, evidenceId: string, on: Tx = prisma()): Promise<Hold[]> {
  const rows = await on.$queryRaw<HoldRow[]>`
    SELECT h.id, h.reason, h.until, h.placed_at AS "placedAt", h.placed_by AS "placedBy", h.released_at AS "releasedAt",
      CASE h.placed_by->>'kind'
        WHEN 'user' THEN (SELECT name FROM user_account WHERE id = (h.placed_by->>'id')::uuid)
        WHEN 'api-key' THEN (SELECT name FROM api_key WHERE id = (h.placed_by->>'id')::uuid) END AS "placedByName"
    FROM evidence_hold h WHERE h.organisation_id = ${organisationId}::uuid AND h.evidence_id = ${evidenceId}::uuid
    ORDER BY (h.released_at IS NULL AND (h.until IS NULL OR h.until > now())) DESC, h.id DESC LIMIT ${HOLDS_MAX}`;
  return rows.map(toHold);
}

/** A hold that keeps the record now. */
export function isOpen({ until, releasedAt }: Pick<Hold, "until" | "releasedAt">, now: Date): boolean {
  return releasedAt === undefined && (until === undefined || new Date(until) > now);
}

export async function listRules(organisationId: string): Promise<Rule[]> {
  const rows = await prisma().retentionRule.findMany({
    where: { organisationId },
    orderBy: { id: "asc" },
    take: RULES_MAX,
  });
  return rows.map(({ id, type, tag, days }) => ({
    ...{ id, days },
    ...(type !== null && { type: type as NonNullable<Rule["type"]> }),
    ...(tag !== null && { tag }),
  }));
}

/** Until when the rules of its organisation keep a record: by the one that keeps it longest. Undefined where none does, or no longer. */
export async function findKeptUntil(evidenceId: string, on: Tx = prisma()): Promise<Date | undefined> {
  const [row] = await on.$queryRaw<{ until: Date | null }[]>`
    SELECT max(e.received_at + r.days * interval '1 day') AS until FROM evidence e
    JOIN retention_rule r ON r.organisation_id = e.organisation_id AND coalesce(r.type, e.type) = e.type
      AND (r.tag IS NULL OR EXISTS (SELECT FROM evidence_tag t
        WHERE t.organisation_id = e.organisation_id AND t.label = r.tag AND t.evidence_id = e.id))
    WHERE e.id = ${evidenceId}::uuid`;
  return row?.until && row.until > new Date() ? row.until : undefined;
}

/** Undefined of what was not erased. */
export async function findErasure(evidenceId: string, on: Tx = prisma()): Promise<Erasure | undefined> {
  const row = await on.evidenceErasure.findUnique({ where: { evidenceId } });
  if (!row) return undefined;
  const { erasedAt, reason, content, claimId } = row;
  return { erasedAt: erasedAt.toISOString(), reason, content, ...(claimId !== null && { claimId }) };
}

/** Whether there is such a record within reach. */
export async function isWithin(reach: Reach, id: string, on: Tx = prisma()): Promise<boolean> {
  return (await on.evidence.count({ where: { id, ...within(reach) } })) > 0;
}

/** Undefined where there is no such record within reach. */
export async function readRetention(reach: Reach, evidenceId: string): Promise<Retention | undefined> {
  if (!(await isWithin(reach, evidenceId))) return undefined;
  const { organisationId } = reach;
  const [holds, keptUntil, erased] = await Promise.all([
    listHolds(organisationId, evidenceId),
    findKeptUntil(evidenceId),
    findErasure(evidenceId),
  ]);
  return { holds, ...(keptUntil && { keptUntil: keptUntil.toISOString() }), ...(erased && { erased }) };
}
