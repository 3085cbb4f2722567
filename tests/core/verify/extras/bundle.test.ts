/** One file in the receipt of its bundle: proven by its path under the recorded root, or named for what is wrong with it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeLine, type FileLine } from "#lib/core/bundle/line.ts";
import { encodeRecord, entryOfRecord } from "#lib/core/claim/record.ts";
import type { RecordV2 } from "#lib/core/claim/record-v2.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { appendLeaves, inclusionProof } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { SHA3_TREE, sha3 } from "#lib/core/renewal/renewed-tree.ts";
import { compareBytes, concat, fromUtf8, sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { bundleExtra } from "#lib/core/verify/extras/bundle.ts";
import { verify } from "#lib/verify/verify.ts";
import * as fixture from "#tests/core/receipt/receipt-fixture.ts";

const { ORIGIN, ledger, noWitnessPolicy: policy, record, secondVersion, signedLine } = fixture;
const [COUNT, PLACE] = [11, 6];
const contentOf = (at: number) => utf8(`content of file ${at}`);
const lineOf = (at: number): FileLine => ({
  ...{ file: "sealbook.file/v1", name: `案卷/file ${at}.txt`, size: contentOf(at).length },
  ...{ sha256: toBase64(sha256(contentOf(at))), salt: toBase64(sha256(utf8(`salt ${at}`)).slice(0, 16)) },
});
/** In the order of their hashes, as a bundle has them. */
const inOrder = Array.from({ length: COUNT }, (_, at) => ({ at, bytes: encodeLine(lineOf(at)) })).sort((one, other) =>
  compareBytes(leafHash(one.bytes), leafHash(other.bytes)),
);
const mine = inOrder[PLACE] as (typeof inOrder)[number];
const leaves = inOrder.map(({ bytes }) => leafHash(bytes));
const tree = appendLeaves([], 0n, leaves);
const path = inclusionProof({ index: BigInt(PLACE), size: BigInt(COUNT), tile: () => concat(...leaves) });
const good = bundleExtra({ line: mine.bytes, place: { index: BigInt(PLACE), path } });

/** The same lines in the same places, under SHA3-256. */
const sha3Leaves = inOrder.map(({ bytes }) => SHA3_TREE.leaf(bytes));
const sha3Root = treeRoot(sha3Leaves, SHA3_TREE.join);
/** Of eleven: 6 with 7, both with 4 and 5, those with the first four, and all with the last three. */
const sha3Path = [
  sha3Leaves[7] as Uint8Array,
  treeRoot(sha3Leaves.slice(4, 6), SHA3_TREE.join),
  treeRoot(sha3Leaves.slice(0, 4), SHA3_TREE.join),
  treeRoot(sha3Leaves.slice(8), SHA3_TREE.join),
];
const twice = bundleExtra({ line: mine.bytes, place: { index: BigInt(PLACE), path }, sha3Path });
const secondRoot = { digests: { sha256: toBase64(tree.root), "sha3-256": toBase64(sha3Root) } };

interface Bent {
  record?: Partial<RecordV2>;
  extra?: object;
  extras?: object[];
  entry?: string;
}

function receiptOf(bent: Bent = {}): Uint8Array {
  const made: RecordV2 = {
    record: "sealbook.record/v2",
    ...{ id: record.id, details: record.details, receivedAt: record.receivedAt },
    ...{ salt: record.salt, submitter: record.submitter, kind: "bundle" },
    digests: { sha256: toBase64(tree.root) },
    claim: { files: COUNT },
    ...bent.record,
  };
  const bytes = encodeRecord(made);
  const entry = entryOfRecord(made, sha256(bytes));
  const extras = bent.extras ?? [{ ...good, ...bent.extra }];
  const { details: _, ...receipt } = secondVersion(extras as never, {
    record: fromUtf8(bytes) ?? "",
    entry: bent.entry ?? fromUtf8(entry) ?? "",
    proof: proofOf(entry),
  });
  return formatReceipt(receipt);
}

function proofOf(entry: Uint8Array): string {
  const all = [leafHash(utf8("a")), leafHash(entry)];
  const { root, size } = appendLeaves([], 0n, all);
  const text = formatCheckpoint({ origin: ORIGIN, size, root });
  const hashes = inclusionProof({ index: 1n, size, tile: () => concat(...all) });
  return formatTlogProof({ index: 1n, hashes, checkpoint: formatNote(text, [signedLine(ledger, text)]) });
}

async function look(receipt: Uint8Array, given: { sha256?: Uint8Array; parts?: Uint8Array[] } = {}) {
  const verification = await verify({ receipt: openReceipt(receipt), policy, ...given });
  const saidOf = (step: string) => {
    const { status, reason } = verification.steps.find(({ name }) => name === step) ?? {};
    return `${status} ${reason}`;
  };
  return { ...verification, said: saidOf("bundle"), file: saidOf("file") };
}

