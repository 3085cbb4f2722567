/** Long lists are worked through in turns, between which the page answers whoever uses it. */

/** Some tens of milliseconds on a phone. */
const ITEMS_PER_TURN = 1_000;

export async function inTurns<T>(items: readonly T[], work: (part: readonly T[]) => void): Promise<void> {
  for (let from = 0; from < items.length; from += ITEMS_PER_TURN) {
    work(items.slice(from, from + ITEMS_PER_TURN));
    await new Promise((resolve) => setTimeout(resolve));
  }
}
