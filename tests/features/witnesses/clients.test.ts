import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256, toBase64 } from "#lib/core/bytes.ts";
import { cosignatureMessage, encodeCosignature, formatCheckpoint } from "#lib/core/checkpoint.ts";
import { formatVerifierKey, KEY_TYPE, parseNote, parseVerifierKey, signatureLine } from "#lib/core/note.ts";
import { evaluatePolicy, parsePolicy } from "#lib/core/policy.ts";
import { listOpenSubjects } from "#lib/features/alerts/data.ts";
import type { AlertKind } from "#lib/features/alerts/types.ts";
import { auditLedger } from "#lib/features/ledger/audit/audit-ledger.ts";
import { openLedgerSigner } from "#lib/features/ledger/data/signer.ts";
import { findLedger, findLedgerHead } from "#lib/features/ledger/data.ts";
import { appendBlock } from "#lib/features/ledger/mutations/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/mutations/create-ledger.ts";
import { findPolicyFor } from "#lib/features/witnesses/data/policy.ts";
import { findNode } from "#lib/features/witnesses/data.ts";
import { retireNode, suspendNode } from "#lib/features/witnesses/mutations/move-node.ts";
import { setQuorum } from "#lib/features/witnesses/mutations/set-quorum.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { signNote } from "#lib/infra/keys/ledger-signer.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import {
  addNode,
  eventually,
  FAST,
  OPERATOR,
  startClients,
  startServer,
  startWitness,
} from "#tests/support/witnesses.ts";

let organisation: MadeOrganisation;
const ending: (() => Promise<unknown>)[] = [];
/** Ends with the test. */
function during<T extends () => Promise<unknown>>(end: T): T {
  ending.push(end);
  return end;
}

/** @returns its height. */
async function block(): Promise<bigint> {
  await makeEvidence({ organisation, count: 2 });
  const made = await appendBlock({ ledger: "main" });
  assert.ok(made);
  return made.height;
}
async function witnessedHeights(): Promise<bigint[]> {
  const { rows } = await pool().query("SELECT height FROM block_witnessed ORDER BY height");
  return rows.map(({ height }) => height);
}
const isWitnessed = (height: bigint) =>
  eventually(`block ${height} is witnessed`, async () => (await witnessedHeights()).includes(height));
async function cosigners(height: bigint): Promise<string[]> {
  const { rows } = await pool().query("SELECT witness FROM block_cosignature WHERE height = $1 ORDER BY witness", [
    height,
  ]);
  return rows.map(({ witness }) => witness);
}
const hasCosigned = (name: string, height: bigint) =>
  eventually(`${name} cosigns block ${height}`, async () => (await cosigners(height)).includes(`witness.test/${name}`));
const isOpen = (kind: AlertKind, id: string) =>
  eventually(`${kind} is open`, async () => (await listOpenSubjects(kind)).includes(id));
const isClosed = (kind: AlertKind, id: string) =>
  eventually(`${kind} is closed`, async () => !(await listOpenSubjects(kind)).includes(id));
const hasFailure = (id: string, failure: string) =>
  eventually(`it fails with ${failure}`, async () => (await findNode(id))?.report?.failure === failure);
async function head() {
  const found = await findLedgerHead("main");
  assert.ok(found);
  return found;
}
/** A checkpoint of another history, signed with the ledger's own key. */
async function forgedCheckpoint(size: bigint): Promise<string> {
  const ledger = await findLedger("main");
  assert.ok(ledger);
  const { origin } = ledger;
  const signer = await openLedgerSigner("main", { verifierKey: ledger.verifierKey, on: pool() });
  return signNote(signer, formatCheckpoint({ origin, size, root: sha256(randomBytes(8)) }));
}

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  organisation = await makeOrganisation();
});
after(() => dropTestDatabase());
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await setQuorum({ actor: OPERATOR, ledger: "main", needed: 0 });
  const { rows } = await pool().query("SELECT id FROM node");
  for (const { id } of rows) await retireNode({ actor: OPERATOR, nodeId: id });
});

