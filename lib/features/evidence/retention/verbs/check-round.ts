/**
 * Everything that is kept is read again and again: once in so many days, in the order of addresses, evenly by bytes. A row says how far
 * it has come, so that a start goes on where the last process ended; of several workers one reads.
 */
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { type Prisma, prisma } from "#lib/infra/db/prisma.ts";
import { listDamaged, listKept, sumKept } from "../rows/content.ts";
import type { KeptContent } from "../types.ts";
import { checkContent } from "./check-content.ts";
import { sealContent } from "./seal-content.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** What was damaged is looked at again after so long: somebody may have brought the file back. */
const DAMAGED_AGAIN_MS = 60 * 60 * 1_000;
/** After a long pause it does not catch up at once; a file that has begun is read to its end. */
const WORK_MS_MAX = 20_000;
const ROWS_AT_ONCE = 100;
const ADVISORY_LOCK = 72_707_372;
/** Before all addresses. */
const NOTHING = { organisationId: "00000000-0000-0000-0000-000000000000", sha256: new Uint8Array() };

export interface Look {
  /** For all that is kept; 0: only what was damaged is looked at. */
  days: number;
  now?: Date;
  signal?: AbortSignal;
}

/** Reads what is due. @returns how many files were read; undefined while another worker does */
export async function checkDue({ days, now = new Date(), signal }: Look): Promise<number | undefined> {
  return await transaction(pool(), async (connection) => {
    const { rows } = await connection.query<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS mine", [
      ADVISORY_LOCK,
    ]);
    if (!rows[0]?.mine) return undefined;
    const end = performance.now() + WORK_MS_MAX;
    const isTimeLeft = () => signal?.aborted !== true && performance.now() < end;
    const again = await checkDamaged(now, isTimeLeft);
    return days > 0 ? again + (await goOn({ days, now, isTimeLeft })) : again;
  });
}

async function checkDamaged(now: Date, isTimeLeft: () => boolean): Promise<number> {
  const checkedBefore = new Date(now.getTime() - DAMAGED_AGAIN_MS);
  let files = 0;
  for (const content of await listDamaged({ checkedBefore, rowsMax: ROWS_AT_ONCE })) {
    if (!isTimeLeft()) break;
    await look(content);
    files += 1;
  }
  return files;
}

type Round = Prisma.ContentRoundModel;
const ROUND = { where: { id: 1 } };

async function goOn({
  days,
  now,
  isTimeLeft,
}: {
  days: number;
  now: Date;
  isTimeLeft: () => boolean;
}): Promise<number> {
  let round = await currentRound({ days, now });
  const elapsed = (now.getTime() - round.startedAt.getTime()) / (days * DAY_MS);
  const due = Number(round.bytesTotal) * elapsed;
  let files = 0;
  while (!round.isOver) {
    const { organisationId, sha256 } = round;
    const behind = organisationId !== null && sha256 !== null ? { organisationId, sha256 } : NOTHING;
    const contents = await listKept({ behind, rowsMax: ROWS_AT_ONCE });
    if (contents.length === 0) await prisma().contentRound.update({ ...ROUND, data: { isOver: true } });
    if (contents.length === 0) break;
    for (const content of contents) {
      if (!isTimeLeft() || Number(round.bytesDone) > due) return files;
      await look(content);
      round = await advance(content);
      files += 1;
    }
  }
  return files;
}

/** What is right and was kept before contents were sealed is sealed by the way. */
async function look(content: KeptContent): Promise<void> {
  const checked = await checkContent(content);
  if ("digests" in checked && !checked.sealed) await sealContent(content);
}

/** COMMIT. Before: a process that ends here reads the file once more. After: the next goes on behind it. */
async function advance({ organisationId, sha256, size }: KeptContent): Promise<Round> {
  const data = {
    organisationId,
    sha256: new Uint8Array(sha256),
    bytesDone: { increment: size },
    filesDone: { increment: 1 },
  };
  return await prisma().contentRound.update({ ...ROUND, data });
}

/** The round that is under way; the next one, when its time has come. What there is to read is counted once a day. */
async function currentRound({ days, now }: { days: number; now: Date }): Promise<Round> {
  const round = await prisma().contentRound.findUnique(ROUND);
  const isOlder = (at: Date, milliseconds: number) => now.getTime() - at.getTime() >= milliseconds;
  // A round that found nothing to read was none.
  const lasts = round?.filesDone === 0n ? DAY_MS : days * DAY_MS;
  const counted = async () => ({ bytesTotal: await sumKept(), countedAt: now });
  if (!round || (round.isOver && isOlder(round.startedAt, lasts))) {
    const begun = { startedAt: now, bytesDone: 0, filesDone: 0, organisationId: null, sha256: null, isOver: false };
    const data = { ...begun, ...(await counted()) };
    return await prisma().contentRound.upsert({ ...ROUND, create: { id: 1, ...data }, update: data });
  }
  if (round.isOver || !isOlder(round.countedAt, DAY_MS)) return round;
  return await prisma().contentRound.update({ ...ROUND, data: await counted() });
}
