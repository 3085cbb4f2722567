import { randomInt } from "node:crypto";
import type { Connection } from "#lib/infra/db/pool.ts";
import { LIST_ENTRIES, type StatusPlace } from "../types.ts";

const BITS_PER_BYTE = 8;
const BEGIN_LIST = `INSERT INTO status_list (issuer_id, number, taken, taken_count)
  VALUES ($1, $2, decode(repeat('00', ${LIST_ENTRIES / BITS_PER_BYTE}), 'hex'), 0) ON CONFLICT DO NOTHING`;
const LOCK_LAST = `SELECT number, taken, taken_count AS "takenCount" FROM status_list
  WHERE issuer_id = $1 ORDER BY number DESC LIMIT 1 FOR UPDATE`;

type ListRow = { number: number; taken: Buffer; takenCount: number };

/**
 * Hands out entries of an issuer's status lists, in the caller's transaction: no two certificates ever get the same one, and from where one
 * stands nobody tells what was issued before or after it. Others who issue for the same issuer wait until that transaction ends.
 *
 * @returns `count` places, in no order
 */
export async function allocateStatus(
  connection: Connection,
  { issuerId, count }: { issuerId: string; count: number },
): Promise<StatusPlace[]> {
  const places: StatusPlace[] = [];
  await connection.query(BEGIN_LIST, [issuerId, 1]);
  while (places.length < count) {
    const { rows } = await connection.query<ListRow>(LOCK_LAST, [issuerId]);
    const [list] = rows;
    if (!list) throw new Error(`Issuer ${issuerId} has no status list.`);
    const room = LIST_ENTRIES - list.takenCount;
    if (room === 0) {
      // Whoever began it meanwhile began the same one.
      await connection.query(BEGIN_LIST, [issuerId, list.number + 1]);
      continue;
    }
    const indexes = takeRandom(list.taken, { room, count: Math.min(room, count - places.length) });
    await connection.query("UPDATE status_list SET taken = $3, taken_count = $4 WHERE issuer_id = $1 AND number = $2", [
      ...[issuerId, list.number],
      ...[list.taken, list.takenCount + indexes.length],
    ]);
    for (const index of indexes) places.push({ list: list.number, index });
  }
  return places;
}

/** Free entries, each as likely as any other; they are marked as taken. */
function takeRandom(taken: Buffer, { room, count }: { room: number; count: number }): number[] {
  // Guessing is quick while there is room; in a crowded list the free ones are drawn from.
  if (room * BITS_PER_BYTE > LIST_ENTRIES && count * 2 < room) {
    const indexes: number[] = [];
    while (indexes.length < count) {
      const index = randomInt(LIST_ENTRIES);
      if (mark(taken, index)) indexes.push(index);
    }
    return indexes;
  }
  const free = Array.from({ length: LIST_ENTRIES }, (_, index) => index).filter((index) => !isTaken(taken, index));
  for (let at = 0; at < count; at++) {
    const other = randomInt(at, free.length);
    [free[at], free[other]] = [free[other] ?? 0, free[at] ?? 0];
    mark(taken, free[at] ?? 0);
  }
  return free.slice(0, count);
}

const bitOf = (index: number): number => 0x80 >> (index % BITS_PER_BYTE);
const isTaken = (taken: Buffer, index: number): boolean =>
  ((taken[Math.floor(index / BITS_PER_BYTE)] ?? 0) & bitOf(index)) !== 0;

/** @returns false when it was taken already */
function mark(taken: Buffer, index: number): boolean {
  if (isTaken(taken, index)) return false;
  const at = Math.floor(index / BITS_PER_BYTE);
  taken[at] = (taken[at] ?? 0) | bitOf(index);
  return true;
}
