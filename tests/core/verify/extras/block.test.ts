/** The header of a record's block, carried in its receipt: proven under the same checkpoint, or named for what is wrong with it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type BlockHeader, encodeBlockHeader } from "#lib/core/log/block.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { closeBlock } from "#lib/core/log/close-block.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { appendLeaves, inclusionProof } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { concat, fromUtf8, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { verify } from "#lib/verify/verify.ts";
import * as fixture from "#tests/core/receipt/receipt-fixture.ts";

const { ORIGIN, entry, ledger, noWitnessPolicy: policy, record, secondVersion, signedLine } = fixture;
/** Blocks of so many records before the record's own, in it, and after it. */
const [BEFORE, OWN, AFTER] = [3, 5, 2];
const PLACE = 1;
const later = (ms: number) => new Date(Date.parse(record.receivedAt) + ms).toISOString();

interface Made {
  leaves: Uint8Array[];
  /** Of the own block. */
  bytes: Uint8Array;
  index: bigint;
  recordIndex: bigint;
}

/** A ledger of three blocks; `change` says what the header of the record's block states instead of what is so. */
function grow(change: (header: BlockHeader) => Partial<BlockHeader> = () => ({})): Made {
  const leaves: Uint8Array[] = [];
  let own: Pick<Made, "bytes" | "index" | "recordIndex"> | undefined;
  let previous: Uint8Array | undefined;
  for (const [height, count] of [BEFORE, OWN, AFTER].entries()) {
    const records = Array.from({ length: count }, (_, at) =>
      leafHash(height === 1 && at === PLACE ? entry : utf8(`${height} ${at}`)),
    );
    const { edge, size } = appendLeaves([], 0n, leaves);
    const end = {
      format: 2 as const,
      origin: ORIGIN,
      edge,
      size,
      height: BigInt(height),
      previous,
      time: later(1_000),
    };
    const { header } = closeBlock(end, records);
    const bytes = encodeBlockHeader(height === 1 ? { ...header, ...change(header) } : header);
    if (height === 1) own = { bytes, index: size + BigInt(count), recordIndex: size + BigInt(PLACE) };
    previous = sha256(bytes);
    leaves.push(...records, leafHash(bytes));
  }
  return { leaves, ...own! };
}

function pathOf({ leaves }: Made, index: bigint): Uint8Array[] {
  return inclusionProof({ index, size: BigInt(leaves.length), tile: () => concat(...leaves) });
}

function extraOf(made: Made, changes: Record<string, unknown> = {}) {
  const { bytes, index } = made;
  const path = pathOf(made, index).map(toBase64);
  return { kind: "block", header: fromUtf8(bytes)!, index: `${index}`, path, ...changes } as const;
}

function receiptOf(made: Made, extras: readonly object[], receiptChanges: object = {}): Uint8Array {
  const { leaves, recordIndex: index } = made;
  const { root, size } = appendLeaves([], 0n, leaves);
  const text = formatCheckpoint({ origin: ORIGIN, size, root });
  const checkpoint = formatNote(text, [signedLine(ledger, text)]);
  const proof = formatTlogProof({ index, hashes: pathOf(made, index), checkpoint });
  return formatReceipt({ ...secondVersion(extras as never, { proof }), ...receiptChanges } as never);
}

async function look(receipt: Uint8Array) {
  const verification = await verify({ receipt: openReceipt(receipt), policy });
  const { status, reason } = verification.steps.find(({ name }) => name === "block") ?? {};
  return { ...verification, said: `${status} ${reason}` };
}

