import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { GivenFiles } from "./given-files.tsx";
import type { Given, Outcome, Settled } from "./outcome.ts";
import { VERDICT_ID, VerdictPanel } from "./verdict-panel.tsx";
import { readOf, type VerdictWords } from "./verdict-words.ts";

/** An outcome that says something about what was given. */
export function settledOf(outcome: Outcome): Settled | undefined {
  const { kind } = outcome;
  if (kind === "certificate" || kind === "many" || kind === "crowded") return undefined;
  return kind === "idle" || kind === "working" ? undefined : outcome;
}

type VerdictCardProps = {
  outcome: Settled;
  words: VerdictWords;
  given: Given;
  actions?: ReactNode;
  /** Below the files that were given. */
  children?: ReactNode;
};

/** The verdict with what a reader wants first: whose record it is and of when, what was compared, what to do next. */
export function VerdictCard({ outcome, words, given, actions, children }: VerdictCardProps) {
  const t = useTranslations("verify");
  const { facts, isVouched } = readOf(outcome, given);
  return (
    <VerdictPanel
      id={VERDICT_ID}
      words={words}
      checked={
        outcome.kind === "checked" ? (
          <>
            {t("checkedAt")} · <DateTime value={outcome.checkedAt} />
          </>
        ) : undefined
      }
      recorded={facts && isVouched ? <RecordedLine facts={facts} /> : undefined}
      actions={actions}
    >
      {given.receipt || given.file ? <GivenFiles given={given} /> : null}
      {children}
    </VerdictPanel>
  );
}

function RecordedLine({ facts: { submitter, receivedAt } }: { facts: Facts }) {
  const t = useTranslations("verify.summary");
  return t.rich("recordedLine", {
    who: () => <bdi className="font-semibold">{plain(submitter.name)}</bdi>,
    when: () => <DateTime value={receivedAt} />,
  });
}
