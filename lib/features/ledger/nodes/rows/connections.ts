/** Connections for the talk with nodes, so that nobody else waits for those that are slow. */
import { databaseUrl } from "#lib/infra/db/config.ts";
import { createPool, type Pool } from "#lib/infra/db/pool.ts";

export type Connections = Pool;

/** The caller ends them. */
export function openConnections(): Connections {
  return createPool(databaseUrl());
}
