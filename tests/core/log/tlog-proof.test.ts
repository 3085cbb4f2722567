import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatTlogProof, parseTlogProof, TLOG_PROOF_CHARS_MAX } from "#lib/core/log/tlog-proof.ts";
import { proof, signedCheckpoint } from "#tests/core/receipt/receipt-fixture.ts";

const HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

test("a proof is the lines of C2SP tlog-proof", () => {
  const bytes = new Uint8Array(Buffer.from(HASH, "base64"));
  const text = formatTlogProof({ index: 7n, hashes: [bytes, bytes], checkpoint: "o\n", extra: Uint8Array.of(1) });
  assert.equal(text, `c2sp.org/tlog-proof@v1\nextra AQ==\nindex 7\n${HASH}\n${HASH}\n\no\n`);
});

test("any proof survives being written and read", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const arbitrary = fc.record(
    {
      index: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      hashes: fc.array(hash, { maxLength: 64 }),
      extra: fc.uint8Array({ maxLength: 80 }),
    },
    { requiredKeys: ["index", "hashes"] },
  );
  const checkpoint = signedCheckpoint();
  fc.assert(
    fc.property(arbitrary, (parts) => {
      const text = formatTlogProof({ ...parts, checkpoint });
      const parsed = parseTlogProof(text)!;
      assert.equal(formatTlogProof(parsed), text);
      assert.equal(parsed.index, parts.index);
      assert.deepEqual(parsed.hashes, parts.hashes);
      assert.deepEqual(parsed.extra, parts.extra);
      assert.equal(parsed.checkpoint, checkpoint);
    }),
    { numRuns: 500 },
  );
});

test("malformed proofs are refused", () => {
  const good = proof();
  const bad = [
    "",
    "c2sp.org/tlog-proof@v1",
    good.replace("@v1", "@v2"),
    good.slice(1),
    good.trimEnd(),
    ` ${good}`,
    good.replace("index 5", "index 05"),
    good.replace("index 5", "index  5"),
    good.replace("index 5", "index 5 "),
    good.replace("index 5", "index -5"),
    good.replace("index 5", "index 18446744073709551616"),
    good.replace("index 5\n", ""),
    good.replace("index 5", "extra \nindex 5\nextra AQ=="),
    good.replace("index 5", "extra AR==\nindex 5"),
    good.replace("index 5", "index 5\nextra AQ=="),
    good.replace("=\n", "\n"),
    good.replace("index 5\n", "index 5\nAAAA\n"),
    good.replaceAll("\n", "\r\n"),
    good.replace("index 5\n", `index 5\n${`${HASH}\n`.repeat(65)}`),
    `c2sp.org/tlog-proof@v1\nindex 5\n${HASH}\n`,
    "c2sp.org/tlog-proof@v1\nindex 5\n\n",
    `${good}${"x".repeat(TLOG_PROOF_CHARS_MAX)}\n`,
  ];
  for (const text of bad) assert.equal(parseTlogProof(text), undefined, JSON.stringify(text.slice(0, 200)));
  assert.throws(() => formatTlogProof({ index: -1n, hashes: [], checkpoint: "o\n" }), RangeError);
  assert.throws(() => formatTlogProof({ index: 0n, hashes: [Uint8Array.of(1)], checkpoint: "o\n" }), RangeError);
});

test("what stands in the checkpoint's place is not looked into, but must be there", () => {
  assert.equal(
    parseTlogProof("c2sp.org/tlog-proof@v1\nindex 0\n\nanything\n\nat all\n")?.checkpoint,
    "anything\n\nat all\n",
  );
});
