/** Witnesses with an ML-DSA-44 key: what they are invited with, what is kept of what they sign, and when it counts. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import "#lib/core/log/ml-dsa.ts";
import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { listCosignatures } from "#lib/features/ledger/nodes/rows/block-attestations.ts";
import { findNewestPolicy, findPolicyFor, quorumOf } from "#lib/features/ledger/nodes/rows/policy.ts";
import { readNodesView } from "#lib/features/ledger/nodes/rows/views.ts";
import { changeNode } from "#lib/features/ledger/nodes/verbs/change-node.ts";
import { inviteNode } from "#lib/features/ledger/nodes/verbs/invite-node.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { dropTestDatabase } from "#tests/support/database.ts";
import { addNode, eventually, FAST, OPERATOR, startClients, startWitness } from "#tests/support/witnesses.ts";
import {
  block,
  during,
  endWatching,
  hasCosigned,
  hasFailure,
  head,
  isWitnessed,
  openWatchedLedger,
  witnessedHeights,
} from "./watched-ledger.ts";

before(openWatchedLedger);
after(() => dropTestDatabase());
afterEach(endWatching);

const needed = (count: number) => setQuorum({ actor: OPERATOR, ledger: "main", needed: count });

async function linesOf(height: bigint): Promise<string[][]> {
  const { rows } = await pool().query("SELECT line FROM block_cosignature WHERE height = $1 ORDER BY witness", [
    height,
  ]);
  return rows.map(({ line }) => line.split("\n"));
}

/** Who counts by the policy in force for the last block, if these lines are all that there is. */
async function judged(lines: readonly string[]) {
  const { block: last } = await head();
  const policy = parsePolicy((await findPolicyFor({ ledger: "main", size: last?.treeSize ?? 0n }))?.text ?? "");
  const note = parseNote((last?.checkpoint ?? "") + lines.map((line) => `${line}\n`).join(""));
  assert.ok(note && !("error" in policy));
  return evaluatePolicy(policy, note);
}

