/** What the explorer and the API state about witnesses, confirmed by the checks that the reader's browser makes. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { cosignaturesHold } from "#components/explorer/cosignatures-hold.ts";
import { loadBlockAttestations, loadNodes } from "#lib/features/ledger/nodes/pages.ts";
import { inviteNode } from "#lib/features/ledger/nodes/verbs/invite-node.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { at, call } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { addNode, eventually, OPERATOR, startClients, startWitness } from "#tests/support/witnesses.ts";

const nodesRoute = at("/api/v1/ledgers/{name}/nodes");

const witnessed = (count: number) =>
  eventually(`${count} blocks are witnessed`, async () => {
    const { rows } = await pool().query("SELECT count(*)::integer AS count FROM block_witnessed");
    return rows[0].count === count;
  });

async function block() {
  const [organisation] = (await pool().query("SELECT id, name, ledger FROM organisation")).rows;
  await makeEvidence({ organisation, count: 3 });
  await appendAll();
  const [newest] = await listBlocks({ ledger: "main", limit: 1 });
  assert.ok(newest);
  return newest;
}
async function pageOf({ height, treeSize }: { height: bigint; treeSize: bigint }) {
  return await loadBlockAttestations({ height: String(height), treeSize: String(treeSize) });
}

describe("pages about witnesses", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    await makeOrganisation();
  });
  after(() => dropTestDatabase());

  it("without any: no quorum, nothing witnessed, and the API says the same", async () => {
    const view = await loadNodes();
    assert.deepEqual([view.nodes, view.quorum, view.witnessed], [[], { needed: 0, members: [] }, undefined]);
    const newest = await block();
    const page = await pageOf(newest);
    assert.deepEqual([page.cosignatures, page.witnessed, page.timestamps], [[], undefined, []]);
    const answer = await call(nodesRoute.GET, { params: { name: "main" } });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("cache-control") ?? "", /public, max-age=/);
    assert.equal((await call(nodesRoute.GET, { params: { name: "nowhere" } })).status, 404);
    const etag = answer.headers.get("etag") ?? "";
    const again = await call(nodesRoute.GET, { params: { name: "main" }, headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
  });

  it("who cosigned, for whom, when; since when it is enough; and which later block vouches for the ones before", async () => {
    const first = await block();
    const [a, b] = [await startWitness("pa"), await startWitness("pb")];
    try {
      await addNode({ ...a, operator: "Registry of Diplomas", contact: "secret@example.org" });
      await addNode(b);
      const invited = { kind: "mirror" as const, name: "only-invited", url: "http://127.0.0.1:9" };
      await inviteNode({ actor: OPERATOR, ledger: "main", node: invited });
      await setQuorum({ actor: OPERATOR, ledger: "main", needed: 2 });
      const newest = await block();
      const stop = startClients();
      await witnessed(1);
      await stop();
      const page = await pageOf(newest);
      assert.deepEqual(page.cosignatures.map(({ name, counts }) => [name, counts]).sort(), [
        ["pa", true],
        ["pb", true],
      ]);
      assert.equal(page.cosignatures.find(({ name }) => name === "pa")?.operator, "Registry of Diplomas");
      assert.equal(page.witnessed?.height, String(newest.height));
      const before = await pageOf(first);
      assert.deepEqual([before.cosignatures, before.witnessed?.height], [[], String(newest.height)]);
      const claims = {
        checkpoint: newest.checkpoint,
        lines: page.cosignatures.map(({ line }) => line),
        policy: page.policy,
        names: page.cosignatures.map(({ name }) => name),
        quorumMet: true,
      };
      assert.equal(await cosignaturesHold(claims), true);
      assert.equal(await cosignaturesHold({ ...claims, checkpoint: first.checkpoint }), false, "of another block");
      assert.equal(await cosignaturesHold({ ...claims, lines: claims.lines.slice(1) }), false, "one is missing");
      assert.equal(
        await cosignaturesHold({ ...claims, policy: claims.policy.replace(/quorum quorum/, "quorum none") }),
        false,
      );
      assert.equal(
        await cosignaturesHold({ ...claims, names: [...claims.names, "pc"] }),
        false,
        "somebody who did not",
      );
      const view = await (await call(nodesRoute.GET, { params: { name: "main" } })).text();
      assert.ok(!view.includes("secret@example.org") && !view.includes("only-invited"));
      const { nodes, witnessed: upTo } = JSON.parse(view);
      assert.equal(upTo.height, Number(newest.height));
      assert.deepEqual(
        nodes.map((node: { name: string; size: number }) => [node.name, node.size]),
        [
          ["pa", Number(newest.treeSize)],
          ["pb", Number(newest.treeSize)],
        ],
      );
    } finally {
      await a.stop();
      await b.stop();
    }
  });
});
