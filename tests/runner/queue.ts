/** Work of different weights, side by side. */

export interface Task<Need extends string> {
  /** What has to be there before; a task whose need failed is told so by `run`. */
  needs: readonly Need[];
  /** How many of the lanes it takes. */
  lanes: number;
  run(): Promise<void>;
}

/**
 * Runs all tasks: whenever a lane is free the first task in order whose needs are met, as long as it fits.
 *
 * @param needs each settles when it is met, or cannot be
 */
export async function runSideBySide<Need extends string>(
  tasks: readonly Task<Need>[],
  { lanes, needs }: { lanes: number; needs: Record<Need, Promise<unknown>> },
): Promise<void> {
  const waiting = [...tasks];
  const met = new Set<string>();
  const all = Promise.withResolvers<void>();
  let free = lanes;
  let running = 0;
  const next = (): void => {
    for (;;) {
      const at = waiting.findIndex((task) => task.needs.every((need) => met.has(need)));
      const task = waiting[at];
      // The first that could begin is waited for, or the heavy ones would never find room.
      if (!task || (task.lanes > free && running > 0)) break;
      waiting.splice(at, 1);
      free -= task.lanes;
      running += 1;
      task.run().then(() => {
        free += task.lanes;
        running -= 1;
        next();
      }, all.reject);
    }
    if (running === 0 && waiting.length === 0) all.resolve();
  };
  for (const [need, promise] of Object.entries<Promise<unknown>>(needs)) {
    const meet = () => {
      met.add(need);
      next();
    };
    promise.then(meet, meet);
  }
  next();
  await all.promise;
}
