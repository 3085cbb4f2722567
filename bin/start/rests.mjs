/** How long what died is left alone before it is started again: twice as long each time, and little once it has held for a while. */
const MIN_MS = 250;
const MAX_MS = 30_000;
/** What has run for so long begins anew with the shortest rest. */
const HELD_MS = 60_000;
const DOUBLINGS_MAX = 20;

/**
 * @typedef {object} Rests
 * @property {() => { times: number, ms: number }} next it died: for the how manieth time in a row, and how long it rests
 */

/**
 * @param {() => number} now milliseconds of a clock that only goes forward
 * @returns {Rests}
 */
export function restsBetween(now = () => performance.now()) {
  let times = 0;
  let begunAt = now();
  return {
    next() {
      times = now() - begunAt >= HELD_MS ? 1 : times + 1;
      const ms = Math.min(MIN_MS * 2 ** Math.min(times - 1, DOUBLINGS_MAX), MAX_MS);
      begunAt = now() + ms;
      return { times, ms };
    },
  };
}
