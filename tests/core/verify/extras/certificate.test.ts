/** A certificate in the receipt of its batch: proven by its path under the recorded root, or named for what is wrong with it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { type BatchStatement, encodeBatchStatement } from "#lib/core/certificate/batch.ts";
import { encodeLeaf } from "#lib/core/certificate/leaf.ts";
import { sealMessage } from "#lib/core/certificate/seal.ts";
import { encodeRecord, entryOfRecord } from "#lib/core/claim/record.ts";
import type { RecordV2 } from "#lib/core/claim/record-v2.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { appendLeaves, inclusionProof } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { concat, fromUtf8, sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { certificateExtra } from "#lib/core/verify/extras/certificate.ts";
import { verify } from "#lib/verify/verify.ts";
import * as fixture from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const { ORIGIN, ledger, noWitnessPolicy: policy, record, secondVersion, signedLine } = fixture;
const ISSUER = "did:web:example.org:issuers:school";
const [COUNT, PLACE] = [11, 6];
const FORMS = { pages: utf8("%PDF as designed"), credential: utf8("{}"), sdJwt: utf8("a.b.c") };
const salt = toBase64(new Uint8Array(16).fill(9));
const digest = (bytes: Uint8Array) => toBase64(sha256(bytes));
const idOf = (at: number) => `0193563f-9a10-7b22-a5d3-0e6f4c1d2b${(16 + at).toString(16)}`;
const leafOf = (at: number) =>
  encodeLeaf({
    id: idOf(at),
    ...{ pages: digest(FORMS.pages), credential: digest(FORMS.credential), sdJwt: digest(FORMS.sdJwt), salt },
  });

/** What is bent of an otherwise good receipt. */
interface Bent {
  record?: Partial<RecordV2>;
  statement?: Partial<BatchStatement>;
  extra?: object;
  extras?: (good: object) => object[];
  isSealed?: boolean;
  isAnchored?: boolean;
  entry?: string;
}

const seed = new Uint8Array(32).fill(5);
function sealOf(statement: Uint8Array, by = seed) {
  const signature = toBase64(ed25519.sign(sealMessage(statement), by));
  return { key: toBase64(ed25519.getPublicKey(by)), signature };
}

const leaves = Array.from({ length: COUNT }, (_, at) => leafHash(leafOf(at)));
const tree = appendLeaves([], 0n, leaves);
const path = inclusionProof({ index: BigInt(PLACE), size: BigInt(COUNT), tile: () => concat(...leaves) });

function statementOf(changes: Partial<BatchStatement> = {}): BatchStatement {
  return {
    batch: "sealbook.batch/v1",
    issuer: ISSUER,
    template: { id: idOf(0), version: 1, sha256: digest(utf8("template")) },
    ...{ count: COUNT, root: toBase64(tree.root), credentialType: "OpenBadgeCredential" },
    issuedAt: record.receivedAt,
    ...changes,
  };
}

function receiptOf(bent: Bent = {}): Uint8Array {
  const stated = encodeBatchStatement(statementOf());
  const made: RecordV2 = {
    record: "sealbook.record/v2",
    ...{ id: record.id, details: record.details, receivedAt: record.receivedAt },
    ...{ salt: record.salt, submitter: record.submitter, kind: "batch", issuer: ISSUER },
    digests: { sha256: digest(stated) },
    claim: { root: toBase64(tree.root), count: COUNT },
    ...bent.record,
  };
  const bytes = encodeRecord(made);
  const entry = entryOfRecord(made, sha256(bytes));
  const statement = encodeBatchStatement(statementOf(bent.statement));
  const seal = bent.isSealed ? sealOf(statement) : undefined;
  const good = { ...certificateExtra({ leaf: leafOf(PLACE), place: { index: BigInt(PLACE), path }, statement, seal }) };
  const extras = bent.extras?.(good) ?? [{ ...good, ...bent.extra }];
  const { details: _, ...receipt } = secondVersion(extras as never, {
    record: fromUtf8(bytes)!,
    entry: bent.entry ?? fromUtf8(entry)!,
    proof: proofOf(entry),
  });
  if (bent.isAnchored === false) delete (receipt as { proof?: string }).proof;
  return formatReceipt(receipt);
}

