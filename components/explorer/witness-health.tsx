"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import type { NodesView } from "#lib/features/ledger/nodes/schema.ts";
import { ageWords } from "./age-words.ts";
import { ExplorerLink } from "./explorer-link.tsx";
import { useLiveLedger } from "./live-ledger.tsx";

export type WitnessFigures = Pick<NodesView, "quorum" | "witnessed">;

/** Witnesses answer within a second or two of a block. */
const ASK_AFTER_MS = 2_000;
/** Without a witnessed block for so long, while there are newer ones, something is wrong with the witnesses. */
const LATE_MS = 5 * 60_000;

/** Whether others vouch for the ledger as it stands; brought up to date after each new block. */
export function WitnessHealth({ initial }: { initial: WitnessFigures }) {
  const t = useTranslations("explorer.witnessHealth");
  const locale = useLocale();
  const { head } = useLiveLedger();
  const { quorum, witnessed } = useWitnessFigures(initial, { ledger: head.name, height: head.height });
  const [now, setNow] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new block is the occasion to look at the clock again
  useEffect(() => setNow(Date.now()), [head.height, witnessed]);
  const nodes = (
    <ExplorerLink to="/nodes" prefetch={false}>
      {t("nodes")}
    </ExplorerLink>
  );
  const { needed } = quorum;
  const count = quorum.members.length;
  if (needed === 0) {
    return (
      <p className="text-sm text-ink-soft">
        {t("none")} {nodes}
      </p>
    );
  }
  const height = head.height ?? "0";
  const isCovered = witnessed !== undefined && BigInt(witnessed.height) >= BigInt(height);
  const age = now === undefined || !witnessed ? 0 : now - Date.parse(witnessed.at);
  if (witnessed && (isCovered || age < LATE_MS)) {
    return (
      <p className="text-sm text-ink-soft">
        {t("covered", { height: String(witnessed.height), needed, count })} {nodes}
      </p>
    );
  }
  if (!witnessed && head.height === undefined) return null;
  return (
    <Callout tone="attention" title={t("late")} actions={nodes}>
      {witnessed
        ? t("lateText", { height: String(witnessed.height), since: ageWords(age, locale), needed, count })
        : t("neverText", { needed, count })}
    </Callout>
  );
}

/** Asks once after each new block; an answer that does not come leaves what was known. */
function useWitnessFigures(
  initial: WitnessFigures,
  { ledger, height }: { ledger: string; height: string | undefined },
): WitnessFigures {
  const [figures, setFigures] = useState(initial);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when there is a new block
  useEffect(() => {
    const left = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/api/v1/ledgers/${ledger}/nodes`, { signal: left.signal })
        .then(async (response) => (response.ok ? ((await response.json()) as NodesView) : undefined))
        .then((view) => view && setFigures(view))
        .catch(() => {});
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [ledger, height]);
  return figures;
}
