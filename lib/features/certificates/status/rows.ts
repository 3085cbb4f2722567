/** How certificates stand, as it is stored. */
import { type Database, pool } from "#lib/infra/db/pool.ts";
import { type CurrentStatus, STATUS_CHANGES, type StatusChange, type StatusEntry, stateAfter } from "./types.ts";

type LastRow = {
  id: string;
  state: string;
  at: Date;
  reason: string;
  replacement: string | null;
  recorded: boolean;
};

/**
 * How each certificate stands now.
 *
 * @returns by id; one that has not changed since it was issued is not in it, and is valid
 */
export async function changedStatuses(
  certificateIds: readonly string[],
  on: Database = pool(),
): Promise<Map<string, CurrentStatus>> {
  const { rows } = await on.query<LastRow>(
    `SELECT DISTINCT ON (certificate_id) certificate_id AS id, state, at, reason, replacement, evidence_id IS NOT NULL AS recorded
     FROM certificate_status WHERE certificate_id = ANY($1::uuid[]) ORDER BY certificate_id, number DESC`,
    [certificateIds],
  );
  return new Map(rows.map(({ id, ...row }) => [id, toStatus(row)]));
}

/** How each certificate stands now, of every id that is asked for. */
export async function statusOf(certificateIds: readonly string[]): Promise<Map<string, CurrentStatus>> {
  const changed = await changedStatuses(certificateIds);
  return new Map(certificateIds.map((id) => [id, changed.get(id) ?? { state: "valid" }]));
}

/** All that became of a certificate, the oldest first. */
export async function listStatuses(certificateId: string): Promise<StatusEntry[]> {
  const { rows } = await pool().query<
    Omit<LastRow, "id" | "recorded"> & { number: number; statement: string; evidenceId: string | null }
  >(
    `SELECT number, state, at, reason, replacement, statement, evidence_id AS "evidenceId"
     FROM certificate_status WHERE certificate_id = $1 ORDER BY number`,
    [certificateId],
  );
  return rows.map(({ state, replacement, evidenceId, ...row }) => ({
    ...row,
    state: changeOf(state),
    ...(replacement === null ? {} : { replacement }),
    ...(evidenceId === null ? {} : { evidenceId }),
  }));
}

function toStatus({ state, at, reason, replacement, recorded }: Omit<LastRow, "id">): CurrentStatus {
  return {
    ...{ state: stateAfter(changeOf(state)), at, recorded },
    ...(reason === "" ? {} : { reason }),
    ...(replacement === null ? {} : { replacement }),
  };
}

function changeOf(state: string): StatusChange {
  const change = STATUS_CHANGES.find((each) => each === state);
  if (change === undefined) throw new Error(`A status is stored as ${state}.`);
  return change;
}
