/** The work of callers who come at the same time, done together: one statement and one commit for all of them. */

export interface Batches<Item, Result> {
  /** Items done together, at most. */
  itemsMax: number;
  /** Batches under way at the same time, at most. */
  atOnceMax: number;
  /** Answers every item, in their order; one that fails must not fail the others. What it rejects with fails all. */
  work: (items: readonly Item[]) => Promise<PromiseSettledResult<Result>[]>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

/**
 * Who comes alone is done at once. Who comes while batches are under way waits for the next one, so that batches grow with the load and
 * nobody waits for a clock.
 */
export function inBatches<Item, Result>(options: Batches<Item, Result>): (item: Item) => Promise<Result> {
  const { itemsMax, atOnceMax } = options;
  const waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;
  let beginning = false;

  async function run(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await options.work(batch.map(({ item }) => item));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const result = results[at];
        if (result?.status === "fulfilled") resolve(result.value);
        else reject(result?.reason);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    underWay -= 1;
    begin();
  }

  function begin(): void {
    beginning = false;
    while (waiting.length > 0 && underWay < atOnceMax) {
      underWay += 1;
      void run(waiting.splice(0, itemsMax));
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (beginning) return;
      beginning = true;
      setImmediate(begin); // after whatever else arrived in this turn
    });
}

/** A statement of so many takes some milliseconds. */
const READ_TOGETHER_MAX = 128;
/** One is read while the answers of another are written. */
const READS_AT_ONCE_MAX = 2;

/**
 * Reads of rows by callers who come at the same time, in one statement: a round trip costs many times what a row does. Each gets what was so
 * at some moment after the call.
 *
 * @param read all of them, at their places; undefined for what is not there. What it rejects with fails all
 */
export function readTogether<Item, Row>(
  read: (items: readonly Item[]) => Promise<readonly (Row | undefined)[]>,
): (item: Item) => Promise<Row | undefined> {
  return inBatches({
    itemsMax: READ_TOGETHER_MAX,
    atOnceMax: READS_AT_ONCE_MAX,
    work: async (items) => (await read(items)).map((value) => ({ status: "fulfilled", value })),
  });
}
