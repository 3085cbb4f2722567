/** The explorer and its API on a ledger whose headers are leaves: shown as what they are, and counted nowhere as records. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type BlockClaims, checkpointHolds, headerHolds } from "#components/explorer/block-check.ts";
import {
  findSearched,
  loadBlock,
  loadEntry,
  loadExplorer,
  loadFigures,
  loadTotals,
} from "#lib/features/ledger/explorer/pages.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { at, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";

const API = "/api/v1/ledgers/main";
const routes = [
  at("/api/v1/ledgers/{name}"),
  at("/api/v1/ledgers/{name}/blocks/{height}"),
  at("/api/v1/ledgers/{name}/entries"),
];

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
async function get(path: string): Promise<any> {
  assert.equal(routes.length, 3);
  const response = await send(`${API}${path}`, { method: "GET" });
  assert.equal(response.status, 200);
  return await response.json();
}

describe("the explorer of a ledger whose headers are leaves", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 2 });
    const organisation = await makeOrganisation();
    for (const count of [2, 3]) {
      await makeEvidence({ organisation, count });
      await appendAll();
    }
  });
  after(() => dropTestDatabase());

  it("counts records, beside a tree that has their blocks' headers as well", async () => {
    const { head, blocks } = await loadExplorer(undefined);
    assert.deepEqual([head.format, head.records, head.treeSize], [2, "5", "7"]);
    assert.deepEqual(
      blocks.map(({ leafCount, treeSize }) => [leafCount, treeSize]),
      [
        [3, "7"],
        [2, "3"],
      ],
    );
    assert.deepEqual((await loadTotals()).entries, "5");
    const { steps } = await loadFigures("day");
    assert.deepEqual([steps.at(-1)?.entries ?? 0, steps.at(-1)?.blocks ?? 0], [5, 2]);
    const { format, records, treeSize } = await get("");
    assert.deepEqual({ format, records, treeSize }, { format: 2, records: 5, treeSize: 7 });
  });

  it("a block's page ends with its header, which a browser confirms, and nothing else in its place", async () => {
    const { block, entries } = (await loadBlock("1", undefined))!;
    assert.deepEqual([block.firstIndex, block.lastIndex, block.headerIndex], ["3", "5", "6"]);
    assert.deepEqual(
      entries.map(({ index, type }) => [index, type]),
      [
        ["3", "digest"],
        ["4", "digest"],
        ["5", "digest"],
        ["6", "block"],
      ],
    );
    const claims: BlockClaims = block;
    assert.ok(headerHolds(claims) && (await checkpointHolds(claims)));
    const other = (await loadBlock("0", undefined))!.block;
    const wrong: Partial<BlockClaims>[] = [
      { headerPath: other.headerPath },
      { headerPath: [] },
      { header: other.header, hash: other.hash },
      { treeSize: other.treeSize },
      { root: other.root },
    ];
    for (const change of wrong) assert.ok(!headerHolds({ ...claims, ...change }), JSON.stringify(Object.keys(change)));
  });

  it("a header has an entry's page, and its inclusion like any other", async () => {
    const page = (await loadEntry("2"))!;
    assert.deepEqual([page.entry.type, page.entry.recordHash], ["block", undefined]);
    assert.ok(page.entry.bytes.startsWith("sealbook.block/v2\n"));
    assert.equal(page.entry.bytes, (await loadBlock("0", undefined))!.block.header);
    assert.equal(await findSearched("entry:2"), "/explorer/entries/2");
  });

  it("programs read the same: a header is an entry of type block without a record", async () => {
    const { entries } = await get("/entries");
    assert.deepEqual(
      entries.map(({ type }: { type: string }) => type),
      ["digest", "digest", "block", "digest", "digest", "digest", "block"],
    );
    const { leafCount, headerIndex, header } = await get("/blocks/1");
    assert.deepEqual([leafCount, headerIndex], [3, 6]);
    assert.equal(entries[6].entry, header);
    assert.ok(!("recordSha256" in entries[6]) && "recordSha256" in entries[5]);
  });
});
