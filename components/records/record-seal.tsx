"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";
import { SignedMarks } from "./state-badge.tsx";
import { useEvidenceState } from "./use-evidence-state.ts";

type RecordSealProps = { id: string; state: EvidenceState; witnessed: boolean; timestamped: boolean };

/** The record's state under its seal. Who watches while it is anchored sees the seal being set and the page filled in. */
export function RecordSeal({ id, state: given, ...signed }: RecordSealProps) {
  const t = useTranslations("evidence");
  const late = useTranslations("record.ledger")("late");
  const router = useRouter();
  const [first] = useState(given);
  const watch = useEvidenceState(id, given);
  const anchored = watch.state === "anchored";
  const news = anchored && given === "recorded";
  useEffect(() => {
    if (news) router.refresh();
  }, [news, router]);
  return (
    <div className="flex max-w-xs items-center gap-4">
      <SealMark key={watch.state} className="size-16" waiting={!anchored} setting={anchored && first === "recorded"} />
      <div className="min-w-0">
        <p
          role="status"
          className={anchored ? "font-serif text-lg font-semibold text-seal" : "font-serif text-lg font-semibold"}
        >
          {t(`state.${watch.state}`)}
        </p>
        <p className="text-xs text-ink-soft">{watch.late ? late : t(`stateHint.${watch.state}`)}</p>
        <p className="mt-1 flex flex-wrap gap-x-3 empty:hidden">
          <SignedMarks {...signed} />
        </p>
      </div>
    </div>
  );
}
