/** Parsers meet what nobody wrote for them: they answer in bounded time, never throw, and read nothing that they would write otherwise. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeDetails, parseDetails } from "#lib/core/claim/details.ts";
import { encodeEntry, encodeEntryV2, parseEntry } from "#lib/core/claim/entry.ts";
import { encodeRecord, parseRecord } from "#lib/core/claim/record.ts";
import { encodeBlockHeader, parseBlockHeader } from "#lib/core/log/block.ts";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { formatNote, formatVerifierKey, parseNote, parseVerifierKey } from "#lib/core/log/note.ts";
import "#lib/core/log/ml-dsa.ts";
import { evaluatePolicy, parsePolicy } from "#lib/core/log/policy.ts";
import { parseTilePath, tilePath } from "#lib/core/log/tiles.ts";
import { formatTlogProof, parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { formatReceipt, parseReceipt } from "#lib/core/receipt/receipt.ts";
import { findAttachments, splitSealedPdf } from "#lib/core/receipt/receipt-pdf.ts";
import { parseAlgorithms } from "#lib/core/renewal/algorithms.ts";
import { readRenewal } from "#lib/core/renewal/receipt-renewal.ts";
import { formatStatement, parseStatement } from "#lib/core/renewal/statement.ts";
import { equalBytes, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";
import { fuzzCases } from "#tests/support/fuzz-cases.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";
import { hybridPolicy, hybridReceipt } from "./receipt/hybrid-fixture.ts";
import {
  detailsText,
  entry,
  ledger,
  noWitnessPolicy,
  proof,
  receiptBytes,
  recordText,
  signedCheckpoint,
  witnesses,
} from "./receipt/receipt-fixture.ts";
import { digest, noteOf, STATEMENT_TEXT } from "./renewal/renewal-fixture.ts";

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What a parser reads, its writer writes back to the same text; undefined where nothing was read. */
const parsers: Record<string, { seed: string; again: (text: string) => string | undefined }> = {
  note: {
    seed: signedCheckpoint({ cosigners: witnesses }),
    again: (text) =>
      mapped(parseNote(text), (note) =>
        formatNote(
          note.text,
          note.signatures.map(({ line }) => line),
        ),
      ),
  },
  verifierKey: { seed: ledger.key.text, again: (text) => mapped(parseVerifierKey(text), formatVerifierKey) },
  checkpoint: {
    seed: "o\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\next\n",
    again: (text) =>
      mapped(parseCheckpoint(text), ({ origin, size, root, extensions }) =>
        [origin, size, Buffer.from(root).toString("base64"), ...extensions, ""].join("\n"),
      ),
  },
  tlogProof: { seed: proof(), again: (text) => mapped(parseTlogProof(text), formatTlogProof) },
  record: { seed: recordText, again: (text) => mapped(parseRecord(text), (record) => decode(encodeRecord(record))) },
  details: {
    seed: detailsText,
    again: (text) => mapped(parseDetails(text), (details) => decode(encodeDetails(details))),
  },
  entry: {
    seed: decode(entry),
    again: (text) =>
      mapped(parseEntry(utf8(text)), (parsed) =>
        decode(parsed.version === 1 ? encodeEntry(parsed) : encodeEntryV2(parsed)),
      ),
  },
  block: {
    seed: `sealbook.block/v1\no\n1\n3\n1\n4\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n2026-11-22T13:45:00.123Z\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`,
    again: (text) => mapped(parseBlockHeader(utf8(text)), (header) => decode(encodeBlockHeader(header))),
  },
  receipt: {
    seed: decode(receiptBytes),
    again: (text) => {
      const parsed = parseReceipt(text);
      return "failed" in parsed ? undefined : decode(formatReceipt(parsed));
    },
  },
  tilePath: {
    seed: "tile/0/x001/x234/067.p/8",
    again: (text) => mapped(parseTilePath(text), ({ level, index, width }) => tilePath(level, index, width)),
  },
  json: {
    seed: '{"a":[1,true,null,{"b":"\\n"}],"c":0.1}',
    again: (text) => mapped(parseCanonicalJson(text, { depthMax: 8, charsMax: 10_000 }), canonicalJson),
  },
  policy: {
    seed: `log ${ledger.key.text}\nwitness a ${witnesses[0].key.text}\ngroup g any a\nquorum g\n`,
    again: (text) => ("error" in parsePolicy(text) ? undefined : text),
  },
  renewalStatement: { seed: STATEMENT_TEXT, again: (text) => mapped(parseStatement(text), formatStatement) },
  renewalOfReceipt: {
    seed: canonicalJson({
      ...{ kind: "renewal", statement: noteOf(STATEMENT_TEXT), receipt: "{}", stamps: [] },
      path: [Buffer.from(digest(1)).toString("base64")],
    }),
    again: (text) => {
      const value = parseCanonicalJson(text, { depthMax: 2, charsMax: 10_000 });
      return mapped(readRenewal(value), () => canonicalJson(value));
    },
  },
  algorithms: {
    seed: "# ours\nsha-256 broken since 2041-03-01\n",
    again: (text) => ("error" in parseAlgorithms(text) ? undefined : text),
  },
};

const READ_FROM_BYTES = new Set(["entry", "block"]);

function mapped<T>(value: T | undefined, then: (value: T) => string): string | undefined {
  return value === undefined ? undefined : then(value);
}