describe("the file in a receipt of a bundle", () => {
  it("is proven by its path, compared with the file, and told among the facts", async () => {
    const found = await look(receiptOf(), { sha256: sha256(contentOf(mine.at)) });
    assert.deepEqual([found.said, found.file, found.verdict], ["ok ok", "ok ok", "valid"]);
    const { name, size } = lineOf(mine.at);
    assert.deepEqual(found.facts?.claim?.file, { name, sha256: toHex(sha256(contentOf(mine.at))), size });
  });

  it("another file of the same bundle is not it", async () => {
    const found = await look(receiptOf(), { sha256: sha256(contentOf((mine.at + 1) % COUNT)) });
    assert.deepEqual([found.said, found.file, found.verdict], ["ok ok", "failed digest_mismatch", "failed"]);
  });

  it("says nothing of the other files: no name, no digest, no size", () => {
    const text = fromUtf8(receiptOf()) ?? "";
    for (const { at } of inOrder.filter((each) => each !== mine)) {
      for (const told of [`file ${at}.txt`, lineOf(at).sha256, lineOf(at).salt]) assert.ok(!text.includes(told), told);
    }
  });

  it("any byte of it that is changed is noticed", async () => {
    const receipt = receiptOf();
    const text = Buffer.from(receipt);
    const start = text.indexOf('"extras":[') + '"extras":['.length;
    const end = text.indexOf("}],", start);
    const kind = text.indexOf('"kind":"bundle"', start);
    for (let at = start; at < end; at++) {
      if (at >= kind && at < kind + '"kind":"bundle"'.length) continue; // another kind is another extra, named as unknown
      const bent = receipt.slice();
      bent[at] = (bent[at] as number) ^ 1;
      const { verdict, facts } = await look(bent);
      assert.deepEqual([verdict, facts], ["failed", undefined], `byte ${at}: ${text.subarray(at - 8, at + 8)}`);
    }
  });

  const another = fromUtf8(inOrder[0]?.bytes ?? utf8(""));
  const wrong: [string, string, Bent][] = [
    ["no line", "bundle_malformed", { extra: { line: "x" } }],
    ["an index with a leading zero", "bundle_malformed", { extra: { index: "06" } }],
    ["a path of other things than digests", "bundle_malformed", { extra: { path: ["AAAA"] } }],
    ["one member more", "bundle_malformed", { extra: { size: "3" } }],
    ["two of them", "bundle_malformed", { extras: [good, good] }],
    ["another index", "root_mismatch", { extra: { index: "5" } }],
    ["an index beyond the bundle", "path_malformed", { extra: { index: "11" } }],
    ["a path that is too short", "path_malformed", { extra: { path: path.slice(1).map(toBase64) } }],
    ["another file's line", "root_mismatch", { extra: { line: another } }],
    ["a record of another root", "root_mismatch", { record: { digests: { sha256: toBase64(sha256(utf8("x"))) } } }],
    ["a record of another number of files", "path_malformed", { record: { claim: { files: 2 } } }],
    ["a record of something else", "bundle_mismatch", { record: { kind: "template" } }],
  ];
  for (const [what, reason, bent] of wrong) {
    it(`with ${what} fails: ${reason}`, async () => {
      const found = await look(receiptOf(bent));
      assert.deepEqual([found.said, found.verdict, found.facts], [`failed ${reason}`, "failed", undefined]);
    });
  }

  it("is proven under SHA3-256 as well where the record states a second root, and under one alone it is not", async () => {
    const found = await look(receiptOf({ record: secondRoot, extras: [twice] }), {
      sha256: sha256(contentOf(mine.at)),
    });
    assert.deepEqual([found.said, found.file, found.verdict], ["ok ok", "ok ok", "valid"]);
    const bent = async (given: Bent) => (await look(receiptOf(given))).said;
    assert.equal(await bent({ record: secondRoot }), "failed bundle_malformed");
    assert.equal(await bent({ extras: [twice] }), "failed bundle_malformed");
    const other = { digests: { ...secondRoot.digests, "sha3-256": toBase64(sha3(utf8("x"))) } };
    assert.equal(await bent({ record: other, extras: [twice] }), "failed root_mismatch");
    const short = { ...twice, sha3Path: sha3Path.slice(1).map(toBase64) };
    assert.equal(await bent({ record: secondRoot, extras: [short] }), "failed path_malformed");
    assert.equal(await bent({ record: secondRoot, extras: [{ ...twice, sha3Path: "x" }] }), "failed bundle_malformed");
  });

  it("rests on the record", async () => {
    const found = await look(receiptOf({ entry: "x" }), { sha256: sha256(contentOf(mine.at)) });
    assert.deepEqual([found.said, found.file], ["unchecked depends_on_failed", "unchecked depends_on_failed"]);
  });

  it("a record of a bundle that says not how many files it has is none", () => {
    assert.throws(() => receiptOf({ record: { claim: { other: 1 } } }), TypeError);
  });
});

describe("a file given with the receipt of the whole bundle", () => {
  const whole = receiptOf({ extras: [] });

  it("is its list, where that has the recorded root", async () => {
    const found = await look(whole, { sha256: sha256(utf8("the list")), parts: [tree.root] });
    assert.deepEqual([found.file, found.verdict], ["ok bundle_list", "valid"]);
    const other = await look(whole, { sha256: sha256(utf8("the list")), parts: [sha256(utf8("x"))] });
    assert.deepEqual([other.file, other.verdict], ["failed digest_mismatch", "failed"]);
  });

  it("is not compared, where it is something else: the receipt names no files", async () => {
    for (const parts of [undefined, []]) {
      const found = await look(whole, { sha256: sha256(contentOf(mine.at)), ...(parts && { parts }) });
      assert.deepEqual([found.file, found.verdict], ["unchecked bundle_file_alone", "valid"]);
    }
    assert.equal((await look(whole)).file, "unchecked no_file_given");
  });
});
