/**
 * The files of one visit to the upload page: hashed one after the other, sent a few at a time once confirmed.
 *
 * Lives outside React so that progress does not depend on rendering; the page subscribes to snapshots.
 */
import { v4 as uuidv4 } from "uuid";
import { hashInWorker } from "./hash-in-worker.ts";
import { type SendOutcome, sendDigest, sendFile } from "./send.ts";
import { type Method, mayRetry, needsRehash, type Stage, type UploadItem } from "./upload-item.ts";

/** Hashing is bound by the processor, so one file at a time finishes soonest. */
const HASHING_MAX = 1;
const SENDING_MAX = 2;

interface Job {
  file: File;
  idempotencyKey: string;
  method: Method;
  /** Ends the hashing or sending under way. */
  abort?: AbortController;
}

export class UploadQueue {
  readonly #bytesMax: number;
  readonly #jobs = new Map<string, Job>();
  readonly #listeners = new Set<() => void>();
  #items: readonly UploadItem[] = [];

  /** @param bytesMax largest file the intake takes, in bytes. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): readonly UploadItem[] => this.#items;

  add(files: Iterable<File>): void {
    const added = Array.from(files, (file): UploadItem => {
      const key = uuidv4();
      this.#jobs.set(key, { file, idempotencyKey: uuidv4(), method: "upload" });
      return { key, name: file.name, size: file.size, stage: this.#firstStage(file) };
    });
    this.#publish([...this.#items, ...added]);
    this.#advance();
  }

  /** Sends every file whose digest is shown. */
  confirm(method: Method): void {
    for (const item of this.#items) if (item.stage.name === "hashed") this.#confirmOne(item.key, method);
    this.#advance();
  }

  /** Begins again where it failed. The key of the attempt stays: what was recorded after all is not recorded twice. */
  retry(key: string, method: Method): void {
    const item = this.#items.find((candidate) => candidate.key === key);
    const job = this.#jobs.get(key);
    if (!item || !job || !mayRetry(item.stage)) return;
    if (item.stage.name === "unhashed") this.#set(key, { name: "queued" });
    if (item.stage.name === "failed") {
      if (needsRehash(item.stage.failure)) {
        job.idempotencyKey = uuidv4();
        this.#set(key, { name: "queued" });
      } else this.#confirmOne(key, method);
    }
    this.#advance();
  }

  /** Stops what is under way; a file that was being sent goes back to being hashed and unsent. */
  cancel(key: string): void {
    const job = this.#jobs.get(key);
    if (job?.abort) job.abort.abort();
    else if (this.#stageOf(key)?.name === "waiting") this.#set(key, { name: "hashed" });
  }

  /** Takes a file off the list, stopping whatever is under way. What was recorded stays recorded. */
  remove(key: string): void {
    const job = this.#jobs.get(key);
    this.#jobs.delete(key);
    job?.abort?.abort();
    this.#publish(this.#items.filter((item) => item.key !== key));
    this.#advance();
  }

  /** Stops everything. */
  dispose(): void {
    for (const key of [...this.#jobs.keys()]) this.remove(key);
  }

  #firstStage(file: File): Stage {
    if (file.size === 0) return { name: "refused", reason: "empty" };
    if (file.size > this.#bytesMax) return { name: "refused", reason: "too_large" };
    return { name: "queued" };
  }

  #confirmOne(key: string, method: Method): void {
    const job = this.#jobs.get(key);
    if (job) job.method = method;
    this.#set(key, { name: "waiting" });
  }

  #stageOf(key: string): Stage | undefined {
    return this.#items.find((item) => item.key === key)?.stage;
  }

  #count(...names: Stage["name"][]): number {
    return this.#items.filter((item) => names.includes(item.stage.name)).length;
  }

  /** Starts whatever may start now. */
  #advance(): void {
    for (const { key, stage } of this.#items) {
      if (stage.name === "queued" && this.#count("hashing") < HASHING_MAX) void this.#hash(key);
      if (stage.name === "waiting" && this.#count("sending", "finishing") < SENDING_MAX) void this.#send(key);
    }
  }

  async #hash(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    if (!job) return;
    const abort = new AbortController();
    job.abort = abort;
    this.#set(key, { name: "hashing", hashed: 0 });
    const onProgress = (hashed: number) => this.#set(key, { name: "hashing", hashed });
    const outcome = await hashInWorker(job.file, { onProgress, signal: abort.signal });
    delete job.abort;
    if (outcome.kind === "done") this.#set(key, { name: "hashed" }, outcome.sha256);
    else if (outcome.kind === "cancelled") this.remove(key);
    else this.#set(key, { name: "unhashed", reason: outcome.kind });
    this.#advance();
  }

  async #send(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    const sha256 = this.#items.find((item) => item.key === key)?.sha256;
    if (!job || !sha256) return;
    const abort = new AbortController();
    job.abort = abort;
    const submission = { file: job.file, sha256, idempotencyKey: job.idempotencyKey };
    this.#set(key, job.method === "digest" ? { name: "finishing" } : { name: "sending", sent: 0 });
    const onProgress = (sent: number) =>
      this.#set(key, sent >= job.file.size ? { name: "finishing" } : { name: "sending", sent });
    const outcome =
      job.method === "digest"
        ? await sendDigest(submission, abort.signal)
        : await sendFile(submission, { onProgress, signal: abort.signal });
    delete job.abort;
    this.#set(key, stageAfter(outcome));
    this.#advance();
  }

  #set(key: string, stage: Stage, sha256?: string): void {
    if (!this.#jobs.has(key)) return;
    const change = sha256 ? { stage, sha256 } : { stage };
    this.#publish(this.#items.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }

  #publish(items: readonly UploadItem[]): void {
    this.#items = items;
    for (const listener of this.#listeners) listener();
  }
}

function stageAfter(outcome: SendOutcome): Stage {
  if (outcome.kind === "recorded") return { name: "recorded", evidence: outcome.evidence };
  if (outcome.kind === "cancelled")
    return outcome.complete ? { name: "failed", failure: { kind: "lost", complete: true } } : { name: "hashed" };
  return { name: "failed", failure: outcome };
}
