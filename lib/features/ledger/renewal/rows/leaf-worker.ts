/** A thread that hashes leaves on a connection of its own. */
import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import type { Address } from "#lib/infra/db/config.ts";
import { LeafHasher, type LeafRange } from "./leaf-hasher.ts";

export interface ThreadData {
  /** Of the database. */
  address: Address;
  ledger: string;
}

const { address, ledger } = workerData as ThreadData;
const connection = new pg.Client(address);
connection.on("error", () => {}); // reported to the query as well; without a listener it would end the process
await connection.connect();
const hasher = new LeafHasher({ connection, ledger });

parentPort?.on("message", async (range: LeafRange | "end") => {
  if (range === "end") {
    parentPort?.close();
    return connection.end();
  }
  try {
    const leaves = await hasher.hash(range);
    const { hashes, roots, contents, details } = leaves;
    const parts = [hashes, roots, contents, details].flatMap((part) => (part ? [part.buffer as ArrayBuffer] : []));
    parentPort?.postMessage({ leaves }, parts);
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
