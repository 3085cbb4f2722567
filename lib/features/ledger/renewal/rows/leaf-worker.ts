/** A thread that hashes leaves on a connection of its own. */
import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import { SESSION_OPTIONS } from "#lib/infra/db/session-options.ts";
import { LeafHasher, type LeafRange } from "./leaf-hasher.ts";

export interface ThreadData {
  /** Address of the database. */
  url: string;
  ledger: string;
}

const { url, ledger } = workerData as ThreadData;
const connection = new pg.Client({ connectionString: url, options: SESSION_OPTIONS });
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
