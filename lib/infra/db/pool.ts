/** PostgreSQL for queries that have a shape of their own, in SQL (docs/decisions/0002). */
import pg from "pg";
import { ConfirmedClient } from "./client.ts";
import { type Address, addressOf, databaseUrl } from "./config.ts";
import { assertHeartbeat } from "./heartbeat.ts";

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 10_000;

export type Pool = pg.Pool;
export type Connection = pg.PoolClient;

// bigint columns stay exact: indexes, heights and sizes are BigInt throughout.
const INT8_OID = 20;
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8_OID && format !== "binary"
      ? BigInt
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** How a pool makes its connections, and what each has to stand before it is used. */
export function connectionsTo(url: string): Address & Pick<pg.PoolConfig, "Client" | "max" | "onConnect"> {
  return { ...addressOf(url), max: CONNECTIONS_MAX, Client: ConfirmedClient, onConnect: assertHeartbeat };
}

/** A pool on `url`; the caller ends it. */
export function createPool(url: string): Pool {
  const pool = new pg.Pool({
    ...connectionsTo(url),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types,
  });
  // An idle connection that the server closes is not an error of ours: the next query opens another.
  pool.on("error", () => {});
  // A connection that dies while a transaction holds it reports so here as well as to the query; without a listener
  // that event would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

let shared: Pool | undefined;

/** The pool of this process, as the application's role. */
export function pool(): Pool {
  shared ??= createPool(databaseUrl());
  return shared;
}

/** Runs `work` in one transaction on one connection; rolls back when it throws. */
export async function transaction<T>(on: Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await on.connect();
  let broken: Error | undefined;
  try {
    await connection.query("BEGIN");
    const result = await work(connection);
    await connection.query("COMMIT");
    return result;
  } catch (error) {
    await connection.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** A pool, or a connection inside a transaction. */
export type Database = Pool | Connection;
