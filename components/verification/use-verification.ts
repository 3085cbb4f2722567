"use client";

import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { inExtentOfNow } from "./extent.ts";
import type { Given, Outcome } from "./outcome.ts";
import { type Concluded, type Course, checkFiles, conclude, takeRecord } from "./pursue.ts";
import { UnreadableFile } from "./worker-client.ts";

type Attempt = (given: Given, course: Course) => Promise<Concluded>;
const IDLE: Outcome = { kind: "idle" };

interface VerificationOptions {
  trust: readonly LedgerTrust[];
  recordId?: string;
  /** Token of the link that opens that record. */
  link?: string;
}

/**
 * The state of the verify page. One attempt at a time: a new one ends the one before.
 * @param recordId the record whose link was opened; it is fetched at once, and files dropped later are compared with it
 */
export function useVerification({ trust, recordId, link }: VerificationOptions) {
  const [outcome, setOutcome] = useState<Outcome>(recordId ? { kind: "working", doing: "looking" } : IDLE);
  const [given, setGiven] = useState<Given>({});
  const latest = useRef<{ given: Given; controller?: AbortController; attempt?: Attempt }>({ given: {} });

  const attempt = useCallback(
    async (next: Attempt) => {
      latest.current.controller?.abort();
      const controller = new AbortController();
      Object.assign(latest.current, { controller, attempt: next });
      const isCurrent = () => latest.current.controller === controller && !controller.signal.aborted;
      const report = (working: Outcome) => isCurrent() && setOutcome(working);
      try {
        const course: Course = {
          trust,
          link: recordId && link ? { id: recordId, token: link } : undefined,
          signal: controller.signal,
          report,
        };
        const result = await inExtentOfNow(await next(latest.current.given, course), course);
        if (!isCurrent()) return;
        latest.current.given = result.given;
        // A verdict with its steps and bytes is a lot to draw: in slices, so that the page answers meanwhile.
        startTransition(() => {
          setGiven(result.given);
          setOutcome(result.outcome);
        });
      } catch (cause) {
        if (!isCurrent()) return;
        setOutcome(cause instanceof UnreadableFile ? { kind: "unreadable", name: cause.message } : { kind: "broken" });
      }
    },
    [trust, recordId, link],
  );

  const openRecord = useCallback(
    (id: string) =>
      attempt(async (before, course) => {
        const found = await takeRecord(id, course);
        if (!("receipt" in found)) return { given: {}, outcome: found };
        // A file that still waits for its receipt is compared with the one that was just found.
        const file = before.receipt ? undefined : before.file;
        return conclude({ receipt: found.receipt, ...(file ? { file } : {}) }, course);
      }),
    [attempt],
  );

  const start = useCallback(() => {
    latest.current.controller?.abort();
    latest.current = { given: {} };
    setGiven({});
    setOutcome(IDLE);
  }, []);

  useEffect(() => {
    if (recordId) openRecord(recordId);
    return () => latest.current.controller?.abort();
  }, [recordId, openRecord]);

  return {
    outcome,
    given,
    openRecord,
    start,
    addFiles: (files: File[]) => attempt((before, course) => checkFiles(files, keepLinked(before), course)),
    findDigest: (sha256: string) => attempt((_, course) => conclude({ file: { sha256 } }, course)),
    retry: () => latest.current.attempt && attempt(latest.current.attempt),
  };
}

/** Whoever opened a link may drop one file after the other: each is compared with the record of that link. */
function keepLinked(given: Given): Given {
  return given.receipt?.source === "link" ? { receipt: given.receipt } : given;
}
