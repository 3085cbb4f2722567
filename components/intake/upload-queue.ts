/**
 * The files of one visit to the upload page: hashed one after the other, sent a few at a time once confirmed, and
 * remembered across a reload.
 *
 * Lives outside React so that progress does not depend on rendering; the page subscribes to snapshots.
 */

import { v4 as uuidv4 } from "uuid";
import { type FileNameFlaw, fileNameFlaw } from "#lib/core/text/file-name.ts";
import { type ChosenFile, inNaturalOrder } from "./chosen-files.ts";
import { TellLater } from "./tell-later.ts";
import { UploadFields } from "./upload-fields.ts";
import { BROWSER_INTAKE, type Intake, submit } from "./upload-intake.ts";
import { type Method, mayRetry, needsRehash, type Stage, type UploadItem } from "./upload-item.ts";
import type { Job } from "./upload-job.ts";
import type { Remembered, UploadJournal } from "./upload-journal.ts";
import { itemOf, rowOf } from "./upload-journal-row.ts";
import { UploadLine } from "./upload-line.ts";
import { missingByDigest, missingByPlace, placeOf } from "./upload-places.ts";
import { firstStage, stageAfter } from "./upload-stages.ts";

/** Hashing is bound by the processor, so one file at a time finishes soonest. */
const HASHING_MAX = 1;
/** A server records together what comes together; browsers keep six connections to one. */
const SENDING_MAX = 4;

export class UploadQueue {
  /** Values of own fields with which the files are recorded. */
  readonly fields: UploadFields = new UploadFields();
  /** The mark that all records of this list have in common. */
  upload: string = uuidv4();
  /** Whether digests are stated by SM3 as well. */
  alsoSm3 = false;
  /** Files that were chosen again although they had been recorded before the reload. */
  again = 0;
  readonly #bytesMax: number;
  readonly #journal: UploadJournal;
  readonly #intake: Intake;
  readonly #jobs = new Map<string, Job>();
  readonly #told = new TellLater();
  readonly #line = new UploadLine(() => this.#resume());
  /** Recorded before the reload, and not chosen again since: keys by digest. */
  readonly #recordedBefore = new Map<string, string[]>();
  #items: readonly UploadItem[] = [];
  #order = 0;

  /** @param options.bytesMax largest file the intake takes, in bytes. */
  constructor(options: { bytesMax: number; journal: UploadJournal; intake?: Intake }) {
    this.#bytesMax = options.bytesMax;
    this.#journal = options.journal;
    this.#intake = options.intake ?? BROWSER_INTAKE;
    this.#restore();
  }

  readonly subscribe = this.#told.subscribe;

  readonly snapshot = (): readonly UploadItem[] => this.#items;

  /** Goes on under another name. @returns what is wrong with it, if anything is */
  rename(key: string, name: string): FileNameFlaw | undefined {
    const flaw = fileNameFlaw(name);
    if (flaw) return flaw;
    this.#items = this.#items.map((item) => (item.key === key ? { ...item, name: name.normalize("NFC") } : item));
    this.#set(key, { name: "queued" });
    this.#advance();
    return undefined;
  }

  /** What was chosen, where it is still there. */
  fileOf(key: string): File | undefined {
    return this.#jobs.get(key)?.file;
  }

