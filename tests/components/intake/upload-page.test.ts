/** What the upload page does before and after the network: hashing, reading answers, offering a retry. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { hashBlob } from "#components/intake/hash-blob.ts";
import { parseEvidence, parseProblem } from "#components/intake/problem.ts";
import { countItems, mayRetry, needsRehash, type Stage, type UploadItem } from "#components/intake/upload-item.ts";
import { toHex } from "#lib/core/text/bytes.ts";

const MIB = 1024 * 1024;
const problem = (code: string, status = 409) => ({ status, code, title: "", detail: "" });

test("a file is hashed to its SHA-256 whatever its size, and progress ends at its size", async () => {
  for (const size of [1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 9 * MIB]) {
    const bytes = randomBytes(size);
    const progress: number[] = [];
    const onProgress = (hashed: number) => progress.push(hashed);
    const { digest, sha3, sm3 } = await hashBlob(new Blob([bytes]), { more: { sha3: true, sm3: true }, onProgress });
    assert.equal(Buffer.from(sm3 ?? []).toString("hex"), createHash("sm3").update(bytes).digest("hex"));
    assert.equal(Buffer.from(sha3 ?? []).toString("hex"), createHash("sha3-256").update(bytes).digest("hex"));
    assert.equal(toHex(digest), createHash("sha256").update(bytes).digest("hex"));
    assert.equal(progress.at(-1), size);
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
    );
  }
});

test("a file that cannot be read is an error, not a digest", async () => {
  const gone = {
    size: 5 * MIB,
    slice: (from: number) => ({
      arrayBuffer: async () => {
        if (from > 0) throw new Error("the file is gone");
        return new ArrayBuffer(4 * MIB);
      },
    }),
  };
  await assert.rejects(hashBlob(gone as unknown as Blob, { more: {}, onProgress: () => {} }), /gone/);
});

test("an answer counts as recorded only when it is evidence", () => {
  const evidence = {
    id: "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c",
    name: "a.pdf",
    sha256: "00".repeat(32),
    state: "recorded",
    receivedAt: "2026-01-02T03:04:05.678Z",
  };
  assert.deepEqual(parseEvidence(JSON.stringify({ ...evidence, links: {} })), evidence);
  for (const key of Object.keys(evidence))
    assert.equal(parseEvidence(JSON.stringify({ ...evidence, [key]: 7 })), undefined, key);
  for (const body of ["", "null", "[]", "<html>", '"recorded"', '{"state":"recorded"}'])
    assert.equal(parseEvidence(body), undefined, body);
});

test("what is not a problem document still becomes a problem, without words of its own", () => {
  const empty = { status: 502, code: "", title: "", detail: "" };
  for (const body of ["", "<html>bad gateway</html>", "null", '{"title":{"a":1},"code":7}', '{"title":'])
    assert.deepEqual(parseProblem(502, body), empty, body);
  const told = parseProblem(409, JSON.stringify({ code: "digest_mismatch", title: "T", detail: "x".repeat(100_000) }));
  assert.equal(told.code, "digest_mismatch");
  assert.ok(told.detail.length < 10_000);
});

test("only a digest that did not fit makes the next attempt begin with hashing", () => {
  assert.ok(needsRehash({ kind: "problem", problem: problem("digest_mismatch") }));
  assert.ok(needsRehash({ kind: "problem", problem: problem("idempotency_key_reused") }));
  assert.ok(!needsRehash({ kind: "problem", problem: problem("storage_full", 507) }));
  // The key of the attempt must stay: the file may have been recorded.
  assert.ok(!needsRehash({ kind: "lost", complete: true }));
});

test("a retry is offered where it can help, and never for a file that changed on disk", () => {
  assert.ok(mayRetry({ name: "failed", failure: { kind: "lost", complete: false } }));
  assert.ok(mayRetry({ name: "unhashed", reason: "unstarted" }));
  for (const stage of [
    { name: "failed", failure: { kind: "changed" } },
    { name: "refused", reason: "empty" },
    { name: "hashed" },
    { name: "sending", sent: 1 },
  ] as const)
    assert.ok(!mayRetry(stage), stage.name);
});

test("the summary counts every file once", () => {
  const stages: Stage[] = [
    { name: "refused", reason: "too_large" },
    { name: "queued" },
    { name: "hashed" },
    { name: "waiting" },
    { name: "sending", sent: 1 },
    { name: "finishing" },
    { name: "failed", failure: { kind: "changed" } },
    { name: "missing" },
  ];
  const items = stages.map((stage, key): UploadItem => ({ key: `${key}`, name: "a", folder: "", size: 2, stage }));
  assert.deepEqual(countItems(items), { total: 8, hashed: 1, busy: 3, recorded: 0, failed: 2, missing: 1 });
});
