/** A mirror that is pushed to: its keys, the logs that it takes, and what it answers to C2SP tlog-mirror's requests (a draft). */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoint } from "#lib/core/log/checkpoint.ts";
import type { VerifierKey } from "#lib/core/log/note.ts";
import { parseAddCheckpoint } from "../../witness/add-checkpoint-request.ts";
import type { Cosigners } from "../../witness/cosigner.ts";
import type { LogEvent } from "../../witness/event-log.ts";
import { checkSignatures, type Judgement } from "../../witness/judgement.ts";
import { KnownLogs } from "../../witness/known-logs.ts";
import { type Lock, takeLock } from "../../witness/lock.ts";
import { originHash } from "../../witness/log-list.ts";
import { Rate } from "../../witness/rate.ts";
import type { MalformedPart } from "../../witness/request-lines.ts";
import { Turns } from "../../witness/turns.ts";
import { packageRanges, readPackage, readUploadHeader, type UploadHeader } from "./add-entries-request.ts";
import type { BodyReader } from "./body-reader.ts";
import type { Pending } from "./pending-checkpoints.ts";
import { PushedLog } from "./pushed-log.ts";

/** Requests of one log that wait for their turn. */
const WAITING_MAX = 32;
/** Checkpoints a second for each log. */
const RATE = 300;
/** C2SP tlog-mirror: what a client sends at most. What is left of a longer request is not read. */
const PACKAGES_MAX = 32;
/** Entries that are here already and come again: one request's, whose answer was lost. */
const EXCESS_MAX = 8_192n;

export type CheckpointAnswer =
  | Judgement
  | { status: 400; reason: "malformed"; part: MalformedPart }
  | { status: 403; reason: "signature_absent" | "signature_invalid" }
  | { status: 404; reason: "unknown_origin" }
  | { status: 429; reason: "rate" }
  | { status: 503; reason: "busy" };

export type EntriesAnswer =
  | { status: 200; lines: string }
  /** `size`: of a checkpoint to go on with; `next`: the first entry that is missing. */
  | { status: 202 | 409; size: bigint; next: bigint }
  | { status: 400; reason: "malformed" }
  | { status: 404; reason: "unknown_origin" }
  | { status: 422; reason: "no_checkpoint" | "unproven" }
  | { status: 503; reason: "busy" };

export class PushMirror {
  readonly folder: string;
  readonly cosigners: Cosigners;
  readonly #log: LogEvent;
  readonly #logs: KnownLogs;
  readonly #lock: Lock;
  readonly #now: () => number;
  readonly #rate = new Rate(RATE);
  readonly #turns = new Turns(WAITING_MAX);
  readonly #open = new Map<string, Promise<PushedLog>>();

  private constructor(options: PushMirrorOptions, { logs, lock }: { logs: KnownLogs; lock: Lock }) {
    this.folder = options.folder;
    this.cosigners = options.cosigners;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
    this.#logs = logs;
    this.#lock = lock;
  }

