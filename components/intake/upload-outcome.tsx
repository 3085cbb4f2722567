"use client";

import { useTranslations } from "next-intl";
import { useEvidenceState } from "#components/records/use-evidence-state.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { RecordedEvidence } from "./problem.ts";

/** A file that is recorded, on its way to being anchored; the seal is set when it is. */
export function UploadOutcome({ evidence }: { evidence: RecordedEvidence }) {
  const t = useTranslations("upload");
  const { state, late } = useEvidenceState(evidence.id, evidence.state);
  const anchored = state === "anchored";
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-rule pt-4">
      <div className="flex items-center gap-3">
        <SealMark key={state} className="size-10" waiting={!anchored} setting={anchored} />
        <div className="text-sm">
          <p role="status" className={anchored ? "font-medium text-seal" : "font-medium"}>
            {t(`stage.${state}`)}
          </p>
          <p className="text-xs text-ink-soft">{late ? t("late") : <DateTime value={evidence.receivedAt} brief />}</p>
        </div>
      </div>
      <LinkButton
        href={`/evidence/${evidence.id}`}
        size="sm"
        aria-label={t("row.openWhat", { name: evidence.name })}
        prefetch={false}
      >
        {t("row.open")}
      </LinkButton>
    </div>
  );
}
