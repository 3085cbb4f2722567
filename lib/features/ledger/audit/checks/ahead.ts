/** What is looked at ahead of the walk, on connections of its own that read the audit's snapshot. */
import type { Connection, Pool } from "#lib/infra/db/pool.ts";
import { exportSnapshot, joinSnapshot } from "#lib/infra/db/snapshot.ts";
import { countEvidence, listWaitingBatches } from "./rows.ts";
import { StretchChecker } from "./stretch.ts";
import { StretchThread } from "./stretch-thread.ts";
import { Stretches } from "./stretches.ts";

export interface AheadOptions {
  /** In the audit's transaction, outside of any savepoint. */
  connection: Connection;
  on: Pool;
  ledger: string;
  /** Entries that the ledger has. */
  size: number;
  /** None: everything is looked at in this thread. */
  threads: number;
}

/** What is known of evidence without a look at its bytes. */
export interface EvidenceFigures {
  /** As `listWaitingBatches` tells. */
  waitingBatches: bigint[];
  /** Of the whole ledger, decimal. */
  count: string;
}

export interface Ahead {
  stretches: Stretches;
  /** To be asked for after the last stretch. */
  figures: () => Promise<EvidenceFigures>;
  close: () => Promise<void>;
}

export async function lookAhead({ connection, on, ledger, size, threads }: AheadOptions): Promise<Ahead> {
  const snapshot = await exportSnapshot(connection);
  const aside = await on.connect();
  const data = { url: on.options.connectionString ?? "", snapshot, ledger };
  const others = Array.from({ length: threads }, () => new StretchThread(data));
  const close = async () => {
    aside.release(true);
    await Promise.all(others.map((thread) => thread.end()));
  };
  try {
    await joinSnapshot(aside, snapshot);
  } catch (error) {
    await close();
    throw error;
  }
  const source = { connection: aside, ledger };
  const checkers = threads > 0 ? others : [new StretchChecker(source)];
  const early = threads > 0 ? readFigures(source) : undefined;
  early?.catch(() => {}); // a finding may come before anybody asks
  return {
    stretches: new Stretches({ checkers, size }),
    figures: () => early ?? readFigures(source),
    close,
  };
}

async function readFigures(source: { connection: Connection; ledger: string }): Promise<EvidenceFigures> {
  return { waitingBatches: await listWaitingBatches(source), count: await countEvidence(source) };
}
