/** One chosen file on its way to being recorded: which stages there are, and what each knows. */
import type { FileNameFlaw } from "#lib/core/text/file-name.ts";
import type { Problem, RecordedEvidence } from "./problem.ts";

/** upload: the content is sent. digest: only its digest and size are stated. */
export type Method = "upload" | "digest";

export type Failure =
  | { kind: "problem"; problem: Problem }
  /** The connection was lost; `complete`: after everything had been sent. */
  | { kind: "lost"; complete: boolean }
  | { kind: "changed" };

export type Stage =
  /** Known from before the page was reloaded; the file itself has to be chosen again. */
  | { name: "missing" }
  /** Never hashed nor sent. */
  | { name: "refused"; reason: "empty" | "too_large" }
  /** Nothing was read yet: the name it bears cannot be recorded, and another one is offered. */
  | { name: "misnamed"; flaw: FileNameFlaw; offered: string }
  | { name: "queued" }
  | { name: "hashing"; hashed: number }
  /** Hashing failed: the file, or the program that hashes. */
  | { name: "unhashed"; reason: "unreadable" | "unstarted" }
  /** The digest is known and shown; nothing was sent. */
  | { name: "hashed" }
  /** Confirmed by the person. */
  | { name: "waiting" }
  | { name: "sending"; sent: number }
  /** Everything was sent; the answer is awaited. */
  | { name: "finishing" }
  /** Something that passes by itself; it is tried again by itself, too. */
  | { name: "paused"; failure: Failure }
  | { name: "failed"; failure: Failure }
  | { name: "recorded"; evidence: RecordedEvidence };

export interface UploadItem {
  /** Of this list alone. */
  readonly key: string;
  /** Under which it is recorded: the file's own, or the one that was chosen for it. */
  readonly name: string;
  readonly size: number;
  /** The folders it lay in, as in "2026/loans"; empty for a file chosen by itself. */
  readonly folder: string;
  /** Lower-case hex, once hashed. */
  readonly sha256?: string;
  readonly stage: Stage;
}

/** Codes after which the same attempt can only fail again: the file has to be hashed anew, under a new key. not_found: pieces that were swept. */
const REHASH_CODES = new Set(["digest_mismatch", "idempotency_key_reused", "not_found"]);

/** Whether a new attempt has to begin with hashing. */
export function needsRehash(failure: Failure): boolean {
  return failure.kind === "problem" && REHASH_CODES.has(failure.problem.code);
}

/** Whether another attempt can end differently. Browsers never again read a chosen file that changed on disk. */
export function mayRetry(stage: Stage): boolean {
  return (
    stage.name === "unhashed" ||
    stage.name === "paused" ||
    (stage.name === "failed" && stage.failure.kind !== "changed")
  );
}

export interface UploadCounts {
  total: number;
  hashed: number;
  /** Confirmed and not finished. */
  busy: number;
  recorded: number;
  failed: number;
  /** To be chosen again. */
  missing: number;
}

const BUSY = new Set<Stage["name"]>(["waiting", "sending", "finishing", "paused"]);
const FAILED = new Set<Stage["name"]>(["failed", "unhashed", "refused", "misnamed"]);

/** What the page says about the list as a whole. */
export function countItems(items: readonly UploadItem[]): UploadCounts {
  const counts = { total: items.length, hashed: 0, busy: 0, recorded: 0, failed: 0, missing: 0 };
  for (const { stage } of items) {
    if (stage.name === "hashed") counts.hashed += 1;
    else if (stage.name === "recorded") counts.recorded += 1;
    else if (stage.name === "missing") counts.missing += 1;
    else if (FAILED.has(stage.name)) counts.failed += 1;
    else if (BUSY.has(stage.name)) counts.busy += 1;
  }
  return counts;
}

/** What of a long list is shown. */
export const SHOWN = ["all", "open", "failed", "recorded"] as const;
export type Shown = (typeof SHOWN)[number];

export function isShown({ stage }: UploadItem, shown: Shown): boolean {
  const failed = FAILED.has(stage.name);
  if (shown === "failed") return failed;
  if (shown === "recorded") return stage.name === "recorded";
  return shown === "all" || !(failed || stage.name === "recorded");
}