function proofOf(entry: Uint8Array): string {
  const others = ["a", "b", "c"].map((each) => leafHash(utf8(each)));
  const all = [...others, leafHash(entry)];
  const { root, size } = appendLeaves([], 0n, all);
  const text = formatCheckpoint({ origin: ORIGIN, size, root });
  const hashes = inclusionProof({ index: 3n, size, tile: () => concat(...all) });
  return formatTlogProof({ index: 3n, hashes, checkpoint: formatNote(text, [signedLine(ledger, text)]) });
}

async function look(receipt: Uint8Array, given: { sha256?: Uint8Array; parts?: Uint8Array[] } = {}) {
  const verification = await verify({ receipt: openReceipt(receipt), policy, ...given });
  const saidOf = (step: string) => {
    const { status, reason } = verification.steps.find(({ name }) => name === step) ?? {};
    return `${status} ${reason}`;
  };
  return { ...verification, said: saidOf("certificate"), file: saidOf("file") };
}

describe("the certificate in a receipt", () => {
  it("is proven by its path to the root of its batch, and the receipt is as valid as the batch's", async () => {
    const found = await look(receiptOf());
    assert.deepEqual([found.said, found.verdict, found.file], ["ok ok", "valid", "unchecked no_file_given"]);
  });

  it("carries a seal that holds, where its batch was sealed", async () => {
    const found = await look(receiptOf({ isSealed: true }));
    assert.deepEqual([found.said, found.verdict], ["ok ok", "valid"]);
  });

  it("any byte of it that is changed is noticed", async () => {
    const good = receiptOf({ isSealed: true });
    const found = Buffer.from(good);
    const start = found.indexOf('"extras":[') + '"extras":['.length;
    const end = found.indexOf("}],", start);
    const kind = found.indexOf('"kind":"certificate"', start);
    let changed = 0;
    for (let at = start; at < end; at++) {
      if (at >= kind && at < kind + '"kind":"certificate"'.length) continue; // another kind is another extra, named as unknown
      const bent = good.slice();
      bent[at]! ^= 1;
      const { verdict, facts } = await look(bent);
      assert.deepEqual([verdict, facts], ["failed", undefined], `byte ${at}: ${found.subarray(at - 8, at + 8)}`);
      changed++;
    }
    assert.ok(changed > 1_000);
  });

  const wrong: [string, string, Bent][] = [
    ["no leaf", "certificate_malformed", { extra: { leaf: "x" } }],
    ["no statement", "certificate_malformed", { extra: { statement: "{}" } }],
    ["an index with a leading zero", "certificate_malformed", { extra: { index: "06" } }],
    ["a path of other things than digests", "certificate_malformed", { extra: { path: ["AAAA"] } }],
    ["a path longer than any", "certificate_malformed", { extra: { path: Array(65).fill(toBase64(tree.root)) } }],
    ["a seal that is none", "certificate_malformed", { extra: { seal: "x" } }],
    ["one member more", "certificate_malformed", { extra: { size: "3" } }],
    ["two of them", "certificate_malformed", { extras: (good) => [good, good] }],
    ["another index", "root_mismatch", { extra: { index: "5" } }],
    ["an index beyond the batch", "path_malformed", { extra: { index: "11" } }],
    ["a path that is too short", "path_malformed", { extra: { path: path.slice(1).map(toBase64) } }],
    ["another certificate's leaf", "root_mismatch", { extra: { leaf: fromUtf8(leafOf(0)) } }],
    [
      "a statement that the record does not bind",
      "batch_mismatch",
      { statement: { issuedAt: "2020-01-01T00:00:00.000Z" } },
    ],
    ["a seal over something else", "batch_seal_invalid", { extra: { seal: sealOf(utf8("{}")) } }],
  ];
  for (const [what, reason, bent] of wrong) {
    it(`with ${what} fails: ${reason}`, async () => {
      const found = await look(receiptOf(bent));
      assert.deepEqual([found.said, found.verdict, found.facts], [`failed ${reason}`, "failed", undefined]);
    });
  }

  const other = encodeBatchStatement(statementOf({ root: digest(utf8("another root")) }));
  const recorded: [string, Partial<RecordV2>][] = [
    ["another issuer", { issuer: "did:web:example.com" }],
    ["another number", { claim: { root: toBase64(tree.root), count: COUNT + 1 } }],
    ["another root", { claim: { root: digest(other), count: COUNT } }],
    ["another kind", { kind: "template", claim: { root: toBase64(tree.root), count: COUNT } }],
  ];
  for (const [what, change] of recorded) {
    it(`under a record of ${what} than its statement's fails`, async () => {
      const found = await look(receiptOf({ record: change }));
      assert.deepEqual([found.said, found.verdict], ["failed batch_mismatch", "failed"]);
    });
  }

  it("rests on the record, and proves nothing where that is not anchored", async () => {
    const bent = await look(receiptOf({ entry: "x" }));
    assert.deepEqual([bent.said, bent.verdict], ["unchecked depends_on_failed", "failed"]);
    const waiting = await look(receiptOf({ isAnchored: false }));
    assert.deepEqual([waiting.said, waiting.verdict, waiting.facts], ["ok ok", "not_anchored", undefined]);
  });
});