/** Copies of a good text with pieces cut, doubled, exchanged and strewn in. */
function mutations(seed: string): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(
      "\n",
      "\n\n",
      "— ",
      "=",
      "==",
      "+",
      "0",
      "-",
      '"',
      "{",
      "}",
      "[",
      "\\",
      "\u0000",
      "\ud800",
      "\u2028",
      "é",
      " ",
      "\t",
      "\r",
      "x".repeat(5000),
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const edit = fc.record({ at: fc.nat(seed.length), drop: fc.oneof(fc.nat(3), fc.nat(seed.length)), put: piece });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) => edits.reduce((text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop), seed));
}

for (const [name, { seed, again }] of Object.entries(parsers)) {
  test(`${name}: reads its own text, and from thousands of damaged ones only what it would write`, () => {
    assert.equal(again(seed), seed);
    const anything = fc.oneof(
      { weight: 9, arbitrary: mutations(seed) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 400 }) },
    );
    fc.assert(
      // Bytes cannot hold half a surrogate pair: read from bytes, such a text is another one.
      fc.property(
        anything.filter((text) => text.isWellFormed() || !READ_FROM_BYTES.has(name)),
        (text) => {
          const written = again(text);
          if (written !== undefined) assert.equal(written, text);
        },
      ),
      { numRuns: fuzzCases(4_000, 1 / (Object.keys(parsers).length + 1)) },
    );
  });
}

test("the verifier answers to any bytes, and never with a good verdict to damaged ones", () => {
  const seed = Buffer.from(receiptBytes).toString("latin1");
  fc.assert(
    fc.property(
      fc.oneof(
        mutations(seed),
        fc.string({ unit: "binary", maxLength: 200 }).map((text) => `%PDF-${text}`),
      ),
      (text) => {
        const bytes = new Uint8Array(Buffer.from(text, "latin1"));
        fc.pre(!equalBytes(bytes, receiptBytes));
        const { verdict, facts } = verifyReceipt({ receipt: bytes, policy: noWitnessPolicy });
        assert.equal(verdict, "failed");
        assert.equal(facts, undefined);
      },
    ),
    { numRuns: fuzzCases(2_000, 1 / (Object.keys(parsers).length + 1)) },
  );
});

test("large hostile inputs are answered in time that grows with their length only", () => {
  const megabyte = 1024 * 1024;
  const texts = [
    "\n".repeat(megabyte),
    "— ".repeat(megabyte / 2),
    "[".repeat(megabyte),
    '"'.repeat(megabyte),
    "\\".repeat(megabyte),
    "=".repeat(megabyte),
    "A".repeat(megabyte),
    "x+".repeat(megabyte / 2),
    '{"a":'.repeat(megabyte / 5),
    "1".repeat(megabyte),
    " ".repeat(megabyte),
    "#\n".repeat(megabyte / 2),
    "\ud800".repeat(megabyte),
    `${"a\n".repeat(100_000)}\n${"— a AAAAAAA=\n".repeat(15_000)}`,
    `tile/0/${"x000/".repeat(200_000)}`,
    `c2sp.org/tlog-proof@v1\n${"extra \n".repeat(100_000)}`,
    `group ${"g ".repeat(100_000)}`,
    `%PDF-1.7\n${"/Type /Filespec\n".repeat(60_000)}`,
    `%PDF-1.7\n${"/Type /Filespec\n/EF <<\n/F 1 0 R\n/UF <FEFF0061>\nendobj\n1 0 obj\n<<\n".repeat(14_000)}`,
    `%PDF-1.7\n${"%sealbook.receipt-pdf/v1\n".repeat(40_000)}startxref\n0\n%%EOF\n`,
    `%PDF-1.7\n${"\nstartxref\n0\n%%EOF".repeat(50_000)}`,
  ];
  for (const text of texts) {
    const start = process.cpuUsage();
    for (const { again } of Object.values(parsers)) again(text);
    const bytes = utf8(text);
    verifyReceipt({ receipt: bytes });
    splitSealedPdf(bytes);
    findAttachments(bytes);
    const time = process.cpuUsage(start).user / 1_000;
    assert.ok(time < 1_500, `${time} ms for ${JSON.stringify(text.slice(0, 40))}`);
  }
});

test("objects are not polluted, whatever a member is called", () => {
  for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
    for (const seed of [recordText, detailsText, decode(receiptBytes)]) {
      const text = seed.replace("{", `{"${name}":{"polluted":true},`);
      assert.equal(parseRecord(text) ?? parseDetails(text), undefined);
      assert.ok("failed" in parseReceipt(text));
    }
  }
  assert.equal((Object.prototype as unknown as Record<string, unknown>).polluted, undefined);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("a damaged checkpoint of a hybrid ledger counts for nothing that was not signed, in bounded time", () => {
  const hybrid = decode(hybridReceipt());
  const note = parseTlogProof((parseReceipt(hybrid) as { proof: string }).proof)!.checkpoint;
  const property = fc.property(mutations(note), (text) => {
    const parsed = parseNote(text);
    if (parsed === undefined) return;
    const { log, witnesses: counted, quorumMet, ownKeys, unchecked } = evaluatePolicy(hybridPolicy, parsed);
    assert.deepEqual(unchecked, []);
    const isWhole = parsed.text === parseNote(note)!.text && parsed.signatures.length >= 5;
    if (log && quorumMet) assert.ok(isWhole && ownKeys === "ok" && counted.length === 3, text);
  });
  fc.assert(property, { numRuns: fuzzCases(200, 0.02) });
});
