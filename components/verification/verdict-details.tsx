import { useTranslations } from "next-intl";
import { type ReactNode, Suspense } from "react";
import { InspectionPanel } from "./inspection-panel.tsx";
import type { Given, Settled } from "./outcome.ts";
import { ReceiptBytes } from "./receipt-bytes.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { StepList } from "./step-list.tsx";
import { isFetched, readOf } from "./verdict-words.ts";

/** As a record names what it was taken over from (lib/core/claim/origin.ts, which brings more than the page needs). */
const ORIGIN_ROLE = "origin";

type VerdictDetailsProps = {
  outcome: Settled;
  given: Given;
  /** Where the other ways to check are explained; the offline verifier knows no such page. */
  guide?: string;
  /** What shows, of a record of this site, which one it was taken over from; the offline verifier has nobody to ask. */
  origin?: (record: { id: string; named: string }) => ReactNode;
};

/** Everything behind a verdict. */
export function VerdictDetails({ outcome, given, guide, origin }: VerdictDetailsProps) {
  const t = useTranslations("verify");
  const checked = outcome.kind === "checked" ? outcome : undefined;
  const { facts, verification } = readOf(outcome, given);
  const texts = facts && checked?.texts;
  const named = facts?.claim?.parents?.find(({ role }) => role === ORIGIN_ROLE)?.record;
  return (
    // Nothing at all leaves no gap.
    <div className="grid gap-8 empty:hidden">
      {(given.companions ?? []).map(({ name, inspection }, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may bear the same name
        <InspectionPanel key={position} name={name} inspection={inspection} />
      ))}
      {given.file?.inspection ? (
        <InspectionPanel name={given.file.name} inspection={given.file.inspection} source={given.file.source} />
      ) : null}
      {facts ? (
        <RecordFacts facts={facts} selfStated={verification?.verdict !== "valid"} steps={verification?.steps ?? []} />
      ) : null}
      {origin && facts && named && isFetched(given) ? <Suspense>{origin({ id: facts.id, named })}</Suspense> : null}
      {checked ? <StepList verification={checked.verification} facts={facts} entry={texts?.entry} /> : null}
      {checked?.verification.verdict === "valid" ? (
        <p className="max-w-prose text-sm text-ink-soft">{t("limits")}</p>
      ) : null}
      {texts ? <ReceiptBytes texts={texts} guide={guide} /> : null}
    </div>
  );
}
