/** Witnesses that do what they are for: when a block counts as witnessed, and by whom. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { findNode } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { findPolicyFor } from "#lib/features/ledger/nodes/rows/policy.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { dropTestDatabase } from "#tests/support/database.ts";
import { addNode, OPERATOR, startClients, startWitness } from "#tests/support/witnesses.ts";
import {
  block,
  cosigners,
  during,
  endWatching,
  hasCosigned,
  head,
  isClosed,
  isOpen,
  isWitnessed,
  openWatchedLedger,
  threeWitnesses,
  witnessedHeights,
} from "./watched-ledger.ts";

before(openWatchedLedger);
after(() => dropTestDatabase());
afterEach(endWatching);

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
});