async function threeWitnesses(prefix: string) {
  const witnesses = [];
  const ids = [];
  for (const at of [1, 2, 3]) {
    const witness = await startWitness(`${prefix}${at}`);
    during(witness.stop);
    ids.push(await addNode(witness));
    witnesses.push(witness);
  }
  await setQuorum({ actor: OPERATOR, ledger: "main", needed: 2 });
  const [one, two, three] = witnesses;
  const [id1, id2, id3] = ids;
  assert.ok(one && two && three && id1 && id2 && id3);
  return { one, two, three, id1, id2, id3 };
}

describe("witnesses", () => {
  it("cosign each newest checkpoint; two of three suffice, and one that is away catches up", async () => {
    const { one, id1, id3 } = await threeWitnesses("a");
    during(startClients());
    const first = await block();
    await isWitnessed(first);
    await hasCosigned("a1", first);
    await one.stop();
    const second = await block();
    await isWitnessed(second);
    await isOpen("witness_unreachable", id1);
    assert.ok(!(await cosigners(second)).includes("witness.test/a1"));
    const away = (await findNode(id1))?.report;
    assert.equal(away?.failure, "unreachable");
    assert.ok(away?.reachedAt, "when it last answered is remembered");
    await one.start();
    await hasCosigned("a1", second);
    await isClosed("witness_unreachable", id1);
    const report = (await findNode(id3))?.report;
    assert.equal(report?.size, (await head()).treeSize);
    assert.equal(report?.failures, 0);
    assert.match(report?.version ?? "", /./);
    // What is stored makes a note that the policy in force accepts, whoever checks it.
    const { rows } = await pool().query("SELECT line FROM block_cosignature WHERE height = $1", [second]);
    const { block: last } = await head();
    const note = parseNote((last?.checkpoint ?? "") + rows.map(({ line }) => `${line}\n`).join(""));
    const policy = parsePolicy((await findPolicyFor({ ledger: "main", size: last?.treeSize ?? 0n }))?.text ?? "");
    assert.ok(note && !("error" in policy));
    assert.equal(evaluatePolicy(policy, note).quorumMet, true);
    assert.equal((await auditLedger({ ledger: "main" })).finding, undefined);
  });

  it("below the quorum a block is not witnessed; a later one that is vouches for it", async () => {
    const { one, two, three } = await threeWitnesses("b");
    during(startClients());
    await two.stop();
    await three.stop();
    const alone = await block();
    await hasCosigned("b1", alone);
    assert.ok(!(await witnessedHeights()).includes(alone));
    await one.stop();
    await two.start();
    await three.start();
    const later = await block();
    await isWitnessed(later);
    assert.deepEqual(await cosigners(later), ["witness.test/b2", "witness.test/b3"]);
  });

  it("without a quorum nothing is witnessed, however many cosign; once it is asked for, the last block counts", async () => {
    await threeWitnesses("c");
    await setQuorum({ actor: OPERATOR, ledger: "main", needed: 0 });
    during(startClients());
    const height = await block();
    for (const name of ["c1", "c2", "c3"]) await hasCosigned(name, height);
    assert.ok(!(await witnessedHeights()).includes(height));
    await setQuorum({ actor: OPERATOR, ledger: "main", needed: 3 });
    await isWitnessed(height);
  });

  it("several workers at once keep each cosignature once, and none of them fails", async () => {
    const { id1, id2, id3 } = await threeWitnesses("d");
    const workers = [during(startClients()), during(startClients())];
    const heights = [];
    for (let count = 0; count < 12; count++) heights.push(await block());
    const last = heights.at(-1) ?? 0n;
    await isWitnessed(last);
    for (const name of ["d1", "d2", "d3"]) await hasCosigned(name, last);
    for (const id of [id1, id2, id3]) assert.equal((await findNode(id))?.report?.failures, 0);
    assert.deepEqual(await listOpenSubjects("witness_conflict"), []);
    await workers[0]?.();
    const next = await block();
    await isWitnessed(next);
  });

  it("blocks appended while no worker ran are covered by the newest checkpoint", async () => {
    await threeWitnesses("e");
    const stop = startClients();
    await isWitnessed(await block());
    await stop();
    const missed = [await block(), await block()];
    during(startClients());
    await isWitnessed(missed[1] ?? 0n);
    assert.deepEqual(await cosigners(missed[0] ?? 0n), []);
  });

  it("one that lags first joins the block that others have cosigned, so that slow witnesses meet", async () => {
    const early = await startWitness("early");
    const late = await startWitness("late-one");
    during(early.stop);
    during(late.stop);
    await addNode(early);
    const stop = startClients();
    const joined = await block();
    await hasCosigned("early", joined);
    await stop();
    await early.stop();
    await addNode(late);
    await setQuorum({ actor: OPERATOR, ledger: "main", needed: 2 });
    const newest = await block();
    during(startClients());
    await isWitnessed(joined);
    await hasCosigned("late-one", newest);
    assert.deepEqual(await cosigners(joined), ["witness.test/early", "witness.test/late-one"]);
  });

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
    during(startClients());
    const started = performance.now();
    const heights = [await block(), await block(), await block()];
    await isWitnessed(heights[2] ?? 0n);
    assert.ok(performance.now() - started < 2_000, "before the silent one's time is over");
    await hasFailure(id, "timeout");
  });
});

