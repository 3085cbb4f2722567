"use client";

import { useEffect, useState } from "react";
import { parseEvidence } from "./problem.ts";

const FIRST_DELAY_MS = 700;
const DELAY_FACTOR = 1.5;
const DELAY_MAX_MS = 15_000;
/** About ten minutes; after that the page has to be reloaded to learn more. */
const ATTEMPTS_MAX = 45;
/** A block is due every second or so: waiting longer than this is worth a word. */
const LATE_MS = 30_000;

export interface AnchorWatch {
  state: "recorded" | "anchored";
  /** It takes longer than it should. */
  late: boolean;
}

async function isAnchored(id: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`/api/v1/evidence/${encodeURIComponent(id)}`, { signal, cache: "no-store" });
  return response.ok && parseEvidence(await response.text())?.state === "anchored";
}

/** Asks, ever more slowly, until the record is anchored. A hidden page asks nothing. */
export function useEvidenceState(id: string, initial: "recorded" | "anchored"): AnchorWatch {
  const [watch, setWatch] = useState<AnchorWatch>({ state: initial, late: false });

  useEffect(() => {
    if (initial === "anchored") return;
    const abort = new AbortController();
    const began = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (attempt: number, delay: number) => {
      if (!document.hidden) {
        // A failed question is simply asked again.
        const anchored = await isAnchored(id, abort.signal).catch(() => false);
        if (abort.signal.aborted) return;
        if (anchored) return setWatch({ state: "anchored", late: false });
        setWatch({ state: "recorded", late: Date.now() - began > LATE_MS });
      }
      if (attempt < ATTEMPTS_MAX)
        timer = setTimeout(() => void ask(attempt + 1, Math.min(delay * DELAY_FACTOR, DELAY_MAX_MS)), delay);
    };
    timer = setTimeout(() => void ask(1, FIRST_DELAY_MS), FIRST_DELAY_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, initial]);

  // What the page itself was told later counts as much as an answer.
  return initial === "anchored" ? { state: "anchored", late: false } : watch;
}
