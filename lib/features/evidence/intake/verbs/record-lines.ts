/** Lines of a bulk become evidence: hundreds in one transaction, in which who sends them is proven as for a single one. docs/decisions/0059 */
import type { BulkLine, BulkSending, Keeping, LineAnswer, Query } from "#lib/features/accounts/bulks/types.ts";
import { PutBackError } from "#lib/features/accounts/bulks/types.ts";
import { problemOf } from "#lib/features/accounts/bulks/verbs/receive-lines.ts";
import { requireClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proveOn } from "#lib/gate/proven.ts";
import { requireSameReach } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findBefore } from "../rows/before.ts";
import { readRecordRoom, takeRecordRoom } from "../rows/room.ts";
import type { Submission } from "../types.ts";
import { type EncodedSubmission, encodeSubmission } from "./encode-submission.ts";
import { insertRecords, readSubmitter } from "./insert-records.ts";
import { makeMoments } from "./make-moments.ts";
import { readOldReceipts } from "./read-old-receipts.ts";
import { submitters } from "./record-evidence.ts";
import { type DigestBody, receiptsNamed, toSubmission } from "./to-submission.ts";

type Line = { problem: LineAnswer } | { submission: Submission; encoded: EncodedSubmission };

export interface PreparedLines {
  /** Name of the organisation, as the records state it. */
  submitter: string;
  lines: Line[];
}

/** @throws {SealbookError} `clock_wrong` */
export async function prepareLines(
  { actor }: BulkSending,
  lines: readonly BulkLine<DigestBody>[],
): Promise<PreparedLines> {
  requirePermission(actor, "evidence:write");
  await requireClocks();
  const submitter = submitters.get(actor.organisationId) ?? "?";
  const moments = makeMoments(lines.length);
  const receipts = await readOldReceipts(actor, receiptsNamed(lines.map(({ body }) => body)));
  const prepared: Line[] = [];
  for (const [at, { body, key }] of lines.entries()) {
    const moment = moments[at];
    // Of most there is nothing to be looked up: then nobody waits a turn for each.
    const made = attempt(() => toSubmission(actor, { body, idempotencyKey: key, receipts }));
    const submission = made instanceof Promise ? await made.catch(refused) : made;
    if ("problem" in submission) prepared.push({ problem: submission });
    else
      prepared.push({
        submission,
        encoded: encodeSubmission({ actor, submission, submitter, kept: false }, moment),
      });
  }
  return { submitter, lines: prepared };
}

/** What refuses at once, or later. */
function attempt<T>(work: () => T): T | ReturnType<typeof refused> {
  try {
    return work();
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): { problem: ReturnType<typeof problemOf>["problem"] } {
  if (error instanceof SealbookError) return problemOf(error);
  throw error;
}

/** @throws {SealbookError} `unit_changed`; as `proven`. @throws {PutBackError} the organisation has another name by now */
export async function recordLines({ actor }: BulkSending, prepared: PreparedLines, keeping: Keeping): Promise<void> {
  requirePermission(actor, "evidence:write");
  const { submitter, lines } = prepared;
  const room = await readRecordRoom(actor);
  await transaction(pool(), async (connection) => {
    const query: Query = async (sql, values) => (await connection.query(sql, [...values])).rows;
    requireSameReach(actor, await proveOn(connection, { actor, authority: "evidence:write", activeOnly: true }));
    const organisation = await readSubmitter(connection, actor.organisationId);
    if (organisation.name !== submitter) throw new PutBackError();
    await keeping.begin(query);
    const before = await judge(connection, { actor, lines });
    const fresh = lines.flatMap((line) => ("submission" in line && !before.has(line) ? [line] : []));
    const made = room ? fresh.slice(0, Math.max(0, room.records)) : fresh;
    takeRecordRoom(actor, made.length);
    if (room) for (const line of fresh.slice(made.length)) before.set(line, refused(room.refusal));
    await insertRecords(connection, { actor, organisation, made });
    const answers = lines.map((line) =>
      "problem" in line ? line.problem : (before.get(line) ?? answerOf(line.encoded)),
    );
    await keeping.end(query, answers);
    // COMMIT follows: lines and answers are there together, or neither. Whoever sends again under the same key is told the one or does the other.
  });
}

function answerOf({ id, receivedAt }: Pick<EncodedSubmission, "id" | "receivedAt">): LineAnswer {
  return { id, receivedAt: receivedAt.toISOString() };
}

/** Lines that are not recorded now: the same was recorded under their key before, or another event has the place of theirs. */
async function judge(
  connection: Connection,
  { actor, lines }: { actor: MemberActor; lines: readonly Line[] },
): Promise<Map<Line, LineAnswer>> {
  const given = lines.flatMap((line) => ("submission" in line ? [line] : []));
  const keys = given.flatMap(({ submission }) => submission.idempotencyKey ?? []);
  const places = given.flatMap(({ encoded }) => (encoded.after ? [Buffer.from(encoded.after)] : []));
  if (keys.length + places.length === 0) return new Map();
  const { rows } = await connection.query<{ id: string; key: string | null; after: Buffer | null }>(
    `SELECT id, idempotency_key AS key, NULL AS after FROM evidence WHERE organisation_id = $1 AND idempotency_key = ANY ($2)
     UNION ALL SELECT id, NULL, after FROM evidence WHERE after = ANY ($3::bytea[])`,
    [actor.organisationId, keys, places],
  );
  const idOfKey = new Map(rows.flatMap(({ id, key }) => (key === null ? [] : [[key, id] as const])));
  const idOfPlace = new Map(rows.flatMap(({ id, after }) => (after ? [[after.toString("hex"), id] as const] : [])));
  const judged = new Map<Line, LineAnswer>();
  for (const line of given) {
    const { submission, encoded } = line;
    const beforeId = idOfKey.get(submission.idempotencyKey ?? "");
    const place = encoded.after && Buffer.from(encoded.after).toString("hex");
    const takenBy = place && idOfPlace.get(place);
    if (beforeId !== undefined)
      judged.set(line, await findBefore({ actor, submission }, beforeId).then(recorded, refused));
    else if (takenBy !== undefined)
      judged.set(line, { problem: { code: "place_taken", field: "previous", id: takenBy } });
    else if (place !== undefined) idOfPlace.set(place, encoded.id);
  }
  return judged;
}

function recorded({ evidence }: { evidence: { id: string; receivedAt: string } }): LineAnswer {
  return { id: evidence.id, receivedAt: evidence.receivedAt };
}
