import { Printer, ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useState } from "react";
import { type CheckCertificate, CheckedCertificate } from "#components/certificates/verdict/checked-certificate.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { Algorithms } from "#components/verification/algorithms.tsx";
import { CrowdedNotice } from "#components/verification/crowded-notice.tsx";
import { GivenFiles } from "#components/verification/given-files.tsx";
import { answer } from "#components/verification/inspect-and-check.ts";
import { InspectionPanel } from "#components/verification/inspection-panel.tsx";
import type { Given, Outcome, Settled } from "#components/verification/outcome.ts";
import { useVerdictWords } from "#components/verification/use-verdict-words.ts";
import { settledOf, VerdictCard } from "#components/verification/verdict-card.tsx";
import { VerdictDetails } from "#components/verification/verdict-details.tsx";
import { focusVerdict } from "#components/verification/verdict-panel.tsx";
import type { VerdictWords } from "#components/verification/verdict-words.ts";
import type { GivenCertificate } from "#components/verification/worker-protocol.ts";
import { WorkingPanel } from "#components/verification/working-panel.tsx";
import type { BrokenSince } from "#lib/core/renewal/algorithms.ts";
import type { Sources } from "#lib/verify/certificate/sources.ts";
import { type ReadTrust, readTrust, type TrustTexts } from "./named-trust.ts";
import { POLICY_NAME, TrustForm } from "./trust-form.tsx";
import { useOfflineCheck } from "./use-offline-check.ts";

/** Where files and receipts are checked, for whom the reader trusts. */
export function OfflineDesk() {
  const t = useTranslations("verify");
  const own = useTranslations("standalone");
  const [texts, setTexts] = useState<TrustTexts>({ policy: "", authorities: "" });
  const [broken, setBroken] = useState<BrokenSince>();
  const trust = useMemo(() => ({ ...readTrust(texts), broken }), [texts, broken]);
  const { outcome, given, addFiles, cancel } = useOfflineCheck(trust);
  const settled = settledOf(outcome) ?? settledAlone(outcome, given);
  const waits = outcome.kind === "idle" && !settled;
  const words = useVerdictWords(settled, given);
  const hasVerdict = settled !== undefined;
  // Another policy is another verdict; who is typing one goes on.
  useEffect(() => {
    if (hasVerdict) focusVerdict();
  }, [hasVerdict]);
  return (
    <div className="grid gap-8">
      <div className="grid content-start empty:hidden">
        {outcome.kind === "working" ? <WorkingPanel working={outcome} onCancel={cancel} /> : null}
        {outcome.kind === "certificate" ? <OfflineCertificate {...outcome} trust={trust} /> : null}
        {settled && words ? <OfflineResult outcome={settled} words={words} given={given} /> : null}
      </div>
      <p role="status" className="sr-only">
        {outcome.kind === "working" ? t("working.reading", { name: outcome.name ?? "" }) : null}
        {words ? [words.headline, ...words.body, words.witness, words.time].filter(Boolean).join(" ") : null}
        {waits && given.file ? own("needsReceipt") : null}
      </p>
      {outcome.kind === "crowded" ? <CrowdedNotice names={outcome.names} kept={given} /> : null}
      {waits && given.file ? (
        <Callout title={own("needsReceipt")}>
          <div className="grid gap-3">
            <p>{own("needsReceiptText")}</p>
            <GivenFiles given={given} waiting />
          </div>
        </Callout>
      ) : null}
      {waits && given.file?.inspection ? (
        <InspectionPanel name={given.file.name} inspection={given.file.inspection} source={given.file.source} />
      ) : null}
      <FileDrop
        {...invitationFor(outcome, given, t)}
        {...(outcome.kind === "certificate"
          ? { title: own("addSources"), hint: own("addSourcesHint"), compact: true }
          : {})}
        buttonLabel={t("drop.choose")}
        multiple
        onFiles={(files) => void addFiles(files)}
      />
      {settled ? <VerdictDetails outcome={settled} given={given} /> : null}
      <TrustForm texts={texts} trust={trust} onTexts={setTexts} />
      <Algorithms onBroken={setBroken} />
    </div>
  );
}

/** Nobody is asked: what the reader brought no file of is not known here, and the verdict says so. */
function OfflineCertificate({
  certificate,
  sources,
  trust,
}: {
  certificate: GivenCertificate;
  sources?: Sources | undefined;
  trust: ReadTrust;
}) {
  const { policy, authorities } = trust;
  const check: CheckCertificate = useCallback(
    async ({ at }) => {
      const named = { policy, authorities: authorities ?? [] };
      const asked = {
        call: 0,
        kind: "certificate",
        bytes: certificate.bytes,
        trust: named,
        at,
        ...(sources ? { sources } : {}),
        isOnline: false,
      } as const;
      const reply = await answer(asked, () => {});
      return reply.kind === "certificate" ? reply.verification : undefined;
    },
    [certificate, sources, policy, authorities],
  );
  return <CheckedCertificate certificate={certificate} check={check} isOnline={false} />;
}

type OfflineResultProps = { outcome: Settled; words: VerdictWords; given: Given };

function OfflineResult({ outcome, words, given }: OfflineResultProps) {
  const t = useTranslations("verify");
  const own = useTranslations("standalone");
  const actions = (
    <>
      {words.look === "attention" ? (
        <Button variant="primary" onClick={() => document.getElementsByName(POLICY_NAME)[0]?.focus()}>
          {own("nameTrust")}
        </Button>
      ) : null}
      <Button onClick={() => window.print()} icon={<Printer aria-hidden="true" className="size-4" />}>
        {t("actions.print")}
      </Button>
    </>
  );
  return (
    <VerdictCard
      outcome={outcome}
      words={words}
      given={given}
      actions={outcome.kind === "checked" ? actions : undefined}
    />
  );
}

/** What to drop next. */
function invitationFor(outcome: Outcome, { receipt, file }: Given, t: ReturnType<typeof useTranslations<"verify">>) {
  if (outcome.kind === "working" || (!receipt && !file)) {
    const icon = <ShieldCheck aria-hidden="true" className="size-7" />;
    return { title: t("drop.title"), hint: t("drop.privacy"), icon };
  }
  const failed = outcome.kind === "checked" && outcome.verification.verdict === "failed";
  if (receipt && !file && !failed) return { title: t("drop.addFile"), hint: t("drop.addFileHint"), compact: true };
  if (file && !receipt) return { title: t("drop.addReceipt"), hint: t("drop.addReceiptHint"), compact: true };
  return { title: t("drop.next"), hint: t("drop.privacy"), compact: true };
}

/** A certificate of another system needs no receipt of ours to be judged. */
function settledAlone(outcome: Outcome, { file }: Given): Settled | undefined {
  return outcome.kind === "idle" && file?.inspection?.elsewhere ? { kind: "absent", what: "file" } : undefined;
}
