/** Several that hash leaves at once: one here, the others in threads. What they bring comes in the order of the tree. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { addressOf } from "#lib/infra/db/config.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { type HashedLeaves, LeafHasher, type LeafRange } from "./leaf-hasher.ts";
import type { ThreadData } from "./leaf-worker.ts";

/** Each holds a connection to the database. */
const THREADS_MAX = 3;
/** A thread takes as long to start as this many leaves take. */
const THREADS_LEAVES_MIN = 100_000;
/** Ranges that each may have been asked for and that were not taken yet. */
const AHEAD_EACH = 2;

interface Hasher {
  hash: (range: LeafRange) => Promise<HashedLeaves>;
  end: () => Promise<void>;
}

/**
 * The hashed ranges in their order.
 *
 * @param options.ranges asked for as far ahead as keeps everybody busy
 * @param options.threads besides the one here; by itself as many as there are other processors, and none for few leaves
 */
export async function* hashRanges(options: {
  ledger: string;
  ranges: readonly LeafRange[];
  threads?: number | undefined;
  on?: Pool;
}): AsyncGenerator<{ range: LeafRange; leaves: HashedLeaves }> {
  const { ledger, ranges, on = pool() } = options;
  const { threads = threadsFor(ranges) } = options;
  const data = { address: addressOf(on.options.connectionString ?? ""), ledger };
  const hashers = [await hashHere({ ledger, on }), ...Array.from({ length: threads }, () => hashInThread(data))];
  const coming: Promise<HashedLeaves>[] = [];
  let asked = 0;
  const ask = () => {
    const range = ranges[asked];
    const hasher = hashers[asked % hashers.length];
    if (!range || !hasher) return;
    asked += 1;
    const leaves = hasher.hash(range);
    leaves.catch(() => {}); // awaited in its turn, if nothing fails before
    coming.push(leaves);
  };
  try {
    for (let ahead = 0; ahead < hashers.length * AHEAD_EACH; ahead++) ask();
    for (const range of ranges) {
      const leaves = (await coming.shift()) as HashedLeaves;
      ask();
      yield { range, leaves };
    }
  } finally {
    await Promise.all(hashers.map(({ end }) => end()));
  }
}

function threadsFor(ranges: readonly LeafRange[]): number {
  const leaves = ranges.reduce((sum, { count }) => sum + count, 0);
  return leaves < THREADS_LEAVES_MIN ? 0 : Math.min(availableParallelism() - 1, THREADS_MAX);
}

async function hashHere({ ledger, on }: { ledger: string; on: Pool }): Promise<Hasher> {
  const connection = await on.connect();
  const hasher = new LeafHasher({ connection, ledger });
  // It may still be in the middle of an answer.
  return { hash: (range) => hasher.hash(range), end: async () => connection.release(true) };
}

function hashInThread(data: ThreadData): Hasher {
  const worker = new Worker(new URL("./leaf-worker.ts", import.meta.url), { workerData: data });
  const waiting: PromiseWithResolvers<HashedLeaves>[] = [];
  const exit = Promise.withResolvers<void>();
  let failure: unknown;
  worker.on("message", ({ leaves, error }: { leaves?: HashedLeaves; error?: unknown }) => {
    const next = waiting.shift();
    if (leaves) next?.resolve(leaves);
    else next?.reject(error);
  });
  worker.on("error", (error) => {
    failure = error;
  });
  worker.on("exit", () => {
    failure ??= new Error("the thread is over");
    for (const { reject } of waiting.splice(0)) reject(failure);
    exit.resolve();
  });
  return {
    hash(range) {
      if (failure) return Promise.reject(failure);
      const answer = Promise.withResolvers<HashedLeaves>();
      waiting.push(answer);
      worker.postMessage(range);
      return answer.promise;
    },
    async end() {
      worker.postMessage("end");
      await exit.promise;
    },
  };
}
