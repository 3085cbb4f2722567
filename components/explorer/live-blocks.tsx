"use client";

import { Blocks, Pause, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { BlocksTable } from "./blocks-table.tsx";
import { useLiveLedger } from "./live-ledger.tsx";
import type { FeedState } from "./use-block-feed.ts";
import { useInBrowser } from "./use-in-browser.ts";

const ICON = { "aria-hidden": true, className: "size-4" } as const;
const LOOKS: Record<FeedState, string> = {
  waiting: "border-rule-strong",
  live: "border-ok bg-ok",
  lost: "border-attention",
  paused: "border-rule-strong",
};

/** The newest blocks, each where it belongs as soon as it is there, and the way to make the list stand still. */
export function LiveBlocks() {
  const t = useTranslations("explorer");
  const { blocks, newAbove } = useLiveLedger();
  return (
    <section aria-labelledby="blocks" className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="blocks" className="font-serif text-xl font-semibold">
          {t("blocks.title")}
        </h2>
        <LiveControl />
      </div>
      {blocks.length === 0 ? (
        <EmptyState icon={<Blocks aria-hidden="true" />} title={t("empty.title")}>
          {t("empty.text")}
        </EmptyState>
      ) : (
        <BlocksTable blocks={blocks} newAbove={newAbove ?? "-1"} />
      )}
    </section>
  );
}

function LiveControl() {
  const t = useTranslations("explorer.live");
  const { state, paused, setPaused } = useLiveLedger();
  // Without script nothing is live: there is nothing to say, and nothing to stop.
  if (!useInBrowser()) return null;
  return (
    <div className="flex items-center gap-3 text-xs text-ink-soft print:hidden">
      <p role="status" className="flex items-center gap-2">
        <span aria-hidden="true" className={cx("size-2 shrink-0 rounded-full border", LOOKS[state])} />
        {t(state)}
      </p>
      <Button size="sm" onClick={() => setPaused(!paused)} icon={paused ? <Play {...ICON} /> : <Pause {...ICON} />}>
        {t(paused ? "resume" : "pause")}
      </Button>
    </div>
  );
}
