import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeDetails, parseDetails } from "#lib/core/claim/details.ts";
import { encodeEntry, parseEntry } from "#lib/core/claim/entry.ts";
import { encodeRecord, parseRecord, typeOf } from "#lib/core/claim/record.ts";
import { fromUtf8, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { details, detailsText, record, recordText } from "#tests/core/receipt/receipt-fixture.ts";

type Changes = Record<string, unknown>;

function bentRecord(changes: Changes): string {
  return bend(record, changes);
}

function bend(base: object, changes: Changes): string {
  const bent = Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined));
  return canonicalJson(bent);
}

test("a record is its canonical JSON and is read back as it was", () => {
  assert.equal(recordText.startsWith('{"details":"'), true);
  assert.deepEqual(parseRecord(recordText), record);
  assert.deepEqual(parseDetails(detailsText), details);
  const { size: _, ...digest } = { ...record, type: "digest" as const };
  assert.deepEqual(parseRecord(fromUtf8(encodeRecord(digest))!), digest);
  const { mediaType: _m, stated: _s, ...least } = details;
  assert.deepEqual(parseDetails(fromUtf8(encodeDetails(least))!), least);
});

test("a record with a missing, unknown or misspelt member is none", () => {
  for (const name of Object.keys(record)) assert.equal(parseRecord(bentRecord({ [name]: undefined })), undefined, name);
  const bad: Changes[] = [
    { extra: 1 },
    { record: "sealbook.record/v2" },
    { id: record.id.toUpperCase() },
    { id: record.id.replace("-7e4f", "-4e4f") },
    { id: 1 },
    { type: "bundle" },
    { type: "__proto__" },
    { digests: {} },
    { digests: { sha256: record.digests.sha256, sm3: "" } },
    { digests: [record.digests.sha256] },
    { digests: { sha256: "AAAA" } },
    { details: record.details.slice(0, -1) },
    { details: null },
    { salt: `${record.salt}AAAA` },
    { salt: "" },
    { receivedAt: "2026-11-22T13:45:00Z" },
    { receivedAt: "2026-02-30T13:45:00.000Z" },
    { receivedAt: "2026-11-22T24:00:00.000Z" },
    { receivedAt: "2026-11-22 13:45:00.000Z" },
    { receivedAt: "2026-11-22T13:45:00.000+00:00" },
    { receivedAt: 0 },
    { size: 0 },
    { size: -1 },
    { size: 1.5 },
    { size: "19" },
    { size: 2 ** 53 },
    { size: null },
    { submitter: { organisation: record.submitter.organisation } },
    { submitter: { ...record.submitter, name: "" } },
    { submitter: null },
    { submitter: { ...record.submitter, name: "a\nb" } },
    { submitter: { ...record.submitter, name: "x".repeat(257) } },
    { submitter: { ...record.submitter, organisation: "not a uuid" } },
  ];
  for (const changes of bad) assert.equal(parseRecord(bentRecord(changes)), undefined, JSON.stringify(changes));
  assert.equal(parseRecord(` ${recordText}`), undefined);
  assert.equal(parseRecord(JSON.stringify(record)), undefined, "not in canonical order");
  assert.throws(() => encodeRecord({ ...record, id: "x" }), TypeError);
});

test("a digest may be recorded with or without a size", () => {
  assert.equal(parseRecord(bentRecord({ type: "digest", size: 0 }))?.size, 0);
  const sizeless = parseRecord(bentRecord({ type: "digest", size: undefined }));
  assert.equal(sizeless && typeOf(sizeless), "digest");
});

test("details with a missing, unknown or misspelt member are none", () => {
  for (const name of ["details", "actor", "method", "name", "platform", "salt"]) {
    assert.equal(parseDetails(bend(details, { [name]: undefined })), undefined, name);
  }
  const bad: Changes[] = [
    { extra: 1 },
    { details: "sealbook.details/v3" },
    { fields: { number: { type: "text", value: "A-17" } } },
    { actor: { kind: "worker", id: details.actor.id } },
    { actor: { ...details.actor, id: "x" } },
    { actor: { ...details.actor, name: "x" } },
    { method: "email" },
    { kept: undefined },
    { kept: null },
    { kept: "true" },
    { kept: 1 },
    { name: "" },
    { name: "a\u0000b" },
    { name: "a\u007fb" },
    { name: "x".repeat(1025) },
    { mediaType: "" },
    { mediaType: null },
    { mediaType: "a\nb" },
    { platform: "" },
    { salt: "AAAA" },
    { stated: {} },
    { stated: null },
    { stated: { sha256: "x" } },
  ];
  for (const changes of bad) assert.equal(parseDetails(bend(details, changes)), undefined, JSON.stringify(changes));
  assert.throws(() => encodeDetails({ ...details, name: "" }), TypeError);
});

test("the details of an upload say whether the content was kept; those of a digest cannot", () => {
  for (const kept of [true, false]) assert.equal(parseDetails(bend(details, { kept }))?.kept, kept);
  const digest = { method: "digest", kept: undefined, stated: undefined };
  assert.deepEqual(parseDetails(bend(details, digest))?.method, "digest");
  assert.ok(!("kept" in parseDetails(bend(details, digest))!));
  for (const kept of [true, false]) assert.equal(parseDetails(bend(details, { ...digest, kept })), undefined);
});

test("an entry is three lines and has one spelling", () => {
  const recordHash = new Uint8Array(32).fill(1);
  const bytes = encodeEntry({ type: "file", recordHash });
  assert.equal(fromUtf8(bytes), "sealbook.entry/v1\nfile\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n");
  assert.deepEqual(parseEntry(bytes), { version: 1, type: "file", recordHash });
  const text = fromUtf8(bytes)!;
  const bad = [
    "",
    text.slice(0, -1),
    `${text}\n`,
    `${text}x`,
    text.replace("v1", "v3"),
    text.replace("file", "content"),
    text.replace("file", "File"),
    text.replace("file", ""),
    text.replace("=", ""),
    text.replace("E=", "F="),
    text.replaceAll("\n", "\r\n"),
    ` ${text}`,
    `${text}${"x".repeat(1000)}\n`,
  ];
  for (const one of bad) assert.equal(parseEntry(utf8(one)), undefined, JSON.stringify(one));
  assert.equal(parseEntry(Uint8Array.of(0xff)), undefined);
  assert.throws(() => encodeEntry({ type: "file", recordHash: new Uint8Array(31) }), RangeError);
});
