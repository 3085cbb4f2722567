"use client";

import { useCallback, useEffect, useState } from "react";
import { ask } from "./ask.ts";

const EVERY_MS = 2_000;

/** What an address answers, asked again every two seconds while the page is seen, and at once when told to. */
export function usePolled<Found>(path: string, first: Found, isDone: (found: Found) => boolean) {
  const [found, setFound] = useState(first);
  const [lost, setLost] = useState(false);
  const refresh = useCallback(async () => {
    try {
      setFound(await ask<Found>(path));
      setLost(false);
    } catch {
      setLost(true);
    }
  }, [path]);
  const done = isDone(found);
  useEffect(() => {
    if (done) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [done, refresh]);
  return { found, lost, refresh };
}
