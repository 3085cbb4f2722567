/** Records and entries of version 2: one spelling, every kind, unknown kinds carried, hostile ones refused by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blinded, encodeEntryV2, parseEntry } from "#lib/core/claim/entry.ts";
import type { KINDS } from "#lib/core/claim/kinds/known.ts";
import { encodeRecord, entryOfRecord, parseRecord, recordFlaw } from "#lib/core/claim/record.ts";
import { type RecordV2, unknownIn } from "#lib/core/claim/record-v2.ts";
import { fromUtf8, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";

const hash = toBase64(new Uint8Array(32).fill(7));
const base: RecordV2 = {
  record: "sealbook.record/v2",
  id: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37",
  kind: "content",
  digests: { sha256: hash, "sha3-256": hash, sm3: hash },
  details: hash,
  receivedAt: "2026-11-29T17:55:03.123Z",
  salt: toBase64(new Uint8Array(16).fill(7)),
  submitter: { organisation: "0193563e-0000-7abc-8def-0123456789ab", name: "Bank 银行" },
};
/** What each kind has to have of its own. */
const OWN: Record<keyof typeof KINDS, Partial<RecordV2>> = {
  content: { claim: { type: "file" }, size: 1 },
  batch: { claim: { root: hash, count: 3 }, issuer: "did:web:example.org:issuers:school" },
  status: { claim: { status: "revoked" }, subject: hash, issuer: "did:web:example.org:issuers:school" },
  event: { parents: [{ role: "previous", record: hash }], claim: { after: hash } },
  erasure: { subject: hash },
  bundle: { claim: { files: 2 } },
  ...{ template: {}, contract: {}, procedure: {}, renewal: {}, block: {}, checkpoint: {} },
};
const text = (record: object) => canonicalJson({ ...base, ...record });

test("a record of every kind is read back as it was, and has an entry that says its kind", () => {
  for (const [kind, own] of Object.entries(OWN)) {
    const record = { ...base, kind, ...own };
    assert.deepEqual(parseRecord(text(record)), record, kind);
    const entry = parseEntry(entryOfRecord(record, sha256(encodeRecord(record))));
    assert.ok(entry?.version === 2);
    assert.deepEqual([entry.kind, entry.issuer], [kind, record.issuer]);
    assert.equal(entry.after && toBase64(entry.after), record.claim?.after, kind);
    assert.equal(entry.subject && toBase64(entry.subject), record.subject, kind);
    assert.deepEqual(unknownIn(record), []);
  }
});

test("a kind, or a member of a kind, that nobody knows is carried and named", () => {
  const record = { ...base, kind: "sculpture", claim: { weight: [1, { in: "kg" }] } };
  assert.deepEqual(parseRecord(text(record)), record);
  assert.deepEqual(unknownIn(record), ["sculpture"]);
  const grown = { ...base, size: 1, claim: { type: "file", pages: 3 } };
  assert.deepEqual(parseRecord(text(grown)), grown);
  assert.deepEqual(unknownIn(grown), ["content.pages"]);
});

test("what is wrong with a record has a name", () => {
  const cases: [object, string][] = [
    [{ record: "sealbook.record/v3" }, "record_version_unknown"],
    [{ digests: { sha256: hash, sha512: hash } }, "digest_algorithm_unknown"],
    [{}, "claim_malformed"],
    [{ claim: { type: "paper" } }, "claim_malformed"],
    [{ claim: { type: "file" } }, "claim_malformed"],
    [{ kind: "status", claim: { status: "revoked" }, issuer: "did:web:x" }, "claim_malformed"],
    [{ kind: "status", claim: { status: "revoked" }, subject: hash }, "claim_malformed"],
    [{ kind: "status", claim: { status: "eaten" }, subject: hash, issuer: "did:web:x" }, "claim_malformed"],
    [{ kind: "event", claim: { after: hash } }, "claim_malformed"],
    [{ kind: "event", parents: [{ role: "previous", record: hash }] }, "claim_malformed"],
    [{ kind: "erasure", digests: { sha256: hash } }, "claim_malformed"],
    [{ kind: "batch", claim: { root: hash, count: 0 }, issuer: "did:web:x" }, "claim_malformed"],
    [{ kind: "batch", claim: { root: hash, count: 1 } }, "claim_malformed"],
    [{ kind: "Content" }, "record_malformed"],
    [{ digests: { "sha3-256": hash } }, "record_malformed"],
    [{ parents: [] }, "record_malformed"],
    [
      {
        parents: [
          { role: "x", record: hash },
          { role: "x", record: hash },
        ],
      },
      "record_malformed",
    ],
    [{ kind: "x", claim: {} }, "record_malformed"],
    [{ issuer: "two words" }, "record_malformed"],
    [{ issuer: "b\u00e9" }, "record_malformed"],
    [{ subject: "x" }, "record_malformed"],
    [{ more: 1 }, "record_malformed"],
  ];
  for (const [bent, flaw] of cases) {
    const given = text(bent);
    assert.equal(parseRecord(given), undefined, given);
    assert.equal(recordFlaw(given).flaw, flaw, given);
  }
});

test("an entry of version 2 has its lines in one order, each at most once", () => {
  const record = utf8("a record");
  const lines = { issuer: "did:web:example.org", subject: blinded("subject", record), after: blinded("after", record) };
  const bytes = encodeEntryV2({ kind: "status", recordHash: sha256(record), ...lines });
  const found = fromUtf8(bytes) ?? "";
  const [, , , issuer, subject, after] = found.split("\n");
  assert.notEqual(subject?.split(" ")[1], after?.split(" ")[1]);
  assert.ok(parseEntry(bytes));
  const start = found.split("\n").slice(0, 3).join("\n");
  const bad = [
    [subject, issuer],
    [after, subject],
    [issuer, issuer],
    [subject, subject],
    ["other x"],
    [" "],
    [`${issuer} `],
  ];
  for (const order of bad)
    assert.equal(parseEntry(utf8(`${[start, ...order].join("\n")}\n`)), undefined, String(order));
  assert.equal(parseEntry(utf8(found.slice(0, -1))), undefined);
  assert.equal(parseEntry(utf8(`${start}\n\n`)), undefined);
  assert.throws(() => encodeEntryV2({ kind: "two\nlines", recordHash: sha256(record) }), RangeError);
});
