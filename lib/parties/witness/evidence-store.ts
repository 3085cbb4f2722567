/**
 * What speaks against a log: pairs of signed checkpoints that it should never have signed both, kept as files under
 * `conflicts/<hex sha256(origin)>/` and published. A pair of the same size is proof; a larger checkpoint whose
 * consistency proof does not hold is kept as well, as something that may become proof.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { writeDurably } from "./durable-file.ts";
import { type EvidenceDocument, evidenceWords, parseEvidence } from "./evidence-document.ts";
import { contradicts } from "./judgement.ts";
import { listLogFolders, makeLogFolder, namesIn } from "./log-folders.ts";
import { originHash } from "./log-list.ts";

/** Of each log. One conflict says everything; the others tell how far it goes. */
const CONFLICTS_MAX = 64;
const UNPROVEN_MAX = 16;
const ID_CHARS = 32;

/** A signed checkpoint as a note. */
export interface Statement {
  note: string;
  checkpoint: Checkpoint;
}

export interface Kept {
  document: EvidenceDocument;
  seen: Checkpoint;
  shown: Checkpoint;
}

interface NewEvidence {
  seen: Statement;
  shown: Statement;
  /** The log's keys that the witness trusts, so that a reader can check both signatures. */
  logKeys: readonly string[];
  at: Date;
}

/** Callers take turns for each origin. */
export class EvidenceStore {
  readonly #folder: string;
  readonly #witness: string;
  readonly #kept = new Map<string, Kept[]>();
  /** Files that could not be read as evidence when the store was opened. */
  readonly unreadable: string[] = [];

  private constructor(folder: string, witness: string) {
    this.#folder = folder;
    this.#witness = witness;
  }

  /** @param witness verifier key of the witness, as text */
  static async open(witnessFolder: string, witness: string): Promise<EvidenceStore> {
    const store = new EvidenceStore(join(witnessFolder, "conflicts"), witness);
    for (const hash of await listLogFolders(store.#folder)) await store.#read(hash);
    return store;
  }

  /** Of one log, in the order in which it was kept. */
  of(hash: string): readonly Kept[] {
    return this.#kept.get(hash) ?? [];
  }

  /** Whether a signed checkpoint contradicts one that was kept as unproven: then which. */
  contradicted({ checkpoint }: Statement): Statement | undefined {
    const found = this.of(originHash(checkpoint.origin)).find(
      ({ document, shown }) => document.kind === "unproven" && contradicts(shown, checkpoint),
    );
    return found && { note: found.document.shown, checkpoint: found.shown };
  }

  /** Keeps two signed checkpoints, durably. @returns undefined when this one was kept before, "full" when there is no room */
  async keep(kind: EvidenceDocument["kind"], evidence: NewEvidence): Promise<EvidenceDocument | "full" | undefined> {
    const { seen, shown, logKeys, at } = evidence;
    const { origin } = shown.checkpoint;
    const hash = originHash(origin);
    const id = idOf(kind, evidence);
    const kept = this.of(hash);
    if (kept.some(({ document }) => document.id === id)) return undefined;
    const same = kept.filter(({ document }) => document.kind === kind);
    if (same.length >= (kind === "conflict" ? CONFLICTS_MAX : UNPROVEN_MAX)) return "full";
    const document: EvidenceDocument = {
      evidence: "sealbook.witness-evidence/v1",
      id,
      kind,
      origin,
      at: at.toISOString(),
      witness: this.#witness,
      logKeys: [...logKeys],
      seen: seen.note,
      shown: shown.note,
      words: evidenceWords(kind, { seen: seen.checkpoint, shown: shown.checkpoint }),
    };
    const folder = await makeLogFolder(this.#folder, hash);
    await writeDurably(join(folder, `${id}.json`), `${JSON.stringify(document, null, 2)}\n`);
    this.#kept.set(hash, [...kept, { document, seen: seen.checkpoint, shown: shown.checkpoint }]);
    return document;
  }

  async #read(hash: string): Promise<void> {
    const kept: Kept[] = [];
    for (const name of await namesIn(join(this.#folder, hash))) {
      if (!name.endsWith(".json")) continue;
      const path = join(this.#folder, hash, name);
      const document = parseEvidence(await readFile(path, "utf8"));
      const seen = document && checkpointOf(document.seen);
      const shown = document && checkpointOf(document.shown);
      const fits = document && originHash(document.origin) === hash && `${document.id}.json` === name;
      if (fits && seen && shown) kept.push({ document, seen, shown });
      else this.unreadable.push(path);
    }
    kept.sort((one, other) => (one.document.at < other.document.at ? -1 : 1));
    this.#kept.set(hash, kept);
  }
}

/** The same two statements are kept once, whatever signature lines they came with. */
function idOf(kind: string, { seen, shown }: NewEvidence): string {
  // Of an unproven one only what was shown counts: the log would fill the room with one note otherwise.
  const parts = kind === "conflict" ? [seen.checkpoint, shown.checkpoint] : [shown.checkpoint];
  const text = parts.map(({ size, root }) => `${size} ${toBase64(root)}\n`).join("");
  return createHash("sha256").update(`${kind}\n${text}`).digest("hex").slice(0, ID_CHARS);
}

function checkpointOf(note: string): Checkpoint | undefined {
  const parsed = parseNote(note);
  return parsed && parseCheckpoint(parsed.text);
}