  add(files: Iterable<ChosenFile>): void {
    const missing = missingByPlace(this.#items);
    const added: UploadItem[] = [];
    const taken = new Set<string>();
    for (const { file, folder } of inNaturalOrder(files)) {
      // One that was never hashed is known by its place alone; nothing of it was sent.
      const before = missing.get(placeOf(file.name, { folder, size: file.size }))?.shift();
      const job = before === undefined ? undefined : this.#jobs.get(before);
      if (before !== undefined) taken.add(before);
      const key = uuidv4();
      const idempotencyKey = job?.idempotencyKey ?? uuidv4();
      this.#jobs.set(key, { file, idempotencyKey, order: job?.order ?? this.#order++, method: "upload" });
      const item = { key, name: file.name, size: file.size, folder, stage: firstStage(file, this.#bytesMax) };
      added.push(item);
      this.#remember(item);
    }
    this.#drop(taken);
    this.#publish([...this.#items, ...added]);
    this.#advance();
  }

  /** Sends every file whose digest is shown. */
  confirm(method: Method): void {
    this.#change((item) => (item.stage.name === "hashed" ? this.#confirmed(item.key, method) : undefined));
    this.#advance();
  }

  /** Begins again where it failed. The key of the attempt stays: what was recorded after all is not recorded twice. */
  retry(keys: readonly string[], method: Method): void {
    const chosen = new Set(keys);
    this.#change(({ key, stage }) => {
      const job = this.#jobs.get(key);
      if (!chosen.has(key) || !job || !mayRetry(stage)) return undefined;
      if (stage.name !== "failed") return { name: "queued" };
      if (!needsRehash(stage.failure)) return this.#confirmed(key, method);
      this.fields.release(key);
      job.idempotencyKey = uuidv4();
      return { name: "queued" };
    });
    this.#advance();
  }

  /** Stops what is under way; a file that was being sent goes back to being hashed and unsent. */
  cancel(keys: readonly string[]): void {
    const chosen = new Set(keys);
    // Those that wait first: otherwise each that stops lets one of them begin.
    this.#change(({ key, stage }) =>
      chosen.has(key) && (stage.name === "waiting" || stage.name === "paused") ? { name: "hashed" } : undefined,
    );
    for (const key of keys) this.#jobs.get(key)?.abort?.abort();
  }

  /** Takes files off the list, stopping whatever is under way. What was recorded stays recorded. */
  remove(keys: readonly string[]): void {
    const jobs = keys.map((key) => this.#jobs.get(key));
    this.#drop(new Set(keys));
    this.#publish(this.#items);
    for (const job of jobs) job?.abort?.abort();
    this.#advance();
  }

  /** Stops and forgets everything. */
  dispose(): void {
    this.#recordedBefore.clear();
    this.again = 0;
    this.upload = uuidv4();
    this.remove([...this.#jobs.keys()]);
  }

  /** The list as it was before the page was reloaded; none when nothing of it was left to do. */
  #restore(): void {
    const rows = this.#journal.read();
    if (![...rows.values()].some(({ evidence }) => evidence === undefined)) {
      for (const key of rows.keys()) this.#journal.forget(key);
      return;
    }
    this.#items = [...rows].map(([key, row]) => this.#itemOf(key, row));
  }

  #itemOf(key: string, row: Remembered): UploadItem {
    const { sha256, evidence, order, idempotencyKey, fields, upload, held } = row;
    if (fields) this.fields.give(new Map([[key, fields]]));
    if (held) this.fields.hold(key);
    if (upload) this.upload = upload;
    this.#order = Math.max(this.#order, order + 1);
    this.#jobs.set(key, { idempotencyKey, order, method: held ?? "upload" });
    if (evidence && sha256) this.#recordedBefore.set(sha256, [...(this.#recordedBefore.get(sha256) ?? []), key]);
    return itemOf(key, row);
  }

  #confirmed(key: string, method: Method): Stage {
    const job = this.#jobs.get(key);
    if (job && !this.fields.isHeld(key)) job.method = method;
    return { name: "waiting" };
  }

