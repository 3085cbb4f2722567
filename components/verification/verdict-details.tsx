import { useTranslations } from "next-intl";
import { InspectionPanel } from "./inspection-panel.tsx";
import type { Given, Settled } from "./outcome.ts";
import { ReceiptBytes } from "./receipt-bytes.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { StepList } from "./step-list.tsx";
import { readOf } from "./verdict-words.ts";

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
