/** Something handed out earlier (a checkpoint, a proof, a receipt), held against today's ledger. */
import { blockLine, findBlockLine } from "#lib/core/log/block.ts";
import { type Checkpoint, openCheckpoint, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, rootFromInclusion } from "#lib/core/log/merkle.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { parseTlogProof, type TlogProof } from "#lib/core/log/tlog-proof.ts";
import { openReceiptFile } from "#lib/core/receipt/open-receipt.ts";
import { ledgerKeyOf } from "#lib/core/receipt/receipt.ts";
import { isPdf } from "#lib/core/receipt/receipt-file.ts";
import { DIGEST_BYTES, utf8 } from "#lib/core/text/bytes.ts";
import { readFileLines } from "#lib/core/text/file-text.ts";
import type { Block, LedgerHead } from "#lib/features/ledger/sealing/types.ts";
import { verify } from "#lib/verify/verify.ts";
import { type Finding, Mismatch, mustEqual } from "./finding.ts";
import type { AuditKey } from "./ledger-row.ts";
import type { AuditTree } from "./tree.ts";

export const SINCE_KINDS = ["checkpoint", "proof", "receipt"] as const;
export type SinceKind = (typeof SINCE_KINDS)[number];

export interface Since {
  kind: SinceKind;
  /** The signed note. */
  note: string;
  checkpoint: Checkpoint;
  /** Index and inclusion path of one entry. */
  proof?: TlogProof;
  /** Leaf hash of that entry, where the file says what was logged. */
  leaf?: Uint8Array;
  /** The key that a receipt names. */
  verifierKey?: string;
}

/** unreadable: none of the formats; not_anchored: a receipt without proof says nothing about the tree; not_intact: it fails in itself. */
export type SinceFailure = { failed: "unreadable" | "not_anchored" | "not_intact"; step?: string };

/** Tells a checkpoint, a tlog-proof, a receipt in JSON and a sealed receipt PDF apart by their bytes. */
export async function readSince(bytes: Uint8Array): Promise<Since | SinceFailure> {
  if (isPdf(bytes)) return await readReceipt(bytes);
  const text = readFileLines(bytes);
  if (text === undefined) return { failed: "unreadable" };
  if (text.trimStart().startsWith("{")) return await readReceipt(bytes);
  const proof = parseTlogProof(text);
  if (proof) return readProof(proof);
  return readCheckpoint("checkpoint", text, {});
}

/** A path that leads nowhere, whatever the leaf, proves nothing: an index outside of the tree, too many hashes or too few. */
function readProof(proof: TlogProof): Since | SinceFailure {
  const since = readCheckpoint("proof", proof.checkpoint, { proof });
  if ("failed" in since) return since;
  const { index, hashes } = proof;
  const leaf = new Uint8Array(DIGEST_BYTES);
  const root = rootFromInclusion({ leaf, index, size: since.checkpoint.size, proof: hashes });
  return root ? since : { failed: "not_intact", step: "inclusion" };
}

async function readReceipt(bytes: Uint8Array): Promise<Since | SinceFailure> {
  const opened = openReceiptFile(bytes);
  if (opened.parts === undefined) return { failed: "unreadable" };
  const { receipt, proof } = opened.parts;
  const { steps } = await verify({ receipt: opened });
  const failed = steps.find((step) => step.status === "failed");
  if (failed) return { failed: "not_intact", step: failed.name };
  if (receipt.proof === undefined) return { failed: "not_anchored" };
  if (!proof) return { failed: "unreadable" };
  const leaf = leafHash(utf8(receipt.entry));
  return readCheckpoint("receipt", proof.checkpoint, { proof, leaf, verifierKey: ledgerKeyOf(receipt) });
}

function readCheckpoint(kind: SinceKind, note: string, more: Partial<Since>): Since | SinceFailure {
  const text = parseNote(note)?.text;
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
  return checkpoint ? { ...more, kind, note, checkpoint } : { failed: "unreadable" };
}

