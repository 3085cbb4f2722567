/**
 * One log of a mirror that is pushed to (C2SP tlog-mirror, a draft): the checkpoints that it was shown, the entries that it was given, and
 * the checkpoint up to which it stores everything, which alone carries its signatures.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, parseCheckpoint, verifyCosignature } from "#lib/core/log/checkpoint.ts";
import "#lib/core/log/ml-dsa.ts";
import { leafHash, treeRoot, verifySubtree } from "#lib/core/log/merkle.ts";
import { findSignature, formatNote, parseNote, type VerifierKey } from "#lib/core/log/note.ts";
import { equalBytes, utf8 } from "#lib/core/text/bytes.ts";
import type { AddCheckpointRequest } from "../../witness/add-checkpoint-request.ts";
import { type Cosigner, cosignatureLines } from "../../witness/cosigner.ts";
import { isAbsent } from "../../witness/durable-file.ts";
import { checkSignatures, type Judgement, judge } from "../../witness/judgement.ts";
import { namesIn } from "../../witness/log-folders.ts";
import { WitnessError } from "../../witness/witness-error.ts";
import { MirrorStore } from "../store.ts";
import type { EntryPackage, PackageRange } from "./add-entries-request.ts";
import { type Pending, PendingCheckpoints } from "./pending-checkpoints.ts";
import { PushedTree } from "./pushed-tree.ts";

/** Of one log: more tell nothing new. */
const CONFLICTS_MAX = 64;

/** What the mirror stores everything up to. */
interface Mirrored extends Pending {
  /** The mirror's own lines. */
  lines: string;
  timestamp: bigint;
}

interface LogParts {
  store: MirrorStore;
  pending: PendingCheckpoints;
  tree: PushedTree;
  mirrored: Mirrored | undefined;
}

export class PushedLog {
  readonly #cosigners: readonly Cosigner[];
  readonly #store: MirrorStore;
  readonly #pending: PendingCheckpoints;
  readonly #tree: PushedTree;
  #mirrored: Mirrored | undefined;

  private constructor(cosigners: readonly Cosigner[], { store, pending, tree, mirrored }: LogParts) {
    this.#cosigners = cosigners;
    this.#store = store;
    this.#pending = pending;
    this.#tree = tree;
    this.#mirrored = mirrored;
  }

  /** @throws {WitnessError} state_malformed */
  static async open(folder: string, log: { origin: string; cosigners: readonly Cosigner[] }): Promise<PushedLog> {
    const { origin, cosigners } = log;
    const store = new MirrorStore(folder);
    await store.prepare();
    const pending = await PendingCheckpoints.open(folder, origin);
    const path = join(folder, "checkpoint");
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    const keys = cosigners.map(({ key }) => key);
    const mirrored = text === undefined ? undefined : readMirrored(text, keys);
    if (text !== undefined && mirrored?.checkpoint.origin !== origin) throw new WitnessError("state_malformed", path);
    const tree = await PushedTree.open(store, mirrored?.checkpoint.size ?? 0n).catch((error: unknown) => {
      throw error instanceof RangeError ? new WitnessError("state_malformed", folder, { cause: error }) : error;
    });
    if (mirrored && !equalBytes(tree.root, mirrored.checkpoint.root)) throw new WitnessError("state_malformed", path);
    return new PushedLog(cosigners, { store, pending, tree, mirrored });
  }

  /** Tree size of the mirror's own checkpoint. */
  get size(): bigint {
    return this.#mirrored?.checkpoint.size ?? 0n;
  }

  /** Index of the first entry that is not here. */
  get next(): bigint {
    return this.#tree.next;
  }

  get pending(): Pending | undefined {
    return this.#pending.newest;
  }

  /** The checkpoint of this size that was shown, as far as its log is trusted still. */
  shown(size: bigint, keys: readonly VerifierKey[]): Pending | undefined {
    const pending = this.#pending.of(size) ?? (size === this.size ? this.#mirrored : undefined);
    return pending && "lines" in checkSignatures(pending.note, keys) ? pending : undefined;
  }

  /** As a witness judges it; what is accepted is durable, and signed by nobody here. One at a time. */
  async addCheckpoint(request: AddCheckpointRequest, lines: readonly string[]): Promise<Judgement> {
    const judgement = judge(request, this.#pending.newest?.checkpoint);
    const note = formatNote(request.note.text, lines);
    if (judgement.cosign) await this.#pending.add(note, this.size);
    else if (judgement.status === 422 && judgement.reason === "root_differs") await this.#keepConflict(note);
    return judgement;
  }

  async #keepConflict(shown: string): Promise<void> {
    const held = this.#pending.newest?.text;
    if (held === undefined || (await namesIn(join(this.#store.folder, "conflicts"))).length >= CONFLICTS_MAX) return;
    await this.#store.keepConflict({ held, shown });
  }

  /**
   * Takes the entries of a package, if they are proven to belong to the checkpoint.
   * @returns whether they are; they are durable after the next `settle`
   */
  async addPackage(
    { first, start, end }: PackageRange,
    { entries, bundle, proof }: EntryPackage,
    of: Checkpoint,
  ): Promise<boolean> {
    const leaves = [...(await this.#tree.leavesBefore(start, first)), ...entries.map(leafHash)];
    const hash = treeRoot(leaves);
    if (!verifySubtree({ start: first, end, size: of.size, hash, root: of.root, proof })) return false;
    await this.#tree.add({ first, start, leaves, bundle });
    return true;
  }

  async settle(): Promise<void> {
    await this.#store.settle();
  }

  /**
   * Makes a checkpoint the mirror's own, all of whose entries are here: signed, in its place, durable. One at a time.
   * @returns the mirror's lines; undefined when it stores more already
   * @throws {WitnessError} state_malformed when what is here does not give its root: nothing is signed then
   */
  async commit({ note, checkpoint }: Pending, now: bigint): Promise<string | undefined> {
    const { size, root } = checkpoint;
    if (this.#mirrored && size === this.size) return this.#mirrored.lines;
    if (size < this.size) return undefined;
    const { root: held, grown } = await this.#tree.grow(size);
    if (!equalBytes(held, root)) throw new WitnessError("state_malformed", this.#store.folder);
    await this.#store.settle();
    const last = this.#mirrored?.timestamp ?? 1n;
    const timestamp = now > last ? now : last;
    const own = cosignatureLines(this.#cosigners, note.text, timestamp);
    const logLines = note.signatures.map(({ line }) => line);
    const text = formatNote(note.text, [...logLines, ...own]);
    await this.#store.write("checkpoint", utf8(text));
    await this.#store.settle();
    this.#mirrored = { text, note, checkpoint, lines: own.join(""), timestamp };
    await grown();
    return this.#mirrored.lines;
  }
}

/** A note that this mirror signed; undefined for anything else. */
function readMirrored(text: string, keys: readonly VerifierKey[]): Mirrored | undefined {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) return undefined;
  const lines: string[] = [];
  let timestamp: bigint | undefined;
  for (const key of keys) {
    const cosignature = verifyCosignature(note, key);
    if (cosignature.status === "absent") continue;
    if (cosignature.status !== "ok") return undefined;
    timestamp = cosignature.timestamp;
    lines.push(findSignature(note, key)?.line ?? "");
  }
  return timestamp === undefined ? undefined : { text, note, checkpoint, lines: lines.join(""), timestamp };
}
