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
import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { parseTilePath, tilePath } from "#lib/core/log/tiles.ts";
import { formatTlogProof, parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { extrasOf, formatReceipt, parseReceipt } from "#lib/core/receipt/receipt.ts";
import { findAttachments, splitSealedPdf } from "#lib/core/receipt/receipt-pdf.ts";
import { parseAlgorithms } from "#lib/core/renewal/algorithms.ts";
import { readRenewal } from "#lib/core/renewal/receipt-renewal.ts";
import { formatStatement, parseStatement } from "#lib/core/renewal/statement.ts";
import { equalBytes, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";
import { checkBlock } from "#lib/core/verify/extras/block.ts";
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
  secondVersion,
  signedCheckpoint,
  witnesses,
} from "./receipt/receipt-fixture.ts";
import { digest, noteOf, STATEMENT_TEXT } from "./renewal/renewal-fixture.ts";

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const SALT = "BwcHBwcHBwcHBwcHBwcHBw==";
const RECORD_V2_TEXT = canonicalJson({
  ...{ record: "sealbook.record/v2", id: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37", kind: "event" },
  ...{ digests: { sha256: HASH, "sha3-256": HASH, sm3: HASH }, details: HASH, receivedAt: "2026-11-29T17:55:03.123Z" },
  ...{ salt: SALT, submitter: { organisation: "0193563e-0000-7abc-8def-0123456789ab", name: "Bank 银行" }, size: 12 },
  ...{ parents: [{ role: "previous", record: HASH }], issuer: "did:web:school.example", subject: HASH },
  claim: { after: HASH, more: [1, { deep: null }] },
});
const DETAILS_V2_TEXT = canonicalJson({
  ...{ details: "sealbook.details/v2", actor: { kind: "user", id: "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b" } },
  ...{ kept: false, mediaType: "application/pdf", method: "upload", name: "合同.pdf", platform: "sealbook/0.1.0" },
  ...{ salt: SALT, stated: { sha256: HASH, sm3: HASH } },
  fields: {
    "contract number": { type: "text", value: "A-17" },
    sum: { type: "amount", value: "-12.50", currency: "CNY" },
    due: { type: "date", value: "2026-11-29" },
  },
});
const HEADER_V2 = `sealbook.block/v2\no\n1\n3\n1\n4\n${HASH}\n2026-11-22T13:45:00.123Z\n${HASH}\n`;
const RECEIPT_V2_TEXT = decode(
  formatReceipt(
    secondVersion([
      { kind: "block", header: HEADER_V2, index: "4", path: [HASH, HASH] },
      { kind: "weather", sky: ["clear", { at: "noon" }] },
    ]),
  ),
);

/** Their second versions, through the same doors. */
function secondVersions(): typeof parsers {
  return {
    recordV2: { seed: RECORD_V2_TEXT, again: (text) => parsers.record?.again(text) },
    detailsV2: { seed: DETAILS_V2_TEXT, again: (text) => parsers.details?.again(text) },
    entryV2: {
      seed: `sealbook.entry/v2\nevent\n${HASH}\nissuer did:web:school.example\nsubject ${HASH}\nafter ${HASH}\n`,
      again: (text) => parsers.entry?.again(text),
    },
    blockV2: { seed: HEADER_V2, again: (text) => parsers.block?.again(text) },
    receiptV2: { seed: RECEIPT_V2_TEXT, again: receiptAgain },
  };
}

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
  receipt: { seed: decode(receiptBytes), again: receiptAgain },
  ...secondVersions(),
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

const READ_FROM_BYTES = new Set(["entry", "block", "entryV2", "blockV2"]);
const NAMES_OF_MEMBERS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];

function receiptAgain(text: string): string | undefined {
  const parsed = parseReceipt(text);
  return "failed" in parsed ? undefined : decode(formatReceipt(parsed));
}

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

test("a damaged extra is never one that holds, and never takes anything from what is signed", () => {
  const seed = decode(formatReceipt(secondVersion([{ kind: "block", header: HEADER_V2, index: "4", path: [HASH] }])));
  const whole = decode(formatReceipt(secondVersion()));
  assert.equal(verifyReceipt({ receipt: utf8(whole), policy: noWitnessPolicy }).verdict, "valid");
  const [from, to] = [seed.indexOf('"extras":['), seed.indexOf('],"ledgerKey"')];
  const property = fc.property(mutations(seed.slice(from, to)), (part) => {
    const bytes = utf8(seed.slice(0, from) + part + seed.slice(to));
    const extraChecks = { block: checkBlock };
    const { verdict, steps } = verifyReceipt({ receipt: bytes, policy: noWitnessPolicy, extraChecks });
    assert.ok(!steps.some(({ name, status }) => name === "block" && status === "ok"), part);
    // Nobody signs extras: without them, or with others, the record is as proven as before.
    const parsed = parseReceipt(bytes);
    const kinds = "failed" in parsed ? undefined : new Set(extrasOf(parsed).map(({ kind }) => kind));
    if (kinds === undefined) assert.equal(verdict, "failed");
    else assert.equal(verdict, kinds.has("block") ? "failed" : "valid", part);
  });
  fc.assert(property, { numRuns: fuzzCases(500, 0.02) });
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
  for (const name of NAMES_OF_MEMBERS) {
    const seeds = [recordText, detailsText, decode(receiptBytes), RECORD_V2_TEXT, DETAILS_V2_TEXT, RECEIPT_V2_TEXT];
    for (const seed of seeds) {
      const text = seed.replace("{", `{"${name}":{"polluted":true},`);
      assert.equal(parseRecord(text) ?? parseDetails(text), undefined);
      assert.ok("failed" in parseReceipt(text));
    }
    // What submitters may name as they like is a member like any other.
    const field = canonicalJson(JSON.parse(DETAILS_V2_TEXT.replace('"contract number"', `"${name}"`)));
    assert.equal(parseDetails(field)?.fields?.[name]?.value, "A-17", name);
    const claim = canonicalJson(JSON.parse(RECORD_V2_TEXT.replace('"more"', `"${name}"`)));
    assert.equal(parsers.recordV2?.again(claim), claim, name);
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
