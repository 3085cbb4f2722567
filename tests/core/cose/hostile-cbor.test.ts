/** CBOR and COSE as nobody wrote them: answered by name in bounded time, and read as ours only where we would write the very same bytes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CBOR_FAILURES, decodeCbor } from "#lib/core/cbor/decode.ts";
import { encodeCbor } from "#lib/core/cbor/encode.ts";
import { COSE_OWN_FAILURES, isFailed } from "#lib/core/cose/failures.ts";
import { coseKeyItem, parseKeys } from "#lib/core/cose/key.ts";
import { inclusionRoot, parseCoseReceipt } from "#lib/core/cose/receipt.ts";
import { parseStatement, receiptsOf } from "#lib/core/cose/statement.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import { fuzzCases } from "#tests/support/fuzz-cases.ts";
import { ENTRIES, ed25519Signer, ROOT, receiptBytes } from "./receipt-fixture.ts";

const RUNS = { numRuns: fuzzCases(3_000, 0.05) };
/** Far more than the worst input of this size takes. */
const MILLISECONDS_MAX = 20_000;
const NAMES: readonly string[] = [...CBOR_FAILURES, ...COSE_OWN_FAILURES];

const ledger = ed25519Signer();
const receipt = receiptBytes(ledger);
const keyBytes = encodeCbor(coseKeyItem(ledger.key, { kid: true }));

/** Bytes of a seed with stretches cut, repeated and overwritten; or bytes of no origin. */
function damaged(seed: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: seed.length });
  const edit = fc.record({ from: place, to: place, by: fc.uint8Array({ maxLength: 12 }) });
  const edited = fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    let bytes = Buffer.from(seed);
    for (const { from, to, by } of edits) bytes = Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(to)]);
    return new Uint8Array(bytes.subarray(0, 4 * seed.length));
  });
  return fc.oneof(edited, fc.uint8Array({ maxLength: 400 }));
}

function inTime<T>(work: () => T): T {
  const start = performance.now();
  const result = work();
  assert.ok(performance.now() - start < MILLISECONDS_MAX);
  return result;
}

function named(value: object): void {
  if (isFailed(value)) assert.ok(NAMES.includes(value.failed), value.failed);
}

test("what is read as deterministic is what we write, byte for byte", () => {
  fc.assert(
    fc.property(fc.oneof(damaged(receipt), damaged(keyBytes)), (bytes) => {
      const decoded = inTime(() => decodeCbor(bytes, "deterministic"));
      named(decoded);
      if ("item" in decoded) assert.ok(equalBytes(encodeCbor(decoded.item), bytes));
    }),
    RUNS,
  );
});

test("what is ours is read of others as well, and means the same", () => {
  fc.assert(
    fc.property(damaged(receipt), (bytes) => {
      const [ours, foreign] = [decodeCbor(bytes, "deterministic"), decodeCbor(bytes, "foreign")];
      named(foreign);
      if ("item" in ours) assert.deepEqual(foreign, ours);
    }),
    RUNS,
  );
});

test("damaged receipts, statements and keys are refused by name, or lead to the root that was signed", () => {
  fc.assert(
    fc.property(damaged(receipt), (bytes) => {
      const opened = inTime(() => parseCoseReceipt(bytes));
      named(opened);
      if (!isFailed(opened)) {
        const led = inclusionRoot(opened, ENTRIES[3] as Uint8Array);
        named(led);
        if (!isFailed(led) && opened.tree) assert.equal(led.root.length, ROOT.length);
      }
      const statement = inTime(() => parseStatement(bytes));
      named(statement);
      if (!isFailed(statement)) named(receiptsOf(statement));
    }),
    RUNS,
  );
  fc.assert(
    fc.property(damaged(keyBytes), (bytes) => named(inTime(() => parseKeys(bytes)))),
    RUNS,
  );
});

/** Shapes that make careless readers work: many members, long chunks, heads that promise much. */
const HEAVY: Record<string, Uint8Array> = {
  "65,000 labels": heavyMap(16_000),
  "32,000 empty chunks": new Uint8Array(Buffer.from(`5f${"40".repeat(64_000)}ff`, "hex")),
  "60,000 openings": new Uint8Array(60_000).fill(0x9f),
  "an array of 60,000": new Uint8Array(Buffer.from(`99ea60${"00".repeat(60_000)}`, "hex")),
};

function heavyMap(count: number): Uint8Array {
  const members = Array.from({ length: count }, (_, at) => [BigInt(at), 0n] as const);
  return encodeCbor(new Map(members));
}

test("heavy shapes are answered at once", () => {
  for (const [name, bytes] of Object.entries(HEAVY)) {
    for (const rules of ["deterministic", "foreign"] as const) inTime(() => named(decodeCbor(bytes, rules)));
    assert.ok(bytes.length > 10_000, name);
  }
});
