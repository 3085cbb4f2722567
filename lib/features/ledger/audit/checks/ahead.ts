/** What looks at the entries ahead of the walk, on connections of its own that read the audit's snapshot. */
import { addressOf } from "#lib/infra/db/config.ts";
import type { Connection, Pool } from "#lib/infra/db/pool.ts";
import { exportSnapshot, openInSnapshot } from "#lib/infra/db/snapshot.ts";
import { StretchChecker } from "./stretch.ts";
import { StretchThread } from "./stretch-thread.ts";
import type { ThreadData } from "./stretch-worker.ts";
import { type Checker, Stretches } from "./stretches.ts";

export interface AheadOptions {
  /** In the audit's transaction, outside of any savepoint. */
  connection: Connection;
  on: Pool;
  ledger: string;
  /** Entries that the ledger has. */
  size: number;
  /** Besides this one, which looks at stretches between its other work. */
  threads: number;
}

export interface Ahead {
  stretches: Stretches;
  /** May be called again, to wait. */
  close: () => Promise<void>;
}

export async function lookAhead({ connection, on, ledger, size, threads }: AheadOptions): Promise<Ahead> {
  const snapshot = await exportSnapshot(connection);
  const data = { address: addressOf(on.options.connectionString ?? ""), snapshot, ledger };
  const here = await checkHere(data);
  const checkers = [here, ...Array.from({ length: threads }, () => new StretchThread(data))];
  let closed: Promise<unknown> | undefined;
  const close = async () => {
    closed ??= Promise.all(checkers.map((checker) => checker.end()));
    await closed;
  };
  return { stretches: new Stretches({ checkers, size }), close };
}

async function checkHere(data: ThreadData): Promise<Checker & { end: () => Promise<void> }> {
  const connection = await openInSnapshot(data);
  const checker = new StretchChecker({ connection, ledger: data.ledger });
  return { check: (range) => checker.check(range), end: () => connection.end() };
}
