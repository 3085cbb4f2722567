import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { momentKey } from "#lib/features/accounts/api-keys/verbs/moment-key.ts";
import { findPredecessor, RESERVED_KEYS } from "#lib/features/evidence/intake/rows/intake.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { ApiKeyActor, OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";

/** Of one seal in one round: some seconds of work. */
const USES_PER_ROUND_MAX = 500;

interface Waiting {
  id: string;
  number: number;
  statement: string;
}
interface Seal {
  id: string;
  organisationId: OrganisationId;
  unitId: string | null;
}

const WAITING_SEALS = `SELECT s.id, s.organisation_id AS "organisationId", s.unit_id AS "unitId" FROM document_seal s
  WHERE EXISTS (SELECT FROM document_seal_use u WHERE u.seal_id = s.id AND u.evidence_id IS NULL) ORDER BY s.id`;

/**
 * Records every use that waits as an event behind the use before it, each once: what was recorded before a crash is found by its statement's
 * digest, and only noted.
 *
 * @returns how many were recorded
 * @throws what recording throws of an organisation, once the others had their turn
 */
export async function recordUses({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
  const { rows: seals } = await pool().query<Seal>(WAITING_SEALS);
  const actors = new Map<string, ApiKeyActor>();
  const troubles: unknown[] = [];
  let count = 0;
  for (const seal of seals) {
    try {
      const { organisationId } = seal;
      const actor = actors.get(organisationId) ?? (await momentKey(organisationId, "Sealbook uses of seals"));
      actors.set(organisationId, actor);
      count += await recordOf(seal, { actor, signal });
    } catch (error) {
      signal?.throwIfAborted();
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw troubles[0];
  return count;
}

async function recordOf(
  seal: Seal,
  { actor, signal }: { actor: ApiKeyActor; signal: AbortSignal | undefined },
): Promise<number> {
  const { rows } = await pool().query<Waiting>(
    `SELECT id, number, statement FROM document_seal_use WHERE seal_id = $1 AND evidence_id IS NULL ORDER BY number LIMIT $2`,
    [seal.id, USES_PER_ROUND_MAX],
  );
  let before = rows[0] && (await evidenceOf(seal.id, rows[0].number - 1));
  for (const use of rows) {
    signal?.throwIfAborted();
    before = await record(use, { seal, actor, before });
  }
  return rows.length;
}

async function evidenceOf(sealId: string, number: number): Promise<string | undefined> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT evidence_id AS id FROM document_seal_use WHERE seal_id = $1 AND number = $2`,
    [sealId, number],
  );
  return rows[0]?.id;
}

/** @returns id of the record */
async function record(
  { id, number, statement }: Waiting,
  { seal, actor, before }: { seal: Seal; actor: ApiKeyActor; before: string | undefined },
): Promise<string> {
  const bytes = utf8(statement);
  const digest = new Uint8Array(sha256(bytes));
  const previous = before && (await findPredecessor(whole(seal.organisationId), { id: before }));
  const { evidence } = await recordEvidence({
    actor,
    submission: {
      ...{ type: "digest", sha256: digest, size: bytes.length, name: `sealbook-seal-use-${seal.id}-${number}.json` },
      mediaType: "application/json",
      idempotencyKey: `${RESERVED_KEYS}${toHex(digest)}`,
      event: previous ? { previous } : {},
      unitId: seal.unitId,
    },
  });
  // Recorded: a crash before this is made good by the next round, which finds the same record.
  await pool().query("UPDATE document_seal_use SET evidence_id = $2 WHERE id = $1 AND evidence_id IS NULL", [
    id,
    evidence.id,
  ]);
  return evidence.id;
}
