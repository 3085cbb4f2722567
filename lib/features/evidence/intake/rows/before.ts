/** What was recorded before under the same key, if it is the same. */
import { parseDetails } from "#lib/core/claim/details.ts";
import type { Digests } from "#lib/core/claim/digests.ts";
import { blinded } from "#lib/core/claim/entry.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { originField } from "#lib/core/claim/stated-origin.ts";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import type { Evidence } from "#lib/features/evidence/records/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Recorded, Submission } from "../types.ts";
import { kindOf } from "../verbs/encode-submission.ts";

/** The record that was submitted under the same key. @throws {SealbookError} `idempotency_key_reused`: it is another one; `evidence_erased` */
export async function findBefore(
  { actor, submission }: { actor: MemberActor; submission: Submission },
  id: string,
): Promise<Recorded> {
  const before = await findEvidence(actor, id);
  // Whoever submitted it may have been moved to another unit since.
  if (!before && actor.units !== null) throw new SealbookError("idempotency_key_reused");
  if (!before) throw new Error(`Evidence ${id} is not there, though it has the idempotency key.`);
  if (before.erasedAt !== undefined) throw new SealbookError("evidence_erased", { details: { id } });
  if (!isSame(before, submission) || !(await isSameClaim(id, submission)))
    throw new SealbookError("idempotency_key_reused", { details: { id } });
  return { evidence: before, created: false };
}

/** What a record states that is in no summary of it: kind, predecessor, other digests, own fields. */
async function isSameClaim(id: string, submission: Submission): Promise<boolean> {
  const { type, event, second = {}, fields } = submission;
  const { rows } = await pool().query<{ kind: string | null; after: Buffer | null; record: Buffer; details: Buffer }>(
    "SELECT kind, after, record, details FROM evidence_whole WHERE id = $1",
    [id],
  );
  const [row] = rows;
  const record = parseRecord(row?.record.toString() ?? "");
  const details = parseDetails(row?.details.toString() ?? "");
  if (!row || !record || !details) return false;
  const previous = event?.previous;
  const after = previous ? Buffer.from(blinded("after", previous.record)) : null;
  // A file's are ours, as the organisation asked for them at that time; what a record of version 1 does not state was not asked.
  const digests: Digests = record.digests;
  const isSecond = (["sha3-256", "sm3"] as const).every((name) => {
    const given = second[name];
    return type === "file" || given === undefined || row.kind === null || digests[name] === toBase64(given);
  });
  return (
    (row.kind ?? "content") === kindOf(submission) &&
    (after === null ? row.after === null : row.after?.equals(after) === true) &&
    isSecond &&
    canonicalJson(withoutCheck(details.fields)) === canonicalJson(withoutCheck(fields))
  );
}

/** What we found of an old receipt may be more by now, of the same receipt. */
function withoutCheck({ [originField("check")]: _, ...fields }: OwnFields = {}): OwnFields {
  return fields;
}

/** A retry is the same in everything that the record and its details state; anything else would be lost in silence. */
function isSame(before: Evidence, { type, sha256: digest, name, size, mediaType, unitId }: Submission): boolean {
  if (before.sha256 !== Buffer.from(digest).toString("hex") || before.type !== type) return false;
  if (before.unit !== (unitId ?? undefined)) return false;
  return before.name === name && before.size === size && before.mediaType === mediaType;
}