  /** Starts whatever may start now. */
  #advance(): void {
    let hashing = 0;
    let sending = 0;
    for (const { stage } of this.#items) {
      if (stage.name === "hashing") hashing += 1;
      else if (stage.name === "sending" || stage.name === "finishing") sending += 1;
    }
    for (const { key, stage } of this.#items) {
      if (hashing >= HASHING_MAX && sending >= SENDING_MAX) return;
      if (stage.name === "queued" && hashing < HASHING_MAX) {
        hashing += 1;
        void this.#hash(key);
      } else if (stage.name === "waiting" && sending < SENDING_MAX && !this.#line.isDown) {
        sending += 1;
        void this.#send(key);
      }
    }
  }

  async #hash(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    if (!job?.file) return;
    const abort = new AbortController();
    job.abort = abort;
    this.#set(key, { name: "hashing", hashed: 0 });
    const onProgress = (hashed: number) => this.#set(key, { name: "hashing", hashed });
    const outcome = await this.#intake.hash(job.file, { onProgress, signal: abort.signal });
    delete job.abort;
    if (outcome.kind === "done") this.#hashed(key, outcome.sha256);
    else if (outcome.kind === "cancelled") this.remove([key]);
    else this.#set(key, { name: "unhashed", reason: outcome.kind });
    this.#advance();
  }

  /** The digest tells whether this is a file from before the reload: recorded, or on its way to be. */
  #hashed(key: string, sha256: string): void {
    if (!this.#jobs.has(key)) return;
    const recorded = this.#recordedBefore.get(sha256)?.shift();
    if (recorded !== undefined) {
      this.again += 1;
      this.remove([key]);
      return;
    }
    this.#takeOver(key, sha256);
    this.#set(key, { name: "hashed" }, sha256);
  }

  /** A file with a digest that is missing takes that place in the list. */
  #takeOver(key: string, sha256: string): void {
    const job = this.#jobs.get(key);
    const item = this.#items.find((candidate) => candidate.key === key);
    const before = item && missingByDigest(this.#items, { ...item, sha256 });
    const attempt = before && this.#jobs.get(before.key);
    if (!job || !before || !attempt) return;
    job.order = attempt.order;
    this.fields.takeOver(key, before.key);
    // A key stands for one submission, its name included: under another name this is another one.
    if (before.name === item.name) {
      Object.assign(job, { idempotencyKey: attempt.idempotencyKey, method: attempt.method });
      this.fields.holdAs(key, before.key);
    }
    this.#drop(new Set([before.key]));
  }

  async #send(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    const { sha256, name = "" } = this.#items.find((item) => item.key === key) ?? {};
    if (!job?.file || !sha256) return;
    const { file, idempotencyKey } = job;
    job.abort = new AbortController();
    const fields = this.fields.take(key);
    const submission = { file, name, sha256, upload: this.upload, idempotencyKey, ...(fields ? { fields } : {}) };
    this.#set(key, job.method === "digest" ? { name: "finishing" } : { name: "sending", sent: 0 });
    const onProgress = (sent: number) =>
      this.#set(key, sent >= file.size ? { name: "finishing" } : { name: "sending", sent });
    const options = { method: job.method, alsoSm3: this.alsoSm3, onProgress, signal: job.abort.signal };
    const outcome = await this.fields.attempt(key, {
      send: () => submit(this.#intake, submission, options),
      note: () => this.#items.filter((item) => item.key === key).map((item) => this.#remember(item)),
    });
    delete job.abort;
    const stage = stageAfter(outcome);
    this.#set(key, stage);
    if (stage.name === "paused") this.#line.failed();
    else if (stage.name === "recorded") this.#line.works();
    this.#advance();
  }

  /** Under the same keys: what was recorded after all is not recorded twice. */
  #resume(): void {
    this.#change(({ stage }) => (stage.name === "paused" ? { name: "waiting" } : undefined));
    this.#advance();
  }

  #set(key: string, stage: Stage, sha256?: string): void {
    this.#change((item) => (item.key === key ? stage : undefined), sha256);
  }

  /** Moves the items for which `next` gives a stage; remembers what a reload must not lose. */
  #change(next: (item: UploadItem) => Stage | undefined, sha256?: string): void {
    const items = this.#items.map((item) => {
      const stage = this.#jobs.has(item.key) ? next(item) : undefined;
      if (!stage) return item;
      const changed = { ...item, stage, ...(sha256 ? { sha256 } : {}) };
      if (stage.name === "hashed" || stage.name === "waiting" || stage.name === "recorded") this.#remember(changed);
      return changed;
    });
    this.#publish(items);
  }

  #remember(item: UploadItem): void {
    const job = this.#jobs.get(item.key);
    const row = job && rowOf(item, { job, fields: this.fields, upload: this.upload });
    if (row) this.#journal.write(item.key, row);
  }

  #drop(keys: ReadonlySet<string>): void {
    for (const key of keys) {
      this.#jobs.delete(key);
      this.#journal.forget(key);
    }
    this.#items = this.#items.filter(({ key }) => !keys.has(key));
  }

  #publish(items: readonly UploadItem[]): void {
    this.#items = items;
    this.#told.tell();
  }
}