describe("mirrors", () => {
  it("are compared with the ledger: in step, behind, with another history, with what nobody signed", async () => {
    await block();
    let shown: string | undefined = (await head()).checkpoint;
    const server = await startServer(({ path }) =>
      path === "/copy/checkpoint" && shown ? { status: 200, body: shown } : { status: 404, body: "" },
    );
    during(server.close);
    const id = await addNode({ kind: "mirror", name: "copy", url: `${server.url}/copy` });
    const { treeSize: old, checkpoint: before } = await head();
    during(startClients());
    await eventually("the mirror's size is seen", async () => (await findNode(id))?.report?.size === old);
    await block();
    shown = (await head()).checkpoint;
    const { treeSize } = await head();
    await eventually("the mirror follows", async () => (await findNode(id))?.report?.size === treeSize);
    shown = undefined;
    await hasFailure(id, "origin_unknown");
    shown = before.replace(/— .*\n$/, (line) => line.replace(/.{8}\n$/, "AAAAAAA=\n"));
    await hasFailure(id, "checkpoint_invalid");
    assert.ok(!(await listOpenSubjects("witness_conflict")).includes(id), "what nobody signed proves nothing");
    shown = await forgedCheckpoint(treeSize);
    await hasFailure(id, "fork");
    await isOpen("witness_conflict", id);
    shown = await forgedCheckpoint(treeSize + 100n);
    await hasFailure(id, "ahead");
    shown = await forgedCheckpoint(1n);
    await hasFailure(id, "fork");
    shown = before;
    await eventually("it is in order again", async () => (await findNode(id))?.report?.failures === 0);
  });

  it("one that stays behind for long is told of, until it follows", async () => {
    await block();
    const { checkpoint } = await head();
    let shown = checkpoint;
    await block();
    const server = await startServer(() => ({ status: 200, body: shown, headers: { server: "copy/1\u00e9" } }));
    during(server.close);
    const id = await addNode({ kind: "mirror", name: "late", url: server.url });
    during(startClients({ ...FAST, mirrorLagMs: 500 }));
    await isOpen("mirror_behind", id);
    assert.equal((await findNode(id))?.report?.failures, 0);
    shown = (await head()).checkpoint;
    await isClosed("mirror_behind", id);
  });
});
