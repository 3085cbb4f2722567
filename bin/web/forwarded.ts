/** A proxy that names its callers while nobody believes it: then all of them are one caller, whom any of them may use up. */

const WINDOW_MS = 60_000;

export interface ForwardedWatch {
  /** Takes note of a request: whether it says for whom it was forwarded. */
  saw: (isForwarded: boolean) => void;
}

/**
 * @param options first: told once, of the first such request; mostly: told each minute in which most requests were such, which no
 *   single stranger brings about who writes the header himself
 */
export function watchForwarded(options: {
  first: () => void;
  mostly: (seen: { requests: number; forwarded: number }) => void;
  windowMs?: number;
}): ForwardedWatch {
  const { first, mostly, windowMs = WINDOW_MS } = options;
  let isToldOnce = false;
  let begun = performance.now();
  let requests = 0;
  let forwarded = 0;
  return {
    saw(isForwarded) {
      requests += 1;
      if (isForwarded) {
        forwarded += 1;
        if (!isToldOnce) first();
        isToldOnce = true;
      }
      const now = performance.now();
      if (now - begun < windowMs) return;
      if (forwarded * 2 > requests) mostly({ requests, forwarded });
      begun = now;
      requests = 0;
      forwarded = 0;
    },
  };
}
