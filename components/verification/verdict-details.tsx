import { useTranslations } from "next-intl";
import { lazy, Suspense } from "react";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { InspectionPanel } from "./inspection-panel.tsx";
import type { Given, Settled } from "./outcome.ts";
import { ReceiptBytes } from "./receipt-bytes.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { StepList } from "./step-list.tsx";
import { isFetched, readOf } from "./verdict-words.ts";

/** As a record names what it was taken over from (lib/core/claim/origin.ts, which brings more than the page needs). */
const ORIGIN_ROLE = "origin";
// For records that were taken over alone.
const OriginCard = lazy(() => import("./origin-card.tsx").then((loaded) => ({ default: loaded.OriginCard })));

type VerdictDetailsProps = {
  outcome: Settled;
  given: Given;
  /** Where the other ways to check are explained; the offline verifier knows no such page. */
  guide?: string;
  /** Where there is a site to ask what a record of it was taken over from: whom it trusts, and the token through which the record is open. */
  site?: { trust: readonly LedgerTrust[]; link: string | undefined };
};

/** Everything behind a verdict. */
export function VerdictDetails({ outcome, given, guide, site }: VerdictDetailsProps) {
  const t = useTranslations("verify");
  const checked = outcome.kind === "checked" ? outcome : undefined;
  const { facts, verification } = readOf(outcome, given);
  const texts = facts && checked?.texts;
  const origin = facts?.claim?.parents?.find(({ role }) => role === ORIGIN_ROLE);
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
      {site && facts && isFetched(given) && origin ? (
        <Suspense>
          <OriginCard id={facts.id} named={origin.record} {...site} />
        </Suspense>
      ) : null}
      {checked ? <StepList verification={checked.verification} facts={facts} entry={texts?.entry} /> : null}
      {checked?.verification.verdict === "valid" ? (
        <p className="max-w-prose text-sm text-ink-soft">{t("limits")}</p>
      ) : null}
      {texts ? <ReceiptBytes texts={texts} guide={guide} /> : null}
    </div>
  );
}
