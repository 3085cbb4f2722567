/** What a person sees while something takes long. */
import { say } from "./failure.mjs";

const TICK_MS = 1_000;
/** Steps shorter than this need no duration behind them. */
const WORTH_A_TIME_MS = 1_000;

/**
 * Says what is being done, and for how long it has been.
 *
 * @template T
 * @param {string} en
 * @param {string} zh
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(en, zh, work) {
  const title = say(en, zh);
  const begun = Date.now();
  const live = process.stdout.isTTY;
  process.stdout.write(live ? `  ${title} …` : `  ${title} …\n`);
  const elapsed = () => `${Math.round((Date.now() - begun) / 1_000)} s`;
  const timer = live ? setInterval(() => process.stdout.write(`\r  ${title} … ${elapsed()}`), TICK_MS) : undefined;
  try {
    const result = await work();
    const duration = Date.now() - begun < WORTH_A_TIME_MS ? "" : ` (${elapsed()})`;
    if (live) process.stdout.write(`\r\x1b[K  ✓ ${title}${duration}\n`);
    else if (duration) process.stdout.write(`  ✓ ${title}${duration}\n`);
    return result;
  } catch (error) {
    if (live) process.stdout.write(`\r\x1b[K  ✗ ${title}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
