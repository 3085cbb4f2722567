"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { ageWords } from "./age-words.ts";
import { useLiveLedger } from "./live-ledger.tsx";

/** Blocks follow within seconds: what waits longer than this waits too long. */
const BEHIND_MS = 60_000;

/** Whether the ledger keeps up. Only trouble is told in a box; that all is well is one line. */
export function LedgerHealth() {
  const t = useTranslations("explorer.health");
  const locale = useLocale();
  const { waiting } = useLiveLedger();
  const [now, setNow] = useState<number>();
  useEffect(() => setNow(Date.now()), []);
  const age = now === undefined || waiting.since === undefined ? 0 : now - Date.parse(waiting.since);
  if (age >= BEHIND_MS) {
    return (
      <Callout tone="attention" title={t("behind")}>
        {t("behindText", { count: waiting.count, since: ageWords(age, locale) })}
      </Callout>
    );
  }
  return (
    <p className="text-sm text-ink-soft">
      {waiting.count > 0 ? t("working", { count: waiting.count }) : t("upToDate")}
    </p>
  );
}