describe("a file given with a certificate's receipt", () => {
  for (const [name, bytes] of Object.entries(FORMS)) {
    it(`is one of its forms: ${name}, whole or as a part of what was delivered`, async () => {
      assert.equal((await look(receiptOf(), { sha256: sha256(bytes) })).file, "ok certificate_form");
      const delivered = sha256(concat(bytes, utf8("more behind it")));
      assert.equal(
        (await look(receiptOf(), { sha256: delivered, parts: [sha256(bytes)] })).file,
        "ok certificate_form",
      );
    });
  }

  it("is not the batch's statement, nor anything else", async () => {
    const statement = sha256(encodeBatchStatement(statementOf()));
    const found = await look(receiptOf(), { sha256: statement, parts: [] });
    assert.deepEqual([found.file, found.verdict], ["failed digest_mismatch", "failed"]);
    const step = found.steps.find(({ name }) => name === "file");
    assert.ok(step?.expected?.includes(digest(FORMS.pages)));
  });

  it("of which only the whole digest is known is neither called right nor wrong where it is none of them", async () => {
    const digestOfWhole = sha256(utf8("delivered"));
    const found = await look(receiptOf(), { sha256: digestOfWhole });
    assert.deepEqual([found.file, found.verdict], ["unchecked certificate_file_unread", "valid"]);
    assert.equal(found.steps.find(({ name }) => name === "file")?.found, toHex(digestOfWhole));
  });

  it("is never called right by a leaf that is not the batch's, or that was not looked into", async () => {
    const forged = receiptOf({ extra: { leaf: fromUtf8(leafOf(0)) } });
    assert.equal((await look(forged, { sha256: sha256(FORMS.pages) })).file, "unchecked depends_on_failed");
    const { steps } = verifyReceipt({ receipt: receiptOf(), policy, sha256: sha256(FORMS.pages) });
    const found = steps.filter(({ name }) => name === "file" || name === "certificate").map(({ reason }) => reason);
    assert.deepEqual(found, ["extra_not_read", "extra_not_read"]);
  });

  it("with SHA-256 broken proves nothing any more", async () => {
    const broken = new Map([["sha-256", 0]]) as never;
    const given = { receipt: openReceipt(receiptOf()), policy, sha256: sha256(FORMS.pages), broken };
    const { steps } = await verify(given);
    assert.equal(steps.find(({ name }) => name === "file")?.reason, "digest_aged");
  });
});
