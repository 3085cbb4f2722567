"use client";

import { useEffect, useState } from "react";

/** Later than this a check is not, however busy the page. */
const IDLE_WAIT_MS = 1_000;

/** Not every browser tells when it is idle. */
function whenIdle(work: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(work, { timeout: IDLE_WAIT_MS });
  return () => cancelIdleCallback(asked);
}

/**
 * What the reader's own browser finds out, once the page is there: what it takes to check is loaded then, and not before the
 * page can be read. undefined until it is known; what could not be loaded is never known.
 *
 * @param check stays the same function
 */
export function useCheck<Claims>(claims: Claims, check: (claims: Claims) => Promise<boolean>): boolean | undefined {
  const [ok, setOk] = useState<boolean>();
  useEffect(() => {
    let isAsked = true;
    const begin = () =>
      check(claims).then(
        (holds) => isAsked && setOk(holds),
        () => isAsked && setOk(undefined),
      );
    const cancel = whenIdle(() => isAsked && void begin());
    return () => {
      isAsked = false;
      cancel();
    };
  }, [claims, check]);
  return ok;
}
