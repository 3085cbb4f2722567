/** The exact bytes of records and their private details, however they are kept (docs/decisions/0082). */
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";

export interface RecordBytes {
  id: string;
  organisationId: OrganisationId;
  /** RFC 8785, as are the details; those are empty of what was erased. */
  record: Buffer;
  details: Buffer;
}

/** Of those that there are, in no order. @param reach whose they must be; undefined for what is public: whosever they are */
export async function readBytes(reach: Reach | undefined, ids: readonly string[]): Promise<RecordBytes[]> {
  const { rows } = await pool().query<RecordBytes>(
    `SELECT id, organisation_id AS "organisationId", record, details FROM evidence_whole
     WHERE id = ANY ($2::uuid[]) AND ($1::uuid IS NULL OR organisation_id = $1) AND ${inUnits("unit_id", "$3")}`,
    [reach?.organisationId, ids, reach?.units],
  );
  return rows;
}
