import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { GivenFiles } from "./given-files.tsx";
import { InspectionPanel } from "./inspection-panel.tsx";
import type { Given, Outcome, Settled } from "./outcome.ts";
import { ReceiptBytes } from "./receipt-bytes.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { StepList } from "./step-list.tsx";
import { VERDICT_ID, VerdictPanel } from "./verdict-panel.tsx";
import { isFetched, type VerdictWords } from "./verdict-words.ts";

/** An outcome that says something about what was given. */
export function settledOf(outcome: Outcome): Settled | undefined {
  const { kind } = outcome;
  return kind === "idle" || kind === "working" || kind === "crowded" ? undefined : outcome;
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

type VerdictDetailsProps = {
  outcome: Settled;
  given: Given;
  /** Where the other ways to check are explained; the offline verifier knows no such page. */
  guide?: string;
};

/** Everything behind a verdict. */
export function VerdictDetails({ outcome, given, guide }: VerdictDetailsProps) {
  const t = useTranslations("verify");
  const checked = outcome.kind === "checked" ? outcome : undefined;
  const { facts, verification } = readOf(outcome, given);
  const texts = facts && checked?.texts;
  return (
    // Nothing at all leaves no gap.
    <div className="grid gap-8 empty:hidden">
      {(given.companions ?? []).map(({ name, inspection }, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may bear the same name
        <InspectionPanel key={position} name={name} inspection={inspection} />
      ))}
      {given.file?.inspection ? <InspectionPanel name={given.file.name} inspection={given.file.inspection} /> : null}
      {facts ? (
        <RecordFacts facts={facts} selfStated={verification?.verdict !== "valid"} steps={verification?.steps ?? []} />
      ) : null}
      {checked ? <StepList verification={checked.verification} facts={facts} entry={texts?.entry} /> : null}
      {checked?.verification.verdict === "valid" ? (
        <p className="max-w-prose text-sm text-ink-soft">{t("limits")}</p>
      ) : null}
      {texts ? <ReceiptBytes texts={texts} guide={guide} /> : null}
    </div>
  );
}

/** The verification that counts, what may be shown of its facts, and whether anybody but the receipt itself vouches for them. */
function readOf(outcome: Settled, given: Given) {
  const checked = outcome.kind === "checked" ? outcome.verification : undefined;
  const verification = checked?.inside ?? checked;
  // What nobody signed is shown when this site itself has just handed it out.
  const isOurs = isFetched(given);
  const facts = verification?.facts ?? (isOurs ? verification?.stated : undefined);
  return { verification, facts, isVouched: verification?.verdict === "valid" || isOurs };
}

function RecordedLine({ facts: { submitter, receivedAt } }: { facts: Facts }) {
  const t = useTranslations("verify.summary");
  return t.rich("recordedLine", {
    who: () => <bdi className="font-semibold">{plain(submitter.name)}</bdi>,
    when: () => <DateTime value={receivedAt} />,
  });
}
