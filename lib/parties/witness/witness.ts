/** A witness: its keys, the logs that it knows, what it cosigned, and what speaks against them. */
import { join } from "node:path";
import type { Checkpoint } from "#lib/core/log/checkpoint.ts";
import { formatNote, type VerifierKey } from "#lib/core/log/note.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { type AddCheckpointRequest, parseAddCheckpoint } from "./add-checkpoint-request.ts";
import { CosignedState, type Latest } from "./cosigned-state.ts";
import { type Cosigners, cosignatureLines } from "./cosigner.ts";
import type { LogEvent } from "./event-log.ts";
import type { EvidenceDocument } from "./evidence-document.ts";
import { EvidenceStore, type Statement } from "./evidence-store.ts";
import { checkSignatures, contradicts, type Judgement, judge } from "./judgement.ts";
import { KnownLogs } from "./known-logs.ts";
import { type Lock, takeLock } from "./lock.ts";
import { type LogList, originHash } from "./log-list.ts";
import { Rate } from "./rate.ts";
import type { MalformedPart } from "./request-lines.ts";
import { parseSignSubtree } from "./sign-subtree-request.ts";
import { signersOf, subtreeLines } from "./subtree-signing.ts";
import { Turns } from "./turns.ts";
import { WitnessError } from "./witness-error.ts";

/** Requests of one log that wait for their turn: each costs a write to the disk. */
const WAITING_MAX = 32;
/** Cosignatures a second for each log. */
const RATE_DEFAULT = 300;

export type Answer =
  | { status: 200; lines: string }
  | { status: 400; reason: "malformed"; part: MalformedPart }
  | { status: 403; reason: "signature_absent" | "signature_invalid" | "not_cosigned" }
  | { status: 404; reason: "unknown_origin" }
  | { status: 429; reason: "rate" }
  | { status: 503; reason: "busy" }
  | { status: 422; reason: "subtree_unproven" }
  | Exclude<Judgement, { cosign: true }>;

interface Parts {
  cosigners: Cosigners;
  logs: KnownLogs;
  state: CosignedState;
  evidence: EvidenceStore;
  lock: Lock;
}

export interface WitnessOptions {
  folder: string;
  /** Its keys, all of one name. */
  cosigners: Cosigners;
  log: LogEvent;
  /** Cosignatures a second for each log. */
  rate?: number;
  /** Milliseconds since 1970, as the machine's clock has them. */
  now?: () => number;
}

export class Witness {
  readonly #parts: Parts;
  readonly #log: LogEvent;
  readonly #now: () => number;
  readonly #rate: Rate;
  readonly #turns = new Turns(WAITING_MAX);
  /** Logs whose state is no longer what this program left on the disk. */
  readonly broken = new Set<string>();

  private constructor(parts: Parts, options: WitnessOptions) {
    this.#parts = parts;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
    this.#rate = new Rate(options.rate ?? RATE_DEFAULT);
  }

