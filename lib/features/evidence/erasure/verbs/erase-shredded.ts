/** What was private of the records of organisations whose keys were destroyed: erased as if each of them had been, for the worker. */
import { hash } from "node:crypto";
import { listShredded } from "#lib/features/keyring/rows/organisation-keys.ts";
import { noteRecordsErased } from "#lib/features/keyring/verbs/change-organisation-key.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { forgetAnswers } from "#lib/gate/idempotency.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ERASABLE_KINDS } from "../rows/erasable.ts";
import { emptyRecords, forgetContents } from "./erase-rows.ts";

const RECORDS_AT_ONCE = 500;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
/** Stands in the private details of the record that states it, where reasons of members do. */
const REASON = "the keys of the organisation were destroyed";

/**
 * Each step is whole: whoever is interrupted goes on, and several workers do no harm.
 *
 * @returns how many records were erased
 */
export async function eraseShredded({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
  let erased = 0;
  for (const id of await listShredded()) {
    for (let after: string | undefined = FIRST_ID; after !== undefined && !signal?.aborted; ) {
      const batch = await eraseBatch(id, after);
      erased += batch.length;
      after = batch.at(-1);
      if (after === undefined) await noteRecordsErased(id);
    }
  }
  return erased;
}

interface Row {
  id: string;
  sha256: Buffer;
  size: number | null;
  details: Buffer;
  contentKept: boolean;
  contentSha3: Buffer | null;
}

/** @returns the ids of those that were erased, in their order */
async function eraseBatch(organisationId: OrganisationId, after: string): Promise<string[]> {
  const { rows } = await pool().query<Row>(
    `SELECT w.id, w.sha256, w.size::float8 AS size, w.details, w.content_kept AS "contentKept", d.sha3 AS "contentSha3"
     FROM evidence_private p JOIN evidence_whole w ON w.id = p.evidence_id
     LEFT JOIN content_digest d ON w.content_kept AND d.organisation_id = w.organisation_id AND d.sha256 = w.sha256
     WHERE p.organisation_id = $1 AND p.evidence_id > $2 AND p.digest IS NULL AND coalesce(w.kind, 'content') = ANY ($3)
     ORDER BY p.evidence_id LIMIT $4`,
    [organisationId, after, ERASABLE_KINDS, RECORDS_AT_ONCE],
  );
  const ids = rows.map(({ id }) => id);
  const kept = rows.filter(({ contentKept }) => contentKept);
  await prisma().$transaction(async (tx) => {
    await tx.evidenceErasure.createMany({
      data: rows.map(({ id, details, contentKept, contentSha3 }) => ({
        ...{ evidenceId: id, organisationId, reason: REASON, erasedBy: { kind: "operator" }, content: contentKept },
        detailsSha3: new Uint8Array(hash("sha3-256", details, "buffer")),
        ...(contentSha3 && { contentSha3: new Uint8Array(contentSha3) }),
      })),
      skipDuplicates: true,
    });
    await emptyRecords(tx, { organisationId, ids });
    const bytes = kept.reduce((sum, { size }) => sum + (size ?? 0), 0);
    await forgetContents(tx, { organisationId, contents: kept.map(({ sha256 }) => sha256), bytes });
    await forgetAnswers(tx, organisationId);
    // COMMIT. What lies in the storage is noise since its keys were destroyed, and goes with the next sweep.
  });
  return ids;
}
