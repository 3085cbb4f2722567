import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { momentKey } from "#lib/features/accounts/api-keys/verbs/moment-key.ts";
import { findPredecessor, RESERVED_KEYS } from "#lib/features/evidence/intake/rows/intake.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { ApiKeyActor, OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { readVersion } from "../rows/versions.ts";

/** Of one contract in one round. */
const EVENTS_PER_ROUND_MAX = 500;
const CONTRACTS_PER_ROUND_MAX = 200;

interface Waiting {
  id: string;
  number: number;
  statement: string;
}
interface Contract {
  id: string;
  organisationId: OrganisationId;
  unitId: string | null;
  title: string;
}

const COLUMNS = `e.id, e.organisation_id AS "organisationId", e.unit_id AS "unitId", e.title`;
const WAITING = `SELECT ${COLUMNS} FROM contract_envelope e
  WHERE EXISTS (SELECT FROM contract_event v WHERE v.envelope_id = e.id AND v.evidence_id IS NULL) ORDER BY e.id LIMIT $1`;
const COMPLETED = `SELECT ${COLUMNS} FROM contract_envelope e JOIN contract_version v ON v.envelope_id = e.id AND v.content IS NOT NULL
  WHERE e.ended = 'completed' ORDER BY e.id LIMIT $1`;

/**
 * Records the document of each contract that is completed, with its content, and then every event behind the one before it, each once: what was
 * recorded before a crash is found by its digest, and only noted.
 *
 * @returns how many were recorded
 * @throws what recording throws of an organisation, once the others had their turn
 */
export async function recordContracts({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
  const actors = new Map<string, ApiKeyActor>();
  const troubles: unknown[] = [];
  let count = 0;
  const each = async (sql: string, work: (contract: Contract, actor: ApiKeyActor) => Promise<number>) => {
    for (const contract of (await pool().query<Contract>(sql, [CONTRACTS_PER_ROUND_MAX])).rows) {
      signal?.throwIfAborted();
      try {
        const { organisationId } = contract;
        const actor = actors.get(organisationId) ?? (await momentKey(organisationId, "Sealbook contracts"));
        actors.set(organisationId, actor);
        count += await work(contract, actor);
      } catch (error) {
        signal?.throwIfAborted();
        troubles.push(error);
      }
    }
  };
  await each(COMPLETED, keepDocument);
  await each(WAITING, recordEvents);
  if (troubles.length > 0) throw troubles[0];
  return count;
}

async function keepDocument(contract: Contract, actor: ApiKeyActor): Promise<number> {
  const { id, title, unitId } = contract;
  const { number, sha256: digest, pdf } = await readVersion(contract);
  const { evidence } = await receiveFile({
    actor,
    keep: true,
    announced: {
      ...{
        name: `${title}.pdf`,
        mediaType: "application/pdf",
        idempotencyKey: `${RESERVED_KEYS}contract ${toHex(digest)}`,
      },
      ...(unitId === null ? {} : { unit: unitId }),
    },
    source: async (writer) => void (await writer.write(Uint8Array.from(pdf))),
  });
  // Recorded: a crash before this is made good by the next round, which finds the same record.
  await pool().query(
    "UPDATE contract_version SET evidence_id = $3, content = NULL WHERE envelope_id = $1 AND number = $2",
    [id, number, evidence.id],
  );
  return 1;
}

async function recordEvents(contract: Contract, actor: ApiKeyActor): Promise<number> {
  const { rows } = await pool().query<Waiting>(
    `SELECT id, number, statement FROM contract_event WHERE envelope_id = $1 AND evidence_id IS NULL ORDER BY number LIMIT $2`,
    [contract.id, EVENTS_PER_ROUND_MAX],
  );
  let before = rows[0] && (await evidenceOf(contract.id, rows[0].number - 1));
  for (const event of rows) before = await record(event, { contract, actor, before });
  return rows.length;
}

async function evidenceOf(envelopeId: string, number: number): Promise<string | undefined> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT evidence_id AS id FROM contract_event WHERE envelope_id = $1 AND number = $2`,
    [envelopeId, number],
  );
  return rows[0]?.id;
}

/** @returns id of the record */
async function record(
  { id, number, statement }: Waiting,
  { contract, actor, before }: { contract: Contract; actor: ApiKeyActor; before: string | undefined },
): Promise<string> {
  const bytes = utf8(statement);
  const digest = new Uint8Array(sha256(bytes));
  const previous = before && (await findPredecessor(whole(contract.organisationId), { id: before }));
  const { evidence } = await recordEvidence({
    actor,
    submission: {
      ...{
        type: "digest",
        sha256: digest,
        size: bytes.length,
        name: `sealbook-contract-${contract.id}-${number}.json`,
      },
      mediaType: "application/json",
      idempotencyKey: `${RESERVED_KEYS}${toHex(digest)}`,
      event: previous ? { previous } : {},
      unitId: contract.unitId,
    },
  });
  await pool().query("UPDATE contract_event SET evidence_id = $2 WHERE id = $1 AND evidence_id IS NULL", [
    id,
    evidence.id,
  ]);
  return evidence.id;
}