  /** Takes the folder for this process alone. @throws {WitnessError} */
  static async open(options: WitnessOptions): Promise<Witness> {
    const { folder, cosigners, log } = options;
    const keys = cosigners.map(({ key }) => key);
    const lock = await takeLock(join(folder, "lock"));
    try {
      const logs = await KnownLogs.open(folder, log);
      const state = await CosignedState.open(folder, keys);
      const evidence = await EvidenceStore.open(folder, cosigners[0].key.text);
      for (const path of evidence.unreadable) log("warning", "evidence_unreadable", { path });
      const witness = new Witness({ cosigners, logs, state, evidence, lock }, options);
      // A crash may have come between a cosignature and what it proves.
      for (const latest of state.all()) await witness.#compareWithUnproven(latest);
      return witness;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#parts.lock.release();
  }

  /** The first is the one that evidence names. */
  get keys(): readonly [VerifierKey, ...VerifierKey[]] {
    const [first, ...others] = this.#parts.cosigners;
    return [first.key, ...others.map(({ key }) => key)];
  }

  get name(): string {
    return this.keys[0].name;
  }

  /** Aborted when the folder is no longer this process's alone. */
  get lost(): AbortSignal {
    return this.#parts.lock.lost;
  }

  get evidence(): EvidenceStore {
    return this.#parts.evidence;
  }

  async logs(): Promise<LogList> {
    return await this.#parts.logs.current();
  }

  /** Of the log whose origin has this hash. */
  latest(hash: string): Latest | undefined {
    return this.#parts.state.latest(hash);
  }

  /** Of every log that was ever cosigned, those that are known no more included. */
  allLatest(): Latest[] {
    return this.#parts.state.all();
  }

  /**
   * C2SP tlog-witness `add-checkpoint`: an answer of status 200 is given only once what it says is durable.
   * @throws {Error} when the state could not be read or written; nothing was cosigned then
   */
  async addCheckpoint(body: Uint8Array): Promise<Answer> {
    const request = parseAddCheckpoint(body);
    if ("malformed" in request) return this.#refuse({ status: 400, reason: "malformed", part: request.malformed });
    const { origin } = request.checkpoint;
    const keys = (await this.logs()).get(origin);
    if (!keys) return this.#refuse({ status: 404, reason: "unknown_origin" }, request);
    const signatures = checkSignatures(request.note, keys);
    if ("refused" in signatures) return this.#refuse({ status: 403, reason: signatures.refused }, request);
    // Only the log itself can use up its rate, since a stranger cannot sign.
    if (!this.#rate.take(origin)) return this.#refuse({ status: 429, reason: "rate" }, request);
    const shown: Statement = {
      note: formatNote(request.note.text, signatures.lines),
      checkpoint: request.checkpoint,
    };
    const answer = await this.#turns.take(
      origin,
      async () => await this.#answer(request, { shown, keys, ...signatures }),
    );
    return answer === "full" ? this.#refuse({ status: 503, reason: "busy" }, request) : answer;
  }

  /** C2SP tlog-witness `sign-subtree`, a draft. It neither reads nor writes state: what it says follows from what was cosigned before. */
  async signSubtree(body: Uint8Array): Promise<Answer> {
    const request = parseSignSubtree(body);
    if ("malformed" in request) return this.#refuse({ status: 400, reason: "malformed", part: request.malformed });
    const { origin, size } = request.checkpoint;
    if (!(await this.logs()).has(origin)) return this.#refuse({ status: 404, reason: "unknown_origin" }, request);
    const signers = signersOf(request.note, this.#parts.cosigners);
    if (signers.length === 0) return this.#refuse({ status: 403, reason: "not_cosigned" }, request);
    // What was cosigned is public, so strangers may use up this rate; it is no log's own.
    if (!this.#rate.take(`subtree ${origin}`)) return this.#refuse({ status: 429, reason: "rate" }, request);
    const lines = subtreeLines(request, signers);
    if (!lines) return this.#refuse({ status: 422, reason: "subtree_unproven" }, request);
    this.#log("info", "subtree_signed", { origin, start: `${request.start}`, end: `${request.end}`, size: `${size}` });
    return { status: 200, lines: lines.join("") };
  }

  async #answer(
    request: AddCheckpointRequest,
    { shown, keys, lines }: { shown: Statement; keys: readonly VerifierKey[]; lines: readonly string[] },
  ): Promise<Answer> {
    const hash = originHash(shown.checkpoint.origin);
    const { state } = this.#parts;
    try {
      await state.settle(hash);
      const latest = state.latest(hash);
      const judgement = judge(request, latest?.checkpoint);
      if (judgement.cosign) return await this.#cosign(request, { lines, latest });
      await this.#keepWhatSpeaksAgainst(shown, { judgement, latest, keys });
      return this.#refuse(judgement, request);
    } catch (error) {
      if (error instanceof WitnessError) this.broken.add(shown.checkpoint.origin);
      throw error;
    }
  }

  async #cosign(
    request: AddCheckpointRequest,
    { lines, latest }: { lines: readonly string[]; latest: Latest | undefined },
  ): Promise<Answer> {
    const { note, checkpoint, old } = request;
    const { origin, size } = checkpoint;
    const timestamp = this.#timestamp(origin, latest?.timestamp ?? 1n);
    const own = cosignatureLines(this.#parts.cosigners, note.text, timestamp);
    const next: Latest = { note: formatNote(note.text, [...lines, ...own]), checkpoint, timestamp };
    await this.#parts.state.advance(next);
    await this.#compareWithUnproven(next);
    this.#log("info", "cosigned", { origin, old: `${old}`, size: `${size}`, timestamp: Number(timestamp) });
    return { status: 200, lines: own.join("") };
  }

  /** Never before the one given last for this log, whatever the machine's clock says. */
  #timestamp(origin: string, last: bigint): bigint {
    const clock = BigInt(Math.floor(this.#now() / 1_000));
    if (clock >= last) return clock;
    this.#log("warning", "clock_behind", { origin, clock: Number(clock), last: Number(last) });
    return last;
  }

  async #keepWhatSpeaksAgainst(
    shown: Statement,
    seen: { judgement: Judgement; latest: Latest | undefined; keys: readonly VerifierKey[] },
  ): Promise<void> {
    const { judgement, latest, keys } = seen;
    const isConflict = latest !== undefined && contradicts(shown.checkpoint, latest.checkpoint);
    const other = isConflict ? latest : this.#parts.evidence.contradicted(shown);
    if (other) await this.#keep("conflict", { seen: other, shown, keys });
    const isUnproven = !judgement.cosign && judgement.status === 422 && judgement.reason === "proof_wrong";
    // Of the same size and root a proof that was not asked for says nothing about the log.
    if (latest && isUnproven && shown.checkpoint.size > latest.checkpoint.size)
      await this.#keep("unproven", { seen: latest, shown, keys });
  }

  /** What was cosigned may show that an earlier checkpoint, whose proof did not hold, belonged to another history. */
  async #compareWithUnproven(latest: Latest): Promise<void> {
    const seen = this.#parts.evidence.contradicted(latest);
    const keys = (await this.logs()).get(latest.checkpoint.origin) ?? [];
    if (seen) await this.#keep("conflict", { seen, shown: latest, keys });
  }

  async #keep(
    kind: EvidenceDocument["kind"],
    { seen, shown, keys }: { seen: Statement; shown: Statement; keys: readonly VerifierKey[] },
  ): Promise<void> {
    const logKeys = keys.map(({ text }) => text);
    const kept = await this.#parts.evidence.keep(kind, { seen, shown, logKeys, at: new Date(this.#now()) });
    const { origin, size } = shown.checkpoint;
    const event = kind === "conflict" ? "conflict" : "unproven_checkpoint";
    if (kept === "full") this.#log("error", `${event}_not_kept`, { origin, size: `${size}` });
    else if (kept) this.#log("error", event, { origin, size: `${size}`, id: kept.id });
  }

  #refuse<Refusal extends Exclude<Answer, { status: 200 }>>(
    refusal: Refusal,
    request?: { checkpoint: Checkpoint },
  ): Refusal {
    const { status, reason } = refusal;
    const about = request && { origin: plain(request.checkpoint.origin), size: `${request.checkpoint.size}` };
    this.#log(status === 422 || status >= 500 ? "warning" : "info", "refused", { status, reason, ...about });
    return refusal;
  }
}
