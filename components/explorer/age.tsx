"use client";

import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { ageWords } from "./age-words.ts";
import { useLiveLedger } from "./live-ledger.tsx";

const TICK_MS = 1_000;

/** How long ago by the reader's clock; it stands still while the page is paused. The server writes the moment itself. */
export function Age({ value }: { value: string }) {
  const locale = useLocale();
  const { paused } = useLiveLedger();
  const [now, setNow] = useState<number>();
  useEffect(() => {
    setNow(Date.now());
    if (paused) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [paused]);
  if (now === undefined) return <DateTime value={value} brief />;
  return (
    <time dateTime={value} title={value} className="tabular-nums">
      {ageWords(now - Date.parse(value), locale)}
    </time>
  );
}
