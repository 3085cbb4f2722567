"use client";

import { useCallback, useSyncExternalStore } from "react";
import { AnchorWatch } from "#components/intake/anchor-watch.ts";
import { parseEvidence } from "#components/intake/problem.ts";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";

const ANSWER_TIMEOUT_MS = 20_000;

// One for the tab, so that many records on one page share it.
const watch = new AnchorWatch({
  isHidden: () => document.hidden,
  ask: async (id) => {
    const response = await fetch(`/api/v1/evidence/${encodeURIComponent(id)}`, {
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      cache: "no-store",
    });
    return response.ok && parseEvidence(await response.text())?.state === "anchored";
  },
});

const never = () => () => {};

/** The record's state as it is now: who watches while it is anchored is told. `late`: it takes longer than it should. */
export function useEvidenceState(id: string, given: EvidenceState): { state: EvidenceState; late: boolean } {
  const subscribe = useCallback((listener: () => void) => watch.subscribe(id, listener), [id]);
  const news = useSyncExternalStore(
    given === "anchored" ? never : subscribe,
    () => watch.news(id),
    () => "waiting",
  );
  // What the page itself was told counts as much as an answer.
  const anchored = given === "anchored" || news === "anchored";
  return { state: anchored ? "anchored" : "recorded", late: !anchored && news === "late" };
}
