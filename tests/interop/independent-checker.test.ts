/** The product's verifier and a checker that shares no code with it agree on good receipts and on every way of bending one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeDetails } from "#lib/core/claim/details.ts";
import { encodeEntry } from "#lib/core/claim/entry.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
import { blockLine } from "#lib/core/log/block.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { appendLeaves, inclusionProof } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { formatReceipt, type Receipt } from "#lib/core/receipt/receipt.ts";
import { concat, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import {
  checkpointText,
  cosignedLine,
  details,
  FILE_SHA256,
  fullReceipt,
  ledger,
  ORIGIN,
  proof,
  receipt,
  receiptBytes,
  record,
  sealed,
  signedLine,
  signer,
  thirdWitness,
  threeWitnessesPolicy,
  without,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";
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

const TRUSTED_POLICY = `${[
  `log ${ledger.key.text}`,
  ...[...witnesses, thirdWitness].map(({ key }, at) => `witness w${at + 1} ${key.text}`),
  "group network all w1 w2 w3",
  "quorum network",
].join("\n")}\n`;
/** The other checker looks for the imprint where it stands in a token, byte by byte. */
const tokens = ["one", "another"].map((label) => concat(utf8(label), sha256(utf8(checkpointText()))));
const full = fullReceipt(tokens);
const fullBytes = formatReceipt(full);

/** As `agree`, for a reader who trusts three witnesses and wants all of them. */
function agreeWithWitnesses(bytes: Uint8Array, what: string): boolean {
  const ours = verifyReceipt({ receipt: bytes, sha256: FILE_SHA256, policy: threeWitnessesPolicy });
  const theirs = checkReceipt(bytes, FILE_SHA256, TRUSTED_POLICY);
  assert.equal(ours.verdict === "valid" && ours.witnessed, theirs.ok, `${what}: ${theirs.reason ?? "holds"}`);
  return theirs.ok;
}

test("both read three cosignatures with their times, and two sealed tokens", () => {
  assert.ok(agreeWithWitnesses(fullBytes, "as issued"));
  const theirs = checkReceipt(fullBytes, FILE_SHA256, TRUSTED_POLICY);
  assert.ok(theirs.ok);
  const ours = verifyReceipt({ receipt: fullBytes, policy: threeWitnessesPolicy }).facts?.witnesses;
  const inOurWords = theirs.witnesses.map(({ name, time }) => ({ name, time: new Date(time * 1_000).toISOString() }));
  assert.deepEqual(inOurWords, ours);
  assert.deepEqual(
    theirs.tokens.map((token) => new Uint8Array(token)),
    tokens,
  );
});

test("both refuse a cosignature too few, one over another text, one made by another key, and another's seal", () => {
  const [first, second] = witnesses;
  const text = checkpointText();
  const stranger = signer("w3.example", 0x04, "another key");
  const named = { key: thirdWitness.key, seed: stranger.seed };
  const wrong = {
    "two of three": proof({ cosigners: [first, second] }),
    "another text": proof({ cosigners: [first, second], moreLines: [cosignedLine(thirdWitness, `${text}more\n`)] }),
    "another key of that name": proof({ cosigners: [first, second, stranger] }),
    "another key under that id": proof({ cosigners: [first, second, named] }),
    "another log": proof({ cosigners: [first, second, thirdWitness], signer: signer(ORIGIN, 0x01, "another key") }),
  };
  for (const [what, bent] of Object.entries(wrong)) {
    assert.ok(!agreeWithWitnesses(formatReceipt({ ...full, proof: bent }), what), what);
  }
  const seals = {
    "a witness's seal": [sealed(tokens[0]!, first)],
    "a seal for another checkpoint": [sealed(tokens[0]!, ledger, `${text}more\n`)],
    "seals exchanged": full.timestamps.map(({ seal }, at) => ({ seal, token: full.timestamps[1 - at]!.token })),
  };
  for (const [what, timestamps] of Object.entries(seals)) {
    assert.ok(!agreeWithWitnesses(formatReceipt({ ...full, timestamps }), what), what);
  }
});

test("both refuse a receipt with cosignatures and tokens when a byte is another: every fifth, since each takes eight signatures", () => {
  for (let at = 0; at < fullBytes.length; at += 5) {
    const bytes = fullBytes.slice();
    bytes[at]! ^= 1 << (at % 7);
    assert.ok(!agreeWithWitnesses(bytes, `byte ${at}`));
  }
});
