/** The product's verifier and a checker that shares no code with it agree on good receipts and on every way of bending one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { blockLine } from "#lib/core/block.ts";
import { concat, sha256, toBase64, utf8 } from "#lib/core/bytes.ts";
import { formatCheckpoint } from "#lib/core/checkpoint.ts";
import { leafHash } from "#lib/core/merkle.ts";
import { formatNote } from "#lib/core/note.ts";
import { formatReceipt, type Receipt } from "#lib/core/receipt.ts";
import { encodeDetails, encodeEntry, encodeRecord } from "#lib/core/record.ts";
import { appendLeaves, inclusionProof } from "#lib/core/tiles.ts";
import { formatTlogProof } from "#lib/core/tlog-proof.ts";
import { verifyReceipt } from "#lib/core/verify-receipt.ts";
import {
  details,
  FILE_SHA256,
  ledger,
  ORIGIN,
  receipt,
  receiptBytes,
  record,
  signedLine,
  signer,
  without,
} from "#tests/core/receipt-fixture.ts";
import { checkReceipt } from "./independent-checker.ts";

function agree(bytes: Uint8Array, what: string, digest = FILE_SHA256): boolean {
  const ours = verifyReceipt({ receipt: bytes, sha256: digest }).verdict === "issuer_unproven";
  const theirs = checkReceipt(bytes, digest);
  assert.equal(ours, theirs.ok, `${what}: ${theirs.reason ?? "holds"}`);
  return ours;
}

/** A receipt for leaf `index` of a tree of `size` leaves. */
function receiptAt(index: number, size: number): Uint8Array {
  const detailsBytes = encodeDetails({ ...details, name: `${index} of ${size}.pdf` });
  const recordBytes = encodeRecord({ ...record, details: toBase64(sha256(detailsBytes)) });
  const entry = encodeEntry({ type: "file", recordHash: sha256(recordBytes) });
  const leaves = Array.from({ length: size }, (_, at) => leafHash(at === index ? entry : utf8(`${at}`)));
  const { root } = appendLeaves([], 0n, leaves);
  const text = formatCheckpoint({
    origin: ORIGIN,
    size: BigInt(size),
    root,
    extensions: size % 2 === 0 ? [] : [blockLine(sha256(root))],
  });
  const hashes = inclusionProof({ index: BigInt(index), size: BigInt(size), tile: () => concat(...leaves) });
  const checkpoint = formatNote(text, [signedLine(ledger, text)]);
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return formatReceipt({
    receipt: "sealbook.receipt/v1",
    record: decode(recordBytes),
    details: decode(detailsBytes),
    entry: decode(entry),
    proof: formatTlogProof({ index: BigInt(index), hashes, checkpoint }),
    issuer: { key: ledger.key.text },
    timestamps: [],
  });
}

test("both accept the receipts of every leaf of every small tree", () => {
  for (let size = 1; size <= 17; size++) {
    for (let index = 0; index < size; index++) assert.ok(agree(receiptAt(index, size), `${index} of ${size}`));
  }
});

test("both accept a receipt without details, and refuse another file", () => {
  assert.ok(agree(receiptBytes, "as issued"));
  assert.ok(agree(formatReceipt(without(receipt(), "details")), "without details"));
  assert.ok(!agree(receiptBytes, "another file", sha256(utf8("another file"))));
});

test("both refuse the same receipts when whole parts are exchanged", () => {
  const good = receipt();
  const other = JSON.parse(new TextDecoder().decode(receiptAt(3, 9))) as Receipt;
  for (const name of ["record", "entry", "details", "proof"] as const) {
    assert.ok(!agree(formatReceipt({ ...good, [name]: other[name] }), name));
  }
  for (const key of [signer("other.example").key.text, signer(ORIGIN, 0x01, "another key").key.text]) {
    assert.ok(!agree(formatReceipt({ ...good, issuer: { key } }), "another key"));
  }
});

test("both refuse every receipt with a changed byte", () => {
  for (let at = 0; at < receiptBytes.length; at++) {
    const bytes = receiptBytes.slice();
    bytes[at]! ^= 1 << (at % 7);
    assert.ok(!agree(bytes, `byte ${at}`));
  }
});

test("both refuse receipts damaged in any other way", () => {
  const damage = fc.record({
    at: fc.nat(receiptBytes.length),
    drop: fc.nat(40),
    put: fc.uint8Array({ maxLength: 20 }),
  });
  fc.assert(
    fc.property(damage, ({ at, drop, put }) => {
      const bytes = concat(receiptBytes.subarray(0, at), put, receiptBytes.subarray(at + drop));
      fc.pre(!Buffer.from(bytes).equals(receiptBytes));
      assert.ok(!agree(bytes, `${at} -${drop} +${put.length}`));
    }),
    { numRuns: 1_500 },
  );
});
