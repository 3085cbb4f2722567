/** `sign-subtree`: what a witness cosigned is exchanged for signatures of its subtrees, where its operator asks for the draft. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { initWitness } from "#lib/parties/witness/run-witness.ts";
import { leafOf, rootOf, subtreeProofOf } from "#tests/core/log/reference-tree.ts";
import { subtreeMessage, verifyMlDsa } from "./independent-cosignature.ts";
import {
  makeWitness,
  NAME,
  type Running,
  removeFolder,
  startWitness,
  TestLog,
  temporaryFolder,
} from "./witness-fixture.ts";

const ORIGIN = "ledger.example/ledger/main";
const PATH = "/sign-subtree";
const leaves = Array.from({ length: 40 }, (_, index) => leafOf(Buffer.from(`${index}`)));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function request([start, end]: [number, number], size: number, note: string, change: { hash?: string } = {}): string {
  const { hash = base64(rootOf(leaves.slice(start, end))) } = change;
  const proof = subtreeProofOf([start, end], leaves.slice(0, size)).map((step) => `${base64(step)}\n`);
  return `subtree ${start} ${end}\n${hash}\n${proof.join("")}\n${note}`;
}

describe("sign-subtree", () => {
  const log = new TestLog(ORIGIN, { leaves });
  let running: Running;
  let note: string;
  before(async () => {
    running = await startWitness(await makeWitness(log), { drafts: true });
    await running.post(log.request(0, 33));
    note = (await running.get(`/${log.hash}/checkpoint`)).body;
  });
  after(async () => {
    await running.stop();
    removeFolder(running.folder);
  });

  it("signs every kind of subtree, without a time, with the ML-DSA key alone", async () => {
    const [, key = ""] = running.keys;
    const raw = Buffer.from(key.split("+").slice(2).join("+"), "base64").subarray(1);
    const subtrees: [number, number][] = [
      [0, 33],
      [0, 20],
      [8, 16],
      [32, 33],
      [5, 6],
      [16, 29],
    ];
    for (const [start, end] of subtrees) {
      const { status, body, type } = await running.post(request([start, end], 33, note), PATH);
      assert.equal(status, 200, body);
      assert.match(type ?? "", /^text\/plain/);
      const [, signer, encoded = "", ...others] = /^— (\S+) (\S+)\n$/.exec(body) ?? [];
      const bytes = Buffer.from(encoded, "base64");
      assert.deepEqual([signer, others.length, bytes.readBigUInt64BE(4)], [NAME, 0, 0n]);
      const range = { start: BigInt(start), end: BigInt(end) };
      const hash = Buffer.from(rootOf(leaves.slice(start, end)));
      const message = subtreeMessage({ name: NAME, time: 0n, origin: ORIGIN, ...range, hash });
      assert.ok(verifyMlDsa(raw, { message, signature: bytes.subarray(12) }), `[${start}, ${end})`);
    }
  });

  it("answers in the draft's statuses to what is not to be signed", async () => {
    const other = base64(rootOf(leaves.slice(0, 7)));
    const ed25519Only = note.replace(/— witness\.example\/w1 \S{200,}\n/, "");
    assert.notEqual(ed25519Only, note);
    const cases: [string, number][] = [
      [request([8, 16], 33, note).replace("subtree 8 16", "subtree 9 17"), 400],
      [request([8, 16], 33, note).replace("subtree 8 16", "subtree 32 64"), 400],
      [request([8, 16], 33, note).replace("subtree 8 16", "subtree 8 16 "), 400],
      [request([8, 16], 33, note).replace("subtree 8 16", "subtree 8 8"), 400],
      ["", 400],
      [request([8, 16], 33, new TestLog("other.example", { leaves }).note(33)), 404],
      [request([8, 16], 33, log.note(33)), 403],
      [request([8, 16], 33, ed25519Only), 403],
      [request([8, 16], 33, note.replace("\n33\n", "\n34\n")), 403],
      [request([8, 16], 33, note, { hash: other }), 422],
      [request([8, 16], 33, note).replace("subtree 8 16", "subtree 0 8"), 422],
    ];
    for (const [at, [body, status]] of cases.entries())
      assert.equal((await running.post(body, PATH)).status, status, `${at}`);
    assert.equal((await running.get(PATH)).status, 405);
  });

  it("gives out nothing that it would take for a cosignature of a checkpoint", async () => {
    const { body } = await running.post(request([0, 33], 33, note), PATH);
    assert.equal((await running.post(request([8, 16], 33, log.note(33) + body), PATH)).status, 403);
  });

  it("is not there unless the drafts are asked for, and signs nothing without an ML-DSA key", async () => {
    const plain = await startWitness(await makeWitness(log));
    assert.equal((await plain.post(request([8, 16], 33, note), PATH)).status, 405);
    await plain.stop();
    const folder = temporaryFolder();
    await initWitness(folder, { name: NAME, algorithms: ["ed25519"] });
    await addLog(folder, { keys: log.keys.map(({ text }) => text) });
    const old = await startWitness(folder, { drafts: true });
    await old.post(log.request(0, 33));
    const own = (await old.get(`/${log.hash}/checkpoint`)).body;
    assert.equal((await old.post(request([8, 16], 33, own), PATH)).status, 403);
    await old.stop();
    for (const each of [plain.folder, folder]) removeFolder(each);
  });
});
