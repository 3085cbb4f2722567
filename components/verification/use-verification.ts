"use client";

import { type RefObject, startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { firstPaint } from "#components/ui/first-paint.ts";
import type { BrokenSince } from "#lib/core/renewal/algorithms.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { Concluded, Course } from "./course.ts";
import { inExtentOfNow } from "./extent.ts";
import type { Given, Outcome, Working } from "./outcome.ts";
import { checkFiles, conclude, takeRecord } from "./pursue.ts";
import { UnreadableFile, warmUp } from "./worker-client.ts";

type Attempt = (given: Given, course: Course) => Promise<Concluded>;
const IDLE: Outcome = { kind: "idle" };
const OPENING: Outcome = { kind: "working", doing: "looking" };
/** Work that is over sooner is not shown: it would only flicker, and drawing it would hold the verdict up. */
const QUIET_MS = 150;
/** The page comes first; where a link is opened, `WarmWorker` has the worker started sooner. */
const WARM_UP_MS = 1_000;

/** `turn` counts verdicts, so that each is drawn and read out as one of its own. */
interface Shown {
  outcome: Outcome;
  given: Given;
  turn: number;
}

interface Latest {
  given: Given;
  controller?: AbortController;
  attempt?: Attempt;
  /** Until when algorithms count for the reader. */
  broken?: BrokenSince | undefined;
}

interface VerificationOptions {
  trust: readonly LedgerTrust[];
  recordId?: string;
  /** Its public receipt in base64, where it came with the page. */
  receipt?: string;
  /** Token of the link that opens that record. */
  link?: string;
}

/**
 * The state of the verify page. One attempt at a time: a new one ends the one before.
 * @param recordId the record whose link was opened; it is checked at once, and files dropped later are compared with it
 */
export function useVerification({ trust, recordId, receipt, link }: VerificationOptions) {
  const [shown, setShown] = useState<Shown>(() => ({ outcome: recordId ? OPENING : IDLE, given: {}, turn: 0 }));
  const verdict = useRef<HTMLDivElement>(null);
  const latest = useRef<Latest>({ given: {} });

  const attempt = useCallback(
    async (next: Attempt) => {
      latest.current.controller?.abort();
      const controller = new AbortController();
      Object.assign(latest.current, { controller, attempt: next });
      const isCurrent = () => latest.current.controller === controller && !controller.signal.aborted;
      // The old verdict goes at once, without anything being drawn anew: the next one has an element of its own. Its hundreds of
      // elements would each inherit another visibility, and that would hold the verdict up.
      if (verdict.current) verdict.current.style.opacity = "0";
      const { report, end } = quietly((outcome) => isCurrent() && setShown((before) => ({ ...before, outcome })));
      try {
        const course: Course = {
          trust,
          broken: latest.current.broken,
          link: recordId && link ? { id: recordId, token: link } : undefined,
          signal: controller.signal,
          report,
        };
        const result = await inExtentOfNow(await next(latest.current.given, course), course);
        if (!isCurrent()) return;
        latest.current.given = result.given;
        // A verdict with its steps and bytes is a lot to draw: in slices, so that the page answers meanwhile.
        startTransition(() => setShown(({ turn }) => ({ ...result, turn: turn + 1 })));
      } catch (cause) {
        if (!isCurrent()) return;
        setShown(({ given, turn }) => ({ outcome: failureOf(cause), given, turn: turn + 1 }));
      } finally {
        end();
      }
    },
    [trust, recordId, link],
  );

  const openRecord = useCallback(
    (id: string, withPage?: string) =>
      attempt(async (before, course) => {
        const found = await takeRecord(id, course, withPage);
        if (!("receipt" in found)) return { given: {}, outcome: found };
        // A file that still waits for its receipt is compared with the one that was just found.
        const file = before.receipt ? undefined : before.file;
        return conclude({ receipt: found.receipt, ...(file ? { file } : {}) }, course);
      }),
    [attempt],
  );

  const start = useCallback(() => {
    latest.current.controller?.abort();
    latest.current = { given: {}, broken: latest.current.broken };
    setShown(({ turn }) => ({ outcome: IDLE, given: {}, turn }));
  }, []);

  const opening = useOpenedRecord({ recordId, receipt, openRecord });
  useEffect(() => () => latest.current.controller?.abort(), []);
  useWarmWorker();

  return {
    ...shown,
    /** For the element that shows the verdict. */
    verdict,
    openRecord: (id: string) => openRecord(id),
    start,
    addFiles: async (files: File[]) => {
      await opening.current;
      await attempt((before, course) => checkFiles(files, keepLinked(before), course));
    },
    findDigest: (sha256: string) => attempt((_, course) => conclude({ file: { sha256 } }, course)),
    /** What is given is judged anew by what the reader says is broken. */
    judge: (broken: BrokenSince | undefined) => {
      latest.current.broken = broken;
      if (latest.current.given.receipt) void attempt(conclude);
    },
    retry: () => latest.current.attempt && attempt(latest.current.attempt),
  };
}

type Opened = Pick<VerificationOptions, "recordId" | "receipt"> & {
  openRecord: (id: string, withPage?: string) => Promise<void>;
};

/** Opens the record of a link once the page has been drawn. @returns until when that takes, for files that are compared with it */
function useOpenedRecord({ recordId, receipt, openRecord }: Opened): RefObject<Promise<void> | undefined> {
  const opening = useRef<Promise<void>>(undefined);
  // Before other effects: a file that was chosen before this script ran waits for the record that it is about.
  useLayoutEffect(() => {
    let isLeft = false;
    if (recordId) opening.current = firstPaint().then(() => (isLeft ? undefined : openRecord(recordId, receipt)));
    return () => {
      isLeft = true;
    };
  }, [recordId, receipt, openRecord]);
  return opening;
}

function useWarmWorker(): void {
  useEffect(() => {
    const timer = setTimeout(warmUp, WARM_UP_MS);
    return () => clearTimeout(timer);
  }, []);
}

function failureOf(cause: unknown): Outcome {
  return cause instanceof UnreadableFile ? { kind: "unreadable", name: cause.message } : { kind: "broken" };
}

/** Passes on what is under way only when it takes a while; what has progress to tell is known to. */
function quietly(show: (working: Working) => void) {
  let waiting: Working | undefined;
  let quiet = true;
  const speak = () => {
    quiet = false;
    if (waiting) show(waiting);
  };
  const timer = setTimeout(speak, QUIET_MS);
  return {
    report: (working: Working) => {
      waiting = working;
      if (!quiet || working.fraction !== undefined) show(working);
    },
    end: () => clearTimeout(timer),
  };
}

/** Whoever opened a link may drop one file after the other: each is compared with the record of that link. */
function keepLinked(given: Given): Given {
  return given.receipt?.source === "link" ? { receipt: given.receipt } : given;
}