describe("a witness with two keys", () => {
  it("counts once, when both signed; a policy of ours is not met by the weaker signature alone", async () => {
    const witness = await startWitness("two");
    during(witness.stop);
    const keys = `${witness.mlDsaKey}\n${witness.verifierKey}`;
    const id = await addNode({ name: "two", url: witness.url, verifierKey: keys });
    await needed(1);
    during(startClients());
    const height = await block();
    await isWitnessed(height);
    const [lines = [], ...others] = await linesOf(height);
    assert.deepEqual([lines.length, others.length], [2, 0]);
    const both = await judged(lines);
    assert.deepEqual([both.quorumMet, both.witnesses.map(({ name }) => name)], [true, ["two"]]);
    for (const line of lines) assert.equal((await judged([line])).quorumMet, false);
    assert.deepEqual(quorumOf((await findNewestPolicy("main"))?.text), { needed: 1, members: ["two"] });
    assert.equal((await auditLedger({ ledger: "main" })).finding, undefined);
    const shown = (await readNodesView("main"))?.nodes.find((node) => node.name === "two");
    assert.deepEqual([shown?.verifierKey, shown?.mlDsaKey], [witness.verifierKey, witness.mlDsaKey]);

    // It loses the stronger key: what it signs then is refused, and the block has to wait.
    await witness.stop();
    rmSync(join(witness.folder, "key.ml-dsa-44"));
    await witness.start();
    const later = await block();
    await hasFailure(id, "cosignature_absent");
    assert.ok(!(await witnessedHeights()).includes(later));
    assert.deepEqual(await linesOf(later), []);
  });

  it("that was invited with one is given the other, and from then on signs with both", async () => {
    const witness = await startWitness("later");
    during(witness.stop);
    const nodeId = await addNode({ name: "later", url: witness.url, verifierKey: witness.verifierKey });
    await needed(1);
    during(startClients());
    const first = await block();
    await isWitnessed(first);
    assert.deepEqual(
      (await linesOf(first)).map(({ length }) => length),
      [1],
      "a line of a key that is not known counts for nothing",
    );
    const add = (mlDsaKey: string) => changeNode({ actor: OPERATOR, nodeId, change: { mlDsaKey } });
    await assert.rejects(add(witness.verifierKey), { code: "verifier_keys_unlike" });
    assert.deepEqual(await add(witness.mlDsaKey), { changed: true });
    assert.deepEqual(await add(witness.mlDsaKey), { changed: false });
    const second = await block();
    await isWitnessed(second);
    const [lines = []] = await linesOf(second);
    assert.equal(lines.length, 2);
    assert.equal((await judged(lines.slice(0, 1))).quorumMet, false);
    assert.equal((await auditLedger({ ledger: "main" })).finding, undefined);
  });

  it("completes the last block, which it had signed with its first key alone before the others did", async () => {
    const [early, late] = [await startWitness("early"), await startWitness("late")];
    for (const { stop } of [early, late]) during(stop);
    const nodeId = await addNode({ name: "early", url: early.url, verifierKey: early.verifierKey });
    await addNode({ name: "late", url: late.url, verifierKey: late.verifierKey });
    await needed(2);
    await late.stop();
    during(startClients({ ...FAST, heartbeatMs: 600_000 }));
    const height = await block();
    await hasCosigned("early", height);
    await changeNode({ actor: OPERATOR, nodeId, change: { mlDsaKey: early.mlDsaKey } });
    const isWhole = async () => (await linesOf(height)).length === 2;
    await eventually("both keys have signed", isWhole);
    assert.ok(!(await witnessedHeights()).includes(height));
    await late.start();
    await isWitnessed(height);
    assert.deepEqual(
      (await linesOf(height)).map((lines) => lines.length),
      [1, 1, 1],
    );
    const listed = await listCosignatures({ ledger: "main", height });
    assert.deepEqual(
      listed.map(({ name, line }) => [name, line.split("\n").length]),
      [
        ["early", 2],
        ["late", 1],
      ],
    );
    assert.equal((await auditLedger({ ledger: "main" })).finding, undefined);
  });

  it("has keys of its own alone, one of each kind, of one name", async () => {
    const [one, other] = [await startWitness("mine"), await startWitness("theirs")];
    for (const { stop } of [one, other]) during(stop);
    await addNode({ name: "mine", url: one.url, verifierKey: `${one.verifierKey} ${one.mlDsaKey}` });
    const invite = (name: string, verifierKey: string) =>
      inviteNode({ actor: OPERATOR, ledger: "main", node: { kind: "witness", name, url: other.url, verifierKey } });
    const cases: [string, string, string][] = [
      ["x", `${other.verifierKey} ${one.mlDsaKey}`, "verifier_keys_unlike"],
      ["x", `${other.verifierKey} ${other.verifierKey}`, "verifier_keys_unlike"],
      ["x", `${other.mlDsaKey} ${other.mlDsaKey}`, "verifier_keys_unlike"],
      ["x", `${other.mlDsaKey} nothing`, "invalid_verifier_key"],
      ["x", one.mlDsaKey, "verifier_key_taken"],
      ["mine/both", other.mlDsaKey, "node_name_reserved"],
      ["mine/ml-dsa-44", other.mlDsaKey, "node_name_reserved"],
    ];
    for (const [name, key, code] of cases) await assert.rejects(invite(name, key), { code }, code);
  });
});

describe("a witness with an ML-DSA-44 key alone", () => {
  it("is invited by it, asked, kept and counted", async () => {
    const witness = await startWitness("alone");
    during(witness.stop);
    const nodeId = await addNode({ name: "alone", url: witness.url, verifierKey: witness.mlDsaKey });
    await needed(1);
    during(startClients());
    const height = await block();
    await isWitnessed(height);
    const [lines = []] = await linesOf(height);
    assert.equal(lines.length, 1);
    assert.deepEqual(
      (await judged(lines)).witnesses.map(({ name }) => name),
      ["alone"],
    );
    const change = { mlDsaKey: witness.mlDsaKey };
    await assert.rejects(changeNode({ actor: OPERATOR, nodeId, change }), { code: "verifier_keys_unlike" });
  });
});
