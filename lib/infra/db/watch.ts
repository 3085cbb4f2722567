/**
 * Looking again whenever a channel speaks: many who wait in a process share one LISTEN connection and one look at a time, so
 * that a thousand of them cost the database as much as one.
 */
import { type Listener, listen } from "./listen.ts";

/** The connection is given up when nobody has waited for this long. */
const IDLE_MS = 30_000;

export interface Watch {
  /** Somebody waits: looks now, at each notice, and every so often. */
  begin(): void;
  /** Nobody waits any more. */
  rest(): void;
}

/**
 * @param options intervalMs: notices are only hints, this often is looked anyway; look: one look for all who wait. It may
 *   reject, as while the database is away: the interval asks again.
 */
export function createWatch(options: { channel: string; intervalMs: number; look: () => Promise<void> }): Watch {
  const { channel, intervalMs } = options;
  let listener: Promise<Listener | undefined> | undefined;
  let looking = false;
  let lookAgain = false;
  let interval: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;

  /** Asked for while one is under way, it runs once more. */
  function look(): void {
    if (looking) {
      lookAgain = true;
      return;
    }
    if (!interval) return;
    looking = true;
    lookAgain = false;
    options
      .look()
      .catch(() => {})
      .finally(() => {
        looking = false;
        if (lookAgain) look();
      });
  }

  /** Without one the interval does its work; whoever begins next tries again. */
  function openListener(): Promise<Listener | undefined> {
    const mine: Promise<Listener | undefined> = listen({ channel, onNotice: look, onLost: forget }).then(
      (opened) => {
        look(); // for what happened before the connection listened
        return opened;
      },
      () => {
        forget();
        return undefined;
      },
    );
    function forget(): void {
      if (listener === mine) listener = undefined;
    }
    return mine;
  }

  return {
    begin() {
      clearTimeout(idle);
      interval ??= setInterval(look, intervalMs);
      listener ??= openListener();
      look();
    },
    rest() {
      clearInterval(interval);
      interval = undefined;
      clearTimeout(idle);
      idle = setTimeout(() => {
        const open = listener;
        listener = undefined;
        void open?.then((opened) => opened?.end());
      }, IDLE_MS);
      idle.unref();
    },
  };
}
