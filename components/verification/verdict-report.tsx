import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { GivenFiles } from "./given-files.tsx";
import { InspectionPanel } from "./inspection-panel.tsx";
import type { Given, Settled } from "./outcome.ts";
import { ReceiptBytes } from "./receipt-bytes.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { StepList } from "./step-list.tsx";
import { VerdictPanel } from "./verdict-panel.tsx";
import { isFetched, type VerdictWords } from "./verdict-words.ts";

type VerdictReportProps = {
  outcome: Settled;
  words: VerdictWords;
  given: Given;
  actions?: ReactNode;
  /** Below the files that were given. */
  children?: ReactNode;
  /** Where the other ways to check are explained; the offline verifier knows no such page. */
  guide?: string;
};

/** A verdict and everything behind it. */
export function VerdictReport({ outcome, words, given, actions, children, guide }: VerdictReportProps) {
  const t = useTranslations("verify");
  const checked = outcome.kind === "checked" ? outcome : undefined;
  const { inside } = checked?.verification ?? {};
  const verification = inside ?? checked?.verification;
  const { facts: signed, stated } = verification ?? {};
  // What nobody signed is shown when this site itself has just handed it out.
  const facts = signed ?? (isFetched(given) ? stated : undefined);
  const texts = facts && checked?.texts;
  return (
    <div className="grid gap-8">
      <VerdictPanel
        id="verdict"
        words={words}
        checked={
          checked ? (
            <>
              {t("checkedAt")} · <DateTime value={checked.checkedAt} />
            </>
          ) : undefined
        }
        actions={actions}
      >
        {given.receipt || given.file ? <GivenFiles given={given} /> : null}
        {children}
      </VerdictPanel>
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