  /** Takes the folder for this process alone. @throws {WitnessError} */
  static async open(options: PushMirrorOptions): Promise<PushMirror> {
    const lock = await takeLock(join(options.folder, "lock"));
    try {
      return new PushMirror(options, { logs: await KnownLogs.open(options.folder, options.log), lock });
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#lock.release();
  }

  /** Aborted when the folder is no longer this process's alone. */
  get lost(): AbortSignal {
    return this.#lock.lost;
  }

  /** How far each log is that the mirror takes; one that cannot be opened is left out. */
  async figures(): Promise<{ origin: string; size: number; next: number; pending: number }[]> {
    const opened = [...(await this.#logs.current()).keys()].map(async (origin) => {
      const log = await this.#logOf(origin).catch(() => undefined);
      if (!log) return [];
      const pending = log.pending?.checkpoint.size ?? 0n;
      return [{ origin, size: Number(log.size), next: Number(log.next), pending: Number(pending) }];
    });
    return (await Promise.all(opened)).flat();
  }

  /** `add-checkpoint`: what is accepted is pending until its entries are here. No signature is given for it. */
  async addCheckpoint(body: Uint8Array): Promise<CheckpointAnswer> {
    const request = parseAddCheckpoint(body);
    if ("malformed" in request) return { status: 400, reason: "malformed", part: request.malformed };
    const { origin, size } = request.checkpoint;
    const keys = (await this.#logs.current()).get(origin);
    if (!keys) return { status: 404, reason: "unknown_origin" };
    const signatures = checkSignatures(request.note, keys);
    if ("refused" in signatures) return { status: 403, reason: signatures.refused };
    if (!this.#rate.take(origin)) return { status: 429, reason: "rate" };
    const log = await this.#logOf(origin);
    const answer = await this.#turns.take(origin, async () => await log.addCheckpoint(request, signatures.lines));
    if (answer === "full") return { status: 503, reason: "busy" };
    if (answer.cosign) this.#log("info", "pending", { origin, size: `${size}` });
    else this.#log("warning", "refused", { origin, size: `${size}`, status: answer.status, reason: answer.reason });
    return answer;
  }

  /** `add-entries`: 200 is given only once everything up to the end is durable, and the mirror's checkpoint with it. */
  async addEntries(body: BodyReader): Promise<EntriesAnswer> {
    const header = await readUploadHeader(body);
    if (!header) return { status: 400, reason: "malformed" };
    const keys = (await this.#logs.current()).get(header.origin);
    if (!keys) return { status: 404, reason: "unknown_origin" };
    const log = await this.#logOf(header.origin);
    const target = targetOf(header, { log, keys });
    if (!("note" in target)) return target;
    const taken = await this.#takePackages(header, { log, of: target.checkpoint, body });
    await log.settle();
    if (taken === "unproven") return { status: 422, reason: "unproven" };
    if (taken === "some") return { status: 202, size: header.end, next: log.next };
    if (taken === "none") return { status: 400, reason: "malformed" };
    return await this.#commit(log, target);
  }

  async #takePackages(
    header: UploadHeader,
    { log, of, body }: { log: PushedLog; of: Checkpoint; body: BodyReader },
  ): Promise<"all" | "some" | "none" | "unproven"> {
    let taken = 0;
    for (const range of packageRanges(header)) {
      const sent = taken < PACKAGES_MAX ? await readPackage(body, Number(range.end - range.start)) : undefined;
      if (!sent) return taken > 0 ? "some" : "none";
      if (!(await log.addPackage(range, sent, of))) return "unproven";
      taken++;
    }
    return "all";
  }

  async #commit(log: PushedLog, pending: Pending): Promise<EntriesAnswer> {
    const { origin, size } = pending.checkpoint;
    const now = BigInt(Math.floor(this.#now() / 1_000));
    const lines = await this.#turns.take(origin, async () => await log.commit(pending, now));
    if (lines === "full") return { status: 503, reason: "busy" };
    if (lines === undefined) return conflict(log, size);
    this.#log("info", "mirrored", { origin, size: `${size}` });
    return { status: 200, lines };
  }

  /** Opened once; one that cannot be opened is tried again. */
  async #logOf(origin: string): Promise<PushedLog> {
    const known = this.#open.get(origin);
    if (known) return await known;
    const folder = join(this.folder, "logs", originHash(origin));
    const opening = mkdir(folder, { recursive: true }).then(
      async () => await PushedLog.open(folder, { origin, cosigners: this.cosigners }),
    );
    this.#open.set(origin, opening);
    opening.catch(() => this.#open.delete(origin));
    return await opening;
  }
}

export interface PushMirrorOptions {
  folder: string;
  cosigners: Cosigners;
  log: LogEvent;
  /** Milliseconds since 1970, as the machine's clock has them. */
  now?: () => number;
}

/** The checkpoint that an upload is for, or why it cannot go on as it is. */
function targetOf(
  { start, end }: UploadHeader,
  { log, keys }: { log: PushedLog; keys: readonly VerifierKey[] },
): Pending | Exclude<EntriesAnswer, { status: 200 }> {
  if (!log.pending) return { status: 422, reason: "no_checkpoint" };
  const target = log.shown(end, keys);
  if (!target || end < log.size) return conflict(log, log.pending.checkpoint.size);
  const excess = (end < log.next ? end : log.next) - start;
  return start > log.next || excess > EXCESS_MAX ? conflict(log, end) : target;
}

function conflict(log: PushedLog, size: bigint): { status: 409; size: bigint; next: bigint } {
  const pending = log.pending?.checkpoint.size ?? 0n;
  return { status: 409, size: size < log.size ? pending : size, next: log.next };
}
