/** Witnesses that lie, refuse or are silent: each is told of by its name, and holds up nobody. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { cosignatureMessage, encodeCosignature } from "#lib/core/log/checkpoint.ts";
import { formatVerifierKey, KEY_TYPE, parseNote, parseVerifierKey, signatureLine } from "#lib/core/log/note.ts";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { findNode } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { suspendNode } from "#lib/features/ledger/nodes/verbs/move-node.ts";
import { dropTestDatabase } from "#tests/support/database.ts";
import {
  addNode,
  eventually,
  FAST,
  OPERATOR,
  startClients,
  startServer,
  startWitness,
} from "#tests/support/witnesses.ts";
import {
  block,
  cosigners,
  during,
  endWatching,
  forgedCheckpoint,
  hasFailure,
  isClosed,
  isOpen,
  isWitnessed,
  openWatchedLedger,
  threeWitnesses,
} from "./watched-ledger.ts";

before(openWatchedLedger);
after(() => dropTestDatabase());
afterEach(endWatching);

describe("witnesses", () => {
  it("one that signs another text is caught at once, and its line is not kept", async () => {
    const seed = randomBytes(32);
    const key = parseVerifierKey(
      formatVerifierKey({ name: "liar.test", type: KEY_TYPE.cosignature, publicKey: ed25519.getPublicKey(seed) }),
    )!;
    const line = (text: string, seconds: number) =>
      signatureLine({
        name: key.name,
        keyId: key.keyId,
        signature: encodeCosignature(BigInt(seconds), ed25519.sign(cosignatureMessage(text, BigInt(seconds)), seed)),
      });
    const now = () => Math.floor(Date.now() / 1_000);
    const textOf = (body: string) => parseNote(body.slice(body.indexOf("\n\n") + 2))?.text ?? "";
    let answer = (body: string) => line(textOf(body).replace(/\n/, "/other\n"), now());
    const liar = await startServer(({ body }) => ({ status: 200, body: answer(body) }));
    during(liar.close);
    const id = await addNode({ name: "liar", url: liar.url, verifierKey: key.text });
    during(startClients());
    const height = await block();
    await isOpen("witness_conflict", id);
    assert.equal((await findNode(id))?.report?.failure, "cosignature_invalid");
    const foreign = randomBytes(32);
    const cases: [string, (body: string) => string][] = [
      ["clock", (body) => line(textOf(body), now() + 3_600)],
      ["clock", (body) => line(textOf(body), now() - 86_400)],
      ["cosignature_invalid", (body) => line(textOf(body), 0)],
      ["malformed", () => "hello\n"],
      ["malformed", () => ""],
      ["malformed", (body) => line(textOf(body), now()).trimEnd()],
      ["malformed", () => "x".repeat(100_000)],
      ["cosignature_absent", () => `— other.test ${toBase64(foreign)}\n`],
    ];
    for (const [failure, made] of cases) {
      answer = made;
      await hasFailure(id, failure);
    }
    await isOpen("witness_behind", id);
    assert.deepEqual(await cosigners(height), []);
    answer = (body) => `— other.test ${toBase64(foreign)}\n${line(textOf(body), now())}`;
    await eventually("an honest line among others is kept", async () =>
      (await cosigners(height)).includes("liar.test"),
    );
    await isClosed("witness_behind", id);
    assert.ok((await listOpenSubjects("witness_conflict")).includes(id), "a conflict stays until a person has seen it");
    assert.equal((await auditLedger({ ledger: "main" })).finding, undefined);
  });

  it("one that was shown a fork under the real key refuses, and that is a conflict", async () => {
    const forked = await startWitness("forked");
    const ahead = await startWitness("ahead");
    during(forked.stop);
    during(ahead.stop);
    await block();
    const shown = async (url: string, size: bigint) => {
      const body = `old 0\n\n${await forgedCheckpoint(size)}`;
      const { status } = await fetch(`${url}/add-checkpoint`, { method: "POST", body });
      assert.equal(status, 200);
    };
    await shown(forked.url, 1n);
    await shown(ahead.url, 1_000_000n);
    const forkedId = await addNode(forked);
    const aheadId = await addNode(ahead);
    during(startClients());
    await isOpen("witness_conflict", forkedId);
    await isOpen("witness_conflict", aheadId);
    assert.equal((await findNode(forkedId))?.report?.failure, "fork");
    assert.equal((await findNode(aheadId))?.report?.failure, "ahead");
  });

  it("every refusal has its code; a witness that does not know us is behind, not unreachable", async () => {
    const stranger = await startWitness("stranger", { knows: false });
    during(stranger.stop);
    const strangerId = await addNode(stranger);
    let answer = { status: 500, body: "no", headers: {} };
    const server = await startServer(() => answer);
    during(server.close);
    const key = formatVerifierKey({ name: "odd.test", type: 4, publicKey: ed25519.getPublicKey(randomBytes(32)) });
    const id = await addNode({ name: "odd", url: server.url, verifierKey: key });
    during(startClients());
    await block();
    await hasFailure(strangerId, "origin_unknown");
    await isOpen("witness_behind", strangerId);
    const cases: [typeof answer, string][] = [
      [{ status: 403, body: "", headers: {} }, "key_refused"],
      [{ status: 429, body: "", headers: {} }, "busy"],
      [{ status: 400, body: "\u001b[31mwhat\n", headers: {} }, "refused"],
      [{ status: 302, body: "", headers: { location: stranger.url } }, "malformed"],
      [{ status: 409, body: "soon\n", headers: {} }, "malformed"],
      [{ status: 409, body: "0\n", headers: {} }, "malformed"],
      [{ status: 422, body: "", headers: {} }, "fork"],
    ];
    for (const [given, failure] of cases) {
      answer = given;
      await hasFailure(id, failure);
      assert.doesNotMatch((await findNode(id))?.report?.detail ?? "", /[^\x20-\x7e]/);
    }
    assert.deepEqual(await suspendNode({ actor: OPERATOR, nodeId: strangerId }), { state: "suspended" });
    await isClosed("witness_behind", strangerId);
  });

  it("one that never answers holds up neither the others nor the ledger", async () => {
    const { createServer } = await import("node:net");
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    during(async () => silent.close());
    const { port } = silent.address() as { port: number };
    const key = formatVerifierKey({ name: "silent.test", type: 4, publicKey: ed25519.getPublicKey(randomBytes(32)) });
    const id = await addNode({ name: "silent", url: `http://127.0.0.1:${port}`, verifierKey: key });
    await threeWitnesses("f");
    during(startClients({ ...FAST, timeoutMs: 10_000 }));
    const started = performance.now();
    const heights = [await block(), await block(), await block()];
    await isWitnessed(heights[2] ?? 0n);
    assert.ok(performance.now() - started < 9_000, "before the silent one's time is over");
    await hasFailure(id, "timeout");
  });
});
