/** A snapshot that several connections read at once (PostgreSQL manual: Snapshot Synchronization Functions). */
import pg from "pg";
import type { Address } from "./config.ts";
import { CopySocket } from "./copy-out.ts";
import type { Connection } from "./pool.ts";

/** Names the snapshot of a transaction of at least REPEATABLE READ, which has to stay open. Not within a savepoint. */
export async function exportSnapshot(connection: Connection): Promise<string> {
  const { rows } = await connection.query<{ snapshot: string }>("SELECT pg_export_snapshot() AS snapshot");
  return rows[0]?.snapshot ?? "";
}

/** Begins a transaction that reads that snapshot. */
export async function joinSnapshot(connection: pg.ClientBase, snapshot: string): Promise<void> {
  await connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  await connection.query(`SET TRANSACTION SNAPSHOT ${connection.escapeLiteral(snapshot)}`);
}

/** A connection without a pool and without any configuration, as a thread opens it. The caller ends it. */
export async function openInSnapshot({
  address,
  snapshot,
}: {
  address: Address;
  snapshot: string;
}): Promise<pg.Client> {
  const client = new pg.Client({ ...address, stream: () => new CopySocket() });
  client.on("error", () => {}); // reported to the query as well; without a listener it would end the process
  await client.connect();
  await joinSnapshot(client, snapshot);
  return client;
}
