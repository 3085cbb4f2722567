/** Ledgers that have to be renewed while what they rest on still counts. */
import { readFileSync } from "node:fs";
import { type BrokenSince, NONE_BROKEN, parseAlgorithms } from "#lib/core/renewal/algorithms.ts";
import { env } from "#lib/env.ts";
import { type Condition, condition } from "#lib/features/alarms/types.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { findAging } from "./rows/aging.ts";

const DAY_MS = 86_400_000;
/** A renewal takes minutes; to find an authority with a longer certificate may take months. */
const AHEAD_MS: number = 180 * DAY_MS;
/** What has ended is as urgent as can be. */
const SHARE_MAX = 1_000;

/**
 * @param read the algorithms that are broken or are about to be, and since when
 * @param now milliseconds since 1970
 */
export function renewalDue(read: () => BrokenSince = readBroken, now: () => number = Date.now): Condition {
  return condition({
    kind: "renewal_due",
    async look() {
      const broken = read();
      const found = (await listLedgers()).map(async ({ name, isTest }) => {
        if (isTest) return { subject: name, ledger: name, details: {}, share: 0 };
        const aging = await findAging(name, broken);
        if (!aging) return { subject: name, ledger: name, details: {}, share: 0 };
        const { what, name: whose, end, unrenewed } = aging;
        const details = { what, name: whose, end: end.toISOString().slice(0, 10), unrenewed: Number(unrenewed) };
        const leftMs = Math.max(end.getTime() - now(), AHEAD_MS / SHARE_MAX);
        return { subject: name, ledger: name, details, share: AHEAD_MS / leftMs };
      });
      return await Promise.all(found);
    },
  });
}

/** The file that ALGORITHMS names, read anew each time. @throws {Error} when it cannot be read, which the log then says */
function readBroken(): BrokenSince {
  if (env.ALGORITHMS === undefined) return NONE_BROKEN;
  const read = parseAlgorithms(readFileSync(env.ALGORITHMS, "utf8"));
  if ("error" in read) throw new Error(`ALGORITHMS: ${env.ALGORITHMS}, line ${read.line}: ${read.error}`);
  return read;
}
