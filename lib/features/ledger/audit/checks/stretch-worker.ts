/** A thread that checks stretches on a connection of its own. */
import { parentPort, workerData } from "node:worker_threads";
import type { Address } from "#lib/infra/db/config.ts";
import { openInSnapshot } from "#lib/infra/db/snapshot.ts";
import type { IndexRange } from "./sound-stretch.ts";
import { StretchChecker } from "./stretch.ts";

export interface ThreadData {
  /** Address of the database. */
  address: Address;
  snapshot: string;
  ledger: string;
}

const { address, snapshot, ledger } = workerData as ThreadData;
const connection = await openInSnapshot({ address, snapshot });
const checker = new StretchChecker({ connection, ledger });

parentPort?.on("message", async (range: IndexRange | "end") => {
  if (range === "end") {
    parentPort?.close();
    return connection.end();
  }
  const stretch = await checker.check(range);
  const parts = stretch ? [stretch.leaves, stretch.tiles, stretch.sequences] : [];
  parentPort?.postMessage(
    stretch,
    parts.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
