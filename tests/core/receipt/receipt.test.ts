import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReceiptExtra } from "#lib/core/receipt/extras.ts";
import { formatReceipt, parseReceipt } from "#lib/core/receipt/receipt.ts";
import { RECEIPT_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { TIMESTAMP_TOKEN_BYTES_MAX } from "#lib/core/receipt/receipt-timestamps.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { receipt, receiptBytes, sealed, secondVersion, signer, without } from "./receipt-fixture.ts";

const good = receipt();

test("a receipt is canonical JSON without a final newline and is read back as it was", () => {
  assert.deepEqual(parseReceipt(receiptBytes), good);
  assert.deepEqual(parseReceipt(fromUtf8(receiptBytes)!), good);
  assert.equal(fromUtf8(receiptBytes), canonicalJson(good));
  const least = without(good, "details", "proof");
  assert.deepEqual(parseReceipt(formatReceipt(least)), least);
});

test("any other serialisation is refused, with the reason", () => {
  const text = fromUtf8(receiptBytes)!;
  const cases: [string | Uint8Array, string][] = [
    [`${text}\n`, "not_canonical"],
    [JSON.stringify(good, null, 2), "not_canonical"],
    [
      JSON.stringify({
        timestamps: [],
        record: good.record,
        entry: good.entry,
        receipt: good.receipt,
        issuer: good.issuer,
      }),
      "not_canonical",
    ],
    [text.replace("{", '{"details":"",'), "not_canonical"],
    ["", "not_canonical"],
    ["null", "wrong_fields"],
    ["[]", "wrong_fields"],
    [canonicalJson({ ...good, note: "x" }), "wrong_fields"],
    [canonicalJson({ ...good, constructor: 1 }), "wrong_fields"],
    [canonicalJson({ ...good, issuer: { key: good.issuer.key, name: "x" } }), "wrong_fields"],
    [canonicalJson({ ...good, issuer: good.issuer.key }), "wrong_fields"],
    [canonicalJson({ ...good, record: JSON.parse(good.record) }), "wrong_fields"],
    [canonicalJson({ ...good, details: null }), "wrong_fields"],
    [canonicalJson({ ...good, proof: 1 }), "wrong_fields"],
    [canonicalJson({ ...good, timestamps: {} }), "wrong_fields"],
    ...malformedTimestamps().map((timestamps): [string, string] => [
      canonicalJson({ ...good, timestamps }),
      "timestamps_malformed",
    ]),
    [canonicalJson({ ...without(good, "proof"), timestamps: [sealed(Uint8Array.of(1))] }), "timestamps_malformed"],
    [canonicalJson({ ...good, receipt: "sealbook.receipt/v2" }), "wrong_fields"],
    [canonicalJson({ ...good, receipt: "sealbook.receipt/v3" }), "wrong_version"],
    [canonicalJson({ ...good, issuer: { key: `${good.issuer.key}x` } }), "key_malformed"],
    [canonicalJson({ ...good, issuer: { key: signer("w", 0x04).key.text } }), "key_malformed"],
    [Uint8Array.of(0xff, 0xfe), "not_utf8"],
    [new Uint8Array(RECEIPT_BYTES_MAX + 1), "too_large"],
  ];
  for (const [input, failed] of cases)
    assert.deepEqual(parseReceipt(input), { failed }, `${failed}: ${String(input).slice(0, 60)}`);
  const withProto = text.replace('"issuer"', '"__proto__":{"polluted":1},"issuer"');
  assert.ok("failed" in parseReceipt(withProto));
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

function malformedTimestamps(): unknown[][] {
  const { seal, token } = sealed(Uint8Array.of(1));
  const many = [1, 2, 3, 4, 5].map((byte) => sealed(Uint8Array.of(byte)));
  return [
    ["x"],
    [null],
    [[]],
    [{ seal }],
    [{ token }],
    [{ seal, token, time: "now" }],
    [{ seal, token: "" }],
    [{ seal, token: "AQ" }],
    [{ seal, token: "AR==" }],
    [{ seal, token: `${token}\n` }],
    [{ seal, token: 1 }],
    [{ seal: seal.slice(4), token }],
    [{ seal: `${seal.slice(0, -3)}B==`, token }],
    [{ seal, token: toBase64(new Uint8Array(TIMESTAMP_TOKEN_BYTES_MAX + 1)) }],
    [
      { seal, token },
      { seal, token },
    ],
    many,
  ];
}

test("up to four timestamps are read back as they were", () => {
  const timestamps = [1, 2, 3, 4].map((byte) => sealed(new Uint8Array(byte * 1000).fill(byte)));
  const bytes = formatReceipt(receipt({ timestamps }));
  assert.deepEqual(parseReceipt(bytes), receipt({ timestamps }));
  const largest = [0, 1, 2, 3].map((byte) => sealed(new Uint8Array(TIMESTAMP_TOKEN_BYTES_MAX).fill(byte)));
  assert.ok(formatReceipt(receipt({ timestamps: largest })).length < RECEIPT_BYTES_MAX);
});

test("what would be refused is not written", () => {
  assert.throws(() => formatReceipt({ ...good, issuer: { key: "x" } }), TypeError);
  assert.throws(() => formatReceipt({ ...good, extra: 1 } as typeof good), TypeError);
});

test("text inside a receipt keeps every character", () => {
  const strange = without(receipt({ record: '"\u2028\u00e9e\u0301𠮷\u0000\\"' }), "proof");
  const parsed = parseReceipt(formatReceipt(strange));
  assert.deepEqual(parsed, strange);
  assert.deepEqual(utf8((parsed as typeof strange).record), utf8(strange.record));
});

test("version 2 is version 1 with the ledger's key under its own name, and with extras of whatever kind", () => {
  const extras: ReceiptExtra[] = [
    { kind: "relay", at: "somewhere", path: ["x", "y"] },
    { kind: "relay", nested: { deeply: [{ but: ["not too"] }] } },
    { kind: "block" },
  ];
  const second = secondVersion(extras);
  assert.deepEqual(parseReceipt(formatReceipt(second)), second);
  assert.deepEqual(parseReceipt(formatReceipt(secondVersion())), secondVersion());
  const bare = { ...secondVersion() };
  delete bare.details;
  delete bare.proof;
  assert.deepEqual(parseReceipt(formatReceipt(bare)), bare);
});

test("version 2 has one form, too", () => {
  const second = secondVersion();
  const { ledgerKey, extras: _, ...keyless } = second;
  const cases: [unknown, string][] = [
    [{ ...keyless, ledgerKey }, "wrong_fields"],
    [{ ...keyless, extras: [] }, "wrong_fields"],
    [{ ...second, issuer: ledgerKey }, "wrong_fields"],
    [{ ...second, ledgerKey: ledgerKey.key }, "wrong_fields"],
    [{ ...second, ledgerKey: { key: "x" } }, "key_malformed"],
    [{ ...good, extras: [] }, "wrong_fields"],
    [{ ...second, extras: {} }, "extras_malformed"],
    [{ ...second, extras: Array.from({ length: 33 }, () => ({ kind: "relay" })) }, "extras_malformed"],
    ...[null, "relay", 1, true, [], {}, { kind: 1 }, { kind: "" }, { kind: "Relay" }, { kind: "x".repeat(33) }]
      .concat([
        { kind: "relay", index: 7 },
        { kind: "relay", there: null },
        { kind: "relay", list: [["x", false]] },
      ] as never)
      .map((extra): [unknown, string] => [{ ...second, extras: [extra] }, "extras_malformed"]),
  ];
  for (const [value, failed] of cases)
    assert.deepEqual(parseReceipt(canonicalJson(value)), { failed }, canonicalJson(value).slice(0, 80));
});
