import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { EvidenceDocument } from "#lib/parties/witness/evidence-document.ts";
import { type LogKey, makeWitness, type Running, removeFolder, startWitness, TestLog } from "./witness-fixture.ts";

const ORIGIN = "ledger.example/ledger/main";

interface Listed {
  conflicts: { id: string; path: string; seenRoot: string; shownRoot: string; shownSize: string }[];
  unproven: { id: string }[];
}

async function listOf(running: Running, log: TestLog): Promise<Listed> {
  return JSON.parse((await running.get(`/${log.hash}/conflicts`)).body);
}

async function documentOf(running: Running, log: TestLog, id = ""): Promise<EvidenceDocument> {
  return JSON.parse((await running.get(`/${log.hash}/conflicts/${id}`)).body);
}

/** Whether a log's key signed a note: node:crypto on what the note says, and nothing of the product. */
function isSignedBy(note: string, key: LogKey): boolean {
  const at = note.lastIndexOf("\n\n");
  const [, , encoded = ""] =
    note
      .slice(at + 2)
      .split("\n")[0]
      ?.split(" ") ?? [];
  const x = Buffer.from(key.text.split("+").slice(2).join("+"), "base64").subarray(1).toString("base64url");
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, Buffer.from(note.slice(0, at + 1)), publicKey, Buffer.from(encoded, "base64").subarray(4));
}

describe("a log that signs two histories", () => {
  it("is refused for good, and both signed checkpoints are published and survive a restart", async () => {
    const log = new TestLog(ORIGIN);
    const fork = log.fork(20);
    let running = await startWitness(await makeWitness(log));
    assert.equal((await running.post(log.request(0, 30))).status, 200);
    assert.deepEqual(await listOf(running, log), {
      origin: ORIGIN,
      witness: running.keys[0],
      conflicts: [],
      unproven: [],
    });

    const { status, body } = await running.post(fork.request(30, 30));
    assert.equal(status, 422);
    assert.match(body, /two histories/);
    const { conflicts, unproven } = await listOf(running, log);
    assert.deepEqual([conflicts.length, unproven.length], [1, 0]);
    assert.deepEqual([conflicts[0]?.seenRoot, conflicts[0]?.shownRoot], [log.root(30), fork.root(30)]);
    const document = await documentOf(running, log, conflicts[0]?.id);
    assert.ok(document.seen.startsWith(log.note(30)));
    assert.equal(document.shown, fork.note(30));
    for (const note of [document.seen, document.shown]) assert.ok(isSignedBy(note, log.keys[0]!));
    assert.match(document.words.en, /Proof of misbehaviour/);
    assert.match(document.words["zh-CN"], /作恶的证明/);
    assert.deepEqual(readdirSync(join(running.folder, "conflicts", log.hash)), [`${document.id}.json`]);

    await running.stop();
    running = await startWitness(running.folder);
    assert.deepEqual(await documentOf(running, log, document.id), document);
    for (let again = 0; again < 3; again++) assert.equal((await running.post(fork.request(30, 30))).status, 422);
    assert.equal((await listOf(running, log)).conflicts.length, 1, "once is enough");
    assert.equal((await running.post(log.request(30, 40))).status, 200, "the history that it knows goes on");
    await running.stop();
    removeFolder(running.folder);
  });

  it("is caught even where the answer is only that the old size differs", async () => {
    const log = new TestLog(ORIGIN);
    const running = await startWitness(await makeWitness(log));
    await running.post(log.request(0, 30));
    assert.equal((await running.post(log.fork(5).request(10, 30))).status, 409);
    assert.equal((await listOf(running, log)).conflicts.length, 1);
    await running.stop();
    removeFolder(running.folder);
  });

  it("cannot be accused by anyone who lacks its key", async () => {
    const log = new TestLog(ORIGIN);
    const running = await startWitness(await makeWitness(log));
    await running.post(log.request(0, 30));
    const impostor = new TestLog(ORIGIN).fork(20);
    assert.equal((await running.post(impostor.request(30, 30))).status, 403);
    assert.deepEqual((await listOf(running, log)).conflicts, []);
    await running.stop();
    removeFolder(running.folder);
  });
});

describe("a larger checkpoint whose proof does not hold", () => {
  it("is kept as unproven, which is said to be no proof; an older one and a wrong proof of the same tree are nothing", async () => {
    const log = new TestLog(ORIGIN);
    const fork = log.fork(20);
    const running = await startWitness(await makeWitness(log));
    await running.post(log.request(0, 30));
    const { status, body } = await running.post(fork.request(30, 40));
    assert.deepEqual([status, /fork or only a wrong proof/.test(body)], [422, true]);
    await running.post(log.request(8, 12));
    await running.post(`old 30\n${log.proof(8, 12)}\n${log.note(30)}`);
    const { conflicts, unproven } = await listOf(running, log);
    assert.deepEqual([conflicts.length, unproven.length], [0, 1]);
    assert.match((await documentOf(running, log, unproven[0]?.id)).words.en, /^No proof of misbehaviour by itself/);
    await running.stop();
    removeFolder(running.folder);
  });

  it("becomes proof once the log shows the other history of that size", async () => {
    const log = new TestLog(ORIGIN);
    const running = await startWitness(await makeWitness(log));
    await running.post(log.request(0, 30));
    await running.post(log.fork(20).request(30, 40));
    assert.equal((await running.post(log.request(30, 40))).status, 200);
    assert.equal((await listOf(running, log)).conflicts.length, 1);
    await running.stop();
    removeFolder(running.folder);
  });

  it("becomes proof when two of them contradict each other, though neither was cosigned", async () => {
    const log = new TestLog(ORIGIN);
    const running = await startWitness(await makeWitness(log));
    await running.post(log.request(0, 30));
    await running.post(log.fork(20).request(30, 40));
    await running.post(log.fork(10).request(30, 40));
    const { conflicts, unproven } = await listOf(running, log);
    assert.deepEqual([conflicts.length, unproven.length], [1, 2]);
    await running.stop();
    removeFolder(running.folder);
  });

  it("fills no disk: what is kept is bounded, and that it was not kept is said", async () => {
    const log = new TestLog(ORIGIN);
    const running = await startWitness(await makeWitness(log));
    await running.post(log.request(0, 1));
    for (let size = 3; size < 23; size++) await running.post(log.fork(0).request(1, size));
    assert.equal((await listOf(running, log)).unproven.length, 16);
    assert.ok(running.events.some(({ event }) => event === "unproven_checkpoint_not_kept"));
    await running.stop();
    removeFolder(running.folder);
  });
});

it("a file among the evidence that is none is passed over, and said", async () => {
  const log = new TestLog(ORIGIN);
  let running = await startWitness(await makeWitness(log));
  await running.post(log.request(0, 30));
  await running.post(log.fork(20).request(30, 30));
  await running.stop();
  writeFileSync(join(running.folder, "conflicts", log.hash, "x.json"), "{}");
  running = await startWitness(running.folder);
  assert.equal((await listOf(running, log)).conflicts.length, 1);
  assert.ok(running.events.some(({ event }) => event === "evidence_unreadable"));
  await running.stop();
  removeFolder(running.folder);
});
