/** Many at once: what no two records have in common. */
import { randomBytes } from "node:crypto";
import { SALT_BYTES } from "#lib/core/claim/members.ts";
import type { Moment } from "./encode-submission.ts";

/** Of a UUIDv7, behind its time and its counter. RFC 9562 section 5.7 */
const ID_BYTES = 8;
const RANDOM_BYTES = 2 * SALT_BYTES + ID_BYTES;
/** RFC 9562 section 6.2, method 1: a counter in the twelve bits behind the version keeps ids of one millisecond in their order. */
const MOMENTS_MAX = 4_096;

/** Ids in ascending order, all of the same time. @throws {RangeError} more than 4,096 */
export function makeMoments(count: number, receivedAt: Date = new Date()): Moment[] {
  if (count > MOMENTS_MAX) throw new RangeError("more moments than a millisecond has");
  const random = randomBytes(count * RANDOM_BYTES);
  const time = receivedAt.getTime().toString(16).padStart(12, "0");
  const head = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  return Array.from({ length: count }, (_, at) => {
    const from = at * RANDOM_BYTES;
    // The variant: 10 in its two highest bits.
    random[from] = ((random[from] as number) & 0x3f) | 0x80;
    const tail = random.toString("hex", from, from + ID_BYTES);
    const id = `${head}${at.toString(16).padStart(3, "0")}-${tail.slice(0, 4)}-${tail.slice(4)}`;
    return { id, receivedAt, salts: random.subarray(from + ID_BYTES, from + RANDOM_BYTES) };
  });
}