/** Same origin, signed by a key that the ledger has or had, and a tree no larger than today's. @throws {Mismatch} */
export function checkSinceHead(since: Since, { head, keys }: { head: LedgerHead; keys: readonly AuditKey[] }): void {
  const { ledger, treeSize } = head;
  const row = { check: "since", table: "ledger", key: { name: ledger.name } } as const;
  mustEqual({ ...row, column: "origin", expected: since.checkpoint.origin, found: ledger.origin });
  const found = keys.map(({ key }) => key.text).join(" ");
  const at = { check: "since", table: "ledger_key", key: { ledger: ledger.name }, column: "verifier_key" } as const;
  const named = since.verifierKey;
  if (named !== undefined && !keys.some(({ key }) => key.text === named)) {
    throw new Mismatch({ ...at, expected: named, found });
  }
  const failures = keys
    .map(({ key }) => openCheckpoint(since.note, key))
    .map((opened) => "failed" in opened && opened.failed);
  if (failures.every(Boolean)) {
    const reason = failures.find((failure) => failure === "signature_invalid") || failures[0];
    throw new Mismatch({ ...at, expected: `the key that signed the earlier checkpoint (${reason})`, found });
  }
  if (since.checkpoint.size <= treeSize) return;
  const [table, column] = ["ledger_block", "tree_size"];
  const expected = `${since.checkpoint.size} or more`;
  throw new Mismatch({
    check: "since",
    table,
    key: { ledger: ledger.name },
    column,
    expected,
    found: String(treeSize),
  });
}

/** Watches the tree grow: its root at the earlier size, the leaf at the index of the proof, the block that was named. */
export class SinceWatch {
  readonly #since: Since;
  readonly #ledger: string;
  #leaf: Uint8Array | undefined;
  #isRootSeen = false;
  #isBlockSeen = false;

  constructor(since: Since, ledger: string) {
    this.#since = since;
    this.#ledger = ledger;
  }

  /** Sizes of the tree at which there is something to see. */
  get stops(): number[] {
    const { proof, checkpoint } = this.#since;
    const sizes = [Number(checkpoint.size), ...(proof ? [Number(proof.index) + 1] : [])];
    return sizes.sort((one, other) => one - other);
  }

  /**
   * To be called before the first leaf, and at the stops at least with the last leaf.
   * @throws {Mismatch} at the size of the earlier checkpoint, when today's ledger does not continue it.
   */
  see(tree: AuditTree, leaf?: Buffer): void {
    const { proof, checkpoint } = this.#since;
    if (leaf && proof && proof.index === BigInt(tree.size - 1)) this.#seeLeaf(leaf, proof.index);
    if (checkpoint.size !== BigInt(tree.size)) return;
    const found = tree.root().toString("base64");
    mustEqual({ ...this.#row("size", checkpoint.size), column: "root", expected: base64(checkpoint.root), found });
    if (proof) this.#checkPath(proof, checkpoint);
    this.#isRootSeen = true;
  }

  /** @throws {Mismatch} when the earlier checkpoint names another block of this size. */
  seeBlock(block: Block): void {
    const { checkpoint } = this.#since;
    const expected = findBlockLine(checkpoint);
    if (expected === undefined || block.treeSize !== checkpoint.size) return;
    const key = { ledger: this.#ledger, height: String(block.height) };
    mustEqual({ check: "since", table: "ledger_block", key, column: "hash", expected, found: blockLine(block.hash) });
    this.#isBlockSeen = true;
  }

  /** To be called after the last block. @throws {Mismatch} when no block ends where the named one did. */
  end(): void {
    const { checkpoint } = this.#since;
    const expected = findBlockLine(checkpoint);
    if (!this.#isRootSeen) throw new Error(`The ledger was not seen with ${checkpoint.size} entries.`);
    if (expected === undefined || this.#isBlockSeen) return;
    const row = { ...this.#row("size", checkpoint.size), table: "ledger_block" };
    throw new Mismatch({ ...row, column: "tree_size", expected, found: `no block that ends at ${checkpoint.size}` });
  }

  #seeLeaf(leaf: Buffer, index: bigint): void {
    this.#leaf = leaf;
    const expected = this.#since.leaf;
    if (!expected) return;
    mustEqual({ ...this.#row("index", index), column: "leaf_hash", expected: base64(expected), found: base64(leaf) });
  }

  #checkPath({ index, hashes }: TlogProof, { size, root }: Checkpoint): void {
    const found = this.#leaf && rootFromInclusion({ leaf: this.#leaf, index, size, proof: hashes });
    const row = this.#row("index", index);
    mustEqual({ ...row, column: "leaf_hash", expected: base64(root), found: found ? base64(found) : "no path" });
  }

  #row(name: "size" | "index", value: bigint): Pick<Finding, "check" | "table" | "key"> {
    return { check: "since", table: "ledger_entry", key: { ledger: this.#ledger, [name]: String(value) } };
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
