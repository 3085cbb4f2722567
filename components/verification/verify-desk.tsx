"use client";

import { GitCompareArrows } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/class-names.ts";
import { firstPaint } from "#components/ui/first-paint.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { Algorithms } from "./algorithms.tsx";
import { CrowdedNotice } from "./crowded-notice.tsx";
import { DropPlace, invitationFor } from "./drop-place.tsx";
import { useOpening } from "./opening.ts";
import type { Given, Outcome, Working } from "./outcome.ts";
import { ReferenceForm } from "./reference-form.tsx";
import { Result } from "./result.tsx";
import { ReadCodeButton } from "./scan-button.tsx";
import { useVerdictWords } from "./use-verdict-words.ts";
import { useVerification } from "./use-verification.ts";
import { settledOf } from "./verdict-card.tsx";
import { focusVerdict } from "./verdict-panel.tsx";
import { WorkingPanel } from "./working-panel.tsx";

// What stands behind a verdict comes when there is soon to be one: the page itself stays light.
const loadDetails = () => import("./verdict-details.tsx").then((loaded) => ({ default: loaded.VerdictDetails }));
const VerdictDetails = lazy(loadDetails);
const OriginCard = lazy(() => import("./origin-card.tsx").then((loaded) => ({ default: loaded.OriginCard })));
const CertificateResult = lazy(() =>
  import("#components/certificates/verdict/certificate-result.tsx").then((loaded) => ({
    default: loaded.CertificateResult,
  })),
);
const ManyTable = lazy(() => import("./many-table.tsx").then((loaded) => ({ default: loaded.ManyTable })));
/** The page comes first; whoever opened a link is waiting for all of it. */
const DETAILS_DELAY_MS = 1_000;

type VerifyDeskProps = {
  /** Whom this site trusts for its own ledgers. It came with the page, so that nothing about a receipt is sent. */
  trust: readonly LedgerTrust[];
  /** Opens this record's public receipt at once. */
  recordId?: string;
  /** That receipt in base64, where it came with the page. */
  receipt?: string;
  /** Token of the link through which it is opened. */
  link?: string;
  /** Whether codes can be scanned; needs the messages `scan`. */
  scan?: boolean;
};

/** Where files and receipts are checked, all of it in the browser. Needs the messages `verify`, `steps`, `inspect` and `elsewhere`. */
export function VerifyDesk({ trust, scan, ...opened }: VerifyDeskProps) {
  const { recordId, link } = opened;
  const t = useTranslations("verify");
  const desk = useVerification({ trust, ...opened });
  const { outcome, given, verdict } = desk;
  useOpening({
    onDigest: (sha256) => void desk.findDigest(sha256),
    onFiles: (files) => void desk.addFiles(files),
  });
  const working = outcome.kind === "working" ? outcome : undefined;
  const settled = settledOf(outcome);
  const words = useVerdictWords(settled, given);
  useEffect(() => {
    // Whoever has gone on to something else while a link was being opened, or is writing what judges it, stays there.
    const { activeElement } = document;
    const isBusy =
      (desk.turn === 1 && recordId && activeElement !== document.body) || activeElement?.tagName === "TEXTAREA";
    if (settled && !isBusy) focusVerdict();
  }, [settled, desk.turn, recordId]);
  useDetails(recordId);
  const invitation = invitationFor(outcome, given);
  const inputId = useId();
  const { code, ...pictures } = usePicture(given, scan ?? false);
  return (
    <div className="grid gap-8">
      <div
        // What a link opens takes the screen: the room is kept, so that nothing moves when the verdict comes.
        className={cx("grid content-start empty:hidden", recordId && working && "min-h-dvh")}
      >
        {working ? <WorkingPanel working={working} onCancel={desk.start} /> : null}
        {settled && words ? (
          <div key={desk.turn} ref={verdict}>
            <Result
              outcome={settled}
              words={words}
              given={given}
              link={link}
              compare={
                invitation.title === "addFile" ? (
                  <Button
                    variant="primary"
                    icon={<GitCompareArrows aria-hidden="true" className="size-4" />}
                    onClick={() => document.getElementById(inputId)?.click()}
                  >
                    {t("actions.compare")}
                  </Button>
                ) : undefined
              }
              code={code}
              onRetry={() => void desk.retry()}
              onRecord={(id) => void desk.openRecord(id)}
              onDigest={(sha256) => void desk.findDigest(sha256)}
            />
          </div>
        ) : null}
        <OwnPart key={`own ${desk.turn}`} outcome={outcome} trust={trust} />
        {outcome.kind === "crowded" ? (
          <div key={desk.turn} ref={verdict}>
            <CrowdedNotice names={outcome.names} kept={given} />
          </div>
        ) : null}
      </div>
      <p role="status" className="sr-only">
        {working ? workingWords(working, t) : null}
        {/* The headline is read out where the focus goes. An element of its own: the same words about something else are read out again. */}
        {words ? (
          <span key={desk.turn}>{[...words.body, words.witness, words.time].filter(Boolean).join(" ")}</span>
        ) : null}
      </p>
      <DropPlace
        invitation={invitation}
        inputId={inputId}
        scan={scan ?? false}
        {...pictures}
        onFiles={(files) => void desk.addFiles(files)}
        onDigest={(sha256) => void desk.findDigest(sha256)}
      />
      {settled ? (
        <Suspense key={desk.turn}>
          <VerdictDetails
            outcome={settled}
            given={given}
            guide="/check-us"
            origin={(record) => <OriginCard {...record} trust={trust} link={link} />}
          />
        </Suspense>
      ) : null}
      <ReferenceForm onRecord={(id) => void desk.openRecord(id)} onDigest={(sha256) => void desk.findDigest(sha256)} />
      <Algorithms onBroken={desk.judge} />
    </div>
  );
}

/** What is drawn by a part of the page of its own, loaded when it comes. */
function OwnPart({ outcome, trust }: { outcome: Outcome; trust: readonly LedgerTrust[] }) {
  if (outcome.kind !== "certificate" && outcome.kind !== "many") return null;
  return (
    <Suspense>
      {outcome.kind === "many" ? <ManyTable pairs={outcome.pairs} /> : <CertificateResult {...outcome} trust={trust} />}
    </Suspense>
  );
}

/** A picture that was given may be the photo of a code: it is read where somebody asks for it. */
function usePicture(given: Given, scan: boolean) {
  const [picture, setPicture] = useState<File>();
  const photo = scan && given.file?.inspection?.kind === "picture" ? given.file.source : undefined;
  const code = photo && photo !== picture ? <ReadCodeButton onOpen={() => setPicture(photo)} /> : undefined;
  return { code, picture, onPictureLeft: () => setPicture(undefined) };
}

/** Has what stands behind a verdict loaded before there is one. */
function useDetails(recordId: string | undefined): void {
  useEffect(() => {
    const load = () => void loadDetails().catch(() => {});
    if (recordId) return void firstPaint().then(load);
    const timer = setTimeout(load, DETAILS_DELAY_MS);
    return () => clearTimeout(timer);
  }, [recordId]);
}

function workingWords({ doing, name = "" }: Working, t: ReturnType<typeof useTranslations<"verify">>): string {
  return doing === "reading" ? t("working.reading", { name }) : t(`working.${doing}`);
}