describe("the block in a receipt", () => {
  it("is proven by inclusion, and its height and time become facts", async () => {
    const made = grow();
    const found = await look(receiptOf(made, [extraOf(made)]));
    assert.deepEqual([found.said, found.verdict], ["ok ok", "valid"]);
    assert.deepEqual(found.facts?.block, { height: 1, time: later(1_000) });
  });

  it("is there only for who carries it: without it a receipt is as valid, and says nothing of a block", async () => {
    const made = grow();
    const found = await look(receiptOf(made, []));
    assert.deepEqual([found.said, found.verdict, found.facts?.block], ["undefined undefined", "valid", undefined]);
  });

  it("any byte of it that is changed is noticed", async () => {
    const made = grow();
    const good = receiptOf(made, [extraOf(made)]);
    const found = Buffer.from(good);
    const start = found.indexOf('"extras":[') + '"extras":['.length;
    const end = found.indexOf("]}]", start);
    const kind = found.indexOf('"kind":"block"', start);
    let changed = 0;
    for (let at = start; at < end; at++) {
      if (at >= kind && at < kind + '"kind":"block"'.length) continue; // another kind is another extra, named as unknown
      const bent = good.slice();
      bent[at]! ^= 1;
      const { verdict, facts } = await verify({ receipt: openReceipt(bent), policy });
      assert.deepEqual([verdict, facts], ["failed", undefined], `byte ${at}: ${found.subarray(at - 8, at + 8)}`);
      changed++;
    }
    assert.ok(changed > 300);
  });

  const wrong: [string, string, (made: Made) => object[]][] = [
    ["no header", "block_malformed", (made) => [extraOf(made, { header: "x" })]],
    [
      "a header of format 1",
      "block_malformed",
      (made) => [extraOf(made, { header: extraOf(made).header.replace("v2", "v1") })],
    ],
    ["an index with a leading zero", "block_malformed", (made) => [extraOf(made, { index: `0${made.index}` })]],
    ["a path of other things than digests", "block_malformed", (made) => [extraOf(made, { path: ["AAAA"] })]],
    ["a path as text", "block_malformed", (made) => [extraOf(made, { path: "" })]],
    [
      "a path longer than any",
      "block_malformed",
      (made) => [extraOf(made, { path: Array(65).fill(toBase64(new Uint8Array(32))) })],
    ],
    ["one member more", "block_malformed", (made) => [extraOf(made, { size: "3" })]],
    ["two of them", "block_malformed", (made) => [extraOf(made), extraOf(made)]],
    ["another index than it states", "block_mismatch", (made) => [extraOf(made, { index: `${made.index + 1n}` })]],
    ["a path that is too short", "path_malformed", (made) => [extraOf(made, { path: extraOf(made).path.slice(1) })]],
    ["the path of another leaf", "root_mismatch", (made) => [extraOf(made, { path: extraOf(made).path.toReversed() })]],
  ];
  for (const [what, reason, extras] of wrong) {
    it(`with ${what} fails: ${reason}`, async () => {
      const made = grow();
      const found = await look(receiptOf(made, extras(made)));
      assert.deepEqual([found.said, found.verdict, found.facts], [`failed ${reason}`, "failed", undefined]);
    });
  }

  const signed: [string, string, (header: BlockHeader) => Partial<BlockHeader>][] = [
    ["another origin", "origin_mismatch", () => ({ origin: "elsewhere" })],
    ["another root of the tree before it", "block_mismatch", () => ({ root: new Uint8Array(32) })],
    ["a smaller tree", "block_mismatch", (h) => ({ treeSize: h.treeSize - 1n, leafCount: h.leafCount - 1 })],
    ["the record as another block's", "not_in_block", (h) => ({ firstIndex: h.treeSize - 1n, leafCount: 1 })],
    ["a time before the record's", "received_after_block", () => ({ time: later(-6 * 60_000) })],
  ];
  for (const [what, reason, change] of signed) {
    it(`stating ${what} fails even where the ledger signed it: ${reason}`, async () => {
      const made = grow(change);
      const found = await look(receiptOf(made, [extraOf(made)]));
      assert.deepEqual([found.said, found.verdict], [`failed ${reason}`, "failed"]);
    });
  }

  it("of another block of the same ledger does not count the record", async () => {
    const made = grow();
    const { leaves } = made;
    const index = BigInt(leaves.length - 1);
    const { edge, size } = appendLeaves([], 0n, leaves.slice(0, BEFORE + OWN + 2));
    const previous = sha256(made.bytes);
    const end = { format: 2 as const, origin: ORIGIN, edge, size, height: 2n, previous, time: later(1_000) };
    const last = closeBlock(end, leaves.slice(-1 - AFTER, -1));
    assert.equal(last.header.treeSize, index);
    const found = await look(receiptOf(made, [extraOf({ ...made, bytes: last.bytes, index })]));
    assert.equal(found.said, "failed not_in_block");
  });

  it("rests on the record's own proof, and is not looked at where there is none", async () => {
    const made = grow();
    const { proof: _, ...unanchored } = secondVersion([extraOf(made)]);
    const found = await look(formatReceipt(unanchored));
    assert.deepEqual([found.said, found.verdict], ["unchecked not_anchored", "not_anchored"]);
    const bent = await look(receiptOf(made, [extraOf(made)], { entry: "x" }));
    assert.equal(bent.said, "unchecked depends_on_failed");
  });
});
