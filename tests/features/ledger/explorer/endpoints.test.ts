import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, verifyInclusion } from "#lib/core/log/merkle.ts";
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { inclusionProof, tilePath, tileWidth } from "#lib/core/log/tiles.ts";
import { fromHex, toHex } from "#lib/core/text/bytes.ts";
import { publicUrl } from "#lib/env.ts";
import type { Ledger } from "#lib/features/ledger/sealing/types.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { at, send, type Target } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";

const blockRoute = at("/api/v1/ledgers/{name}/blocks/{height}");
const blocksRoute = at("/api/v1/ledgers/{name}/blocks");
const entryRoute = at("/api/v1/ledgers/{name}/entries/{index}");
const entriesRoute = at("/api/v1/ledgers/{name}/entries");
const ledgerRoute = at("/api/v1/ledgers/{name}");
const unknownPathRoute = at("/ledger/nothing");
const checkpointRoute = at("/ledger/{name}/checkpoint");
const ledgerPageRoute = at("/ledger/{name}");
const tileRoute = at("/ledger/{name}/tile/{path}");
const policyRoute = at("/ledger/{name}/witness-policy");

const SIZE = 1_010;
const LEAVES_MAX = 300;

/** Asks for a path as it is written. */
async function call({ method }: Target, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return await send(path, { method, headers: { "accept-language": "en", ...headers } });
}
const ledgerFile = (target: Target, file: string, { headers }: { headers?: Record<string, string> } = {}) =>
  call(target, `/ledger/main/${file}`, headers);
const tile = (path: string) => call(tileRoute.GET, `/ledger/main/${path}`);
// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
async function json(response: Promise<Response>, status = 200): Promise<any> {
  const answered = await response;
  assert.equal(answered.status, status);
  return answered.json();
}

describe("reading the ledger over HTTP", () => {
  let ledger: Ledger;

  before(async () => {
    await createTestDatabase();
    ledger = await ensureLedger("main", { format: 1 });
  });
  after(() => dropTestDatabase());

  it("an empty ledger has a signed checkpoint, no blocks, no entries and no tiles", async () => {
    const key = parseVerifierKey(ledger.verifierKey)!;
    const opened = openCheckpoint(await (await ledgerFile(checkpointRoute.GET, "checkpoint")).text(), key);
    assert.ok("checkpoint" in opened && opened.checkpoint.size === 0n);
    const view = await json(call(ledgerRoute.GET, "/api/v1/ledgers/main"));
    assert.equal(view.treeSize, 0);
    assert.equal(view.height, undefined);
    assert.deepEqual(await json(call(blocksRoute.GET, "/api/v1/ledgers/main/blocks")), {
      blocks: [],
    });
    assert.deepEqual(await json(call(entriesRoute.GET, "/api/v1/ledgers/main/entries")), {
      entries: [],
    });
    for (const path of ["tile/0/000", "tile/0/000.p/1", "tile/entries/000.p/1"]) {
      assert.equal((await tile(path)).status, 404);
    }
  });

  it("the checkpoint is a signed note that changes with the ledger, fresh for a second, with a validator", async () => {
    const organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: SIZE });
    await appendAll();
    await setTimeout(1_000); // what was asked for before is fresh for so long
    const response = await ledgerFile(checkpointRoute.GET, "checkpoint");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.equal(response.headers.get("cache-control"), "public, max-age=1");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    const opened = openCheckpoint(await response.text(), parseVerifierKey(ledger.verifierKey)!);
    assert.ok("checkpoint" in opened);
    assert.equal(opened.checkpoint.size, BigInt(SIZE));
    const etag = response.headers.get("etag")!;
    for (const validator of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await ledgerFile(checkpointRoute.GET, "checkpoint", { headers: { "if-none-match": validator } });
      assert.equal(again.status, 304);
      assert.equal(await again.text(), "");
      assert.equal(again.headers.get("etag"), etag);
    }
    const other = await ledgerFile(checkpointRoute.GET, "checkpoint", { headers: { "if-none-match": '"other"' } });
    assert.equal(other.status, 200);
  });

  it("a stranger proves an entry from checkpoint and tiles alone", async () => {
    const opened = openCheckpoint(
      await (await ledgerFile(checkpointRoute.GET, "checkpoint")).text(),
      parseVerifierKey(ledger.verifierKey)!,
    );
    assert.ok("checkpoint" in opened);
    const { size, root } = opened.checkpoint;
    const fetched = new Map<string, Uint8Array>();
    for (let level = 0; tileWidth(size, { level, index: 0n }) > 0; level++) {
      for (let index = 0n; tileWidth(size, { level, index }) > 0; index++) {
        const response = await tile(tilePath(level, index, tileWidth(size, { level, index })));
        assert.equal(response.headers.get("content-type"), "application/octet-stream");
        assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
        fetched.set(`${level}/${index}`, await response.bytes());
      }
    }
    const bundle = Buffer.from(await (await tile("tile/entries/002")).bytes());
    const leaf = leafHash(bundle.subarray(2, 2 + bundle.readUInt16BE(0)));
    const index = 512n;
    const proof = inclusionProof({ index, size, tile: (level, at) => fetched.get(`${level}/${at}`)! });
    assert.ok(verifyInclusion({ leaf, index, size, proof, root }));
  });

  it("tile paths have one spelling and end where the tree ends; all else is not found, as a problem document", async () => {
    for (const path of [
      "tile/0/003",
      "tile/0/003.p/243",
      "tile/1/000.p/4",
      "tile/2/000.p/1",
      "tile/0/3",
      "tile/00/000",
      "tile/0/000.p/0",
      "tile/0/000.p/256",
      "tile/0/x000/000",
      "tile/64/000",
      "tile/-1/000",
      "tile/entries/003",
      "tile/entries/000.p/0",
      "tile/0/%30%30%30",
      "tile/0/000/ledger/main/tile/0/000",
      "tile/0/x999/x999/x999/x999/x999/999",
      "tile/0/..%2f000",
    ]) {
      const response = await tile(path);
      assert.equal(response.status, 404, path);
      assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
      assert.equal((await response.json()).code, "not_found");
    }
    for (const path of [
      "tile/0/003.p/242",
      "tile/0/003.p/1",
      "tile/0/000.p/255",
      "tile/1/000.p/3",
      "tile/entries/000.p/7",
    ]) {
      assert.equal((await tile(path)).status, 200, path);
    }
  });

  it("the witness policy names the key and the address of the log, and parses", async () => {
    const text = await (await ledgerFile(policyRoute.GET, "witness-policy")).text();
    assert.equal(text.replace(/^(#.*\n)+/, ""), `log ${ledger.verifierKey} ${publicUrl}/ledger/main\nquorum none\n`);
    assert.ok(!("error" in parsePolicy(text)));
  });

  it("the ledger states its key, its size and its checkpoint", async () => {
    const view = await json(call(ledgerRoute.GET, "/api/v1/ledgers/main"));
    assert.equal(view.verifierKey, ledger.verifierKey);
    assert.equal(view.treeSize, SIZE);
    assert.equal(view.height, 3);
    const opened = openCheckpoint(view.checkpoint, parseVerifierKey(ledger.verifierKey)!);
    assert.ok("checkpoint" in opened && toHex(opened.checkpoint.root) === view.root);
  });

  it("blocks come newest first, page by page, and each by its height", async () => {
    const heights: number[] = [];
    let query: string | undefined = "?limit=3";
    while (query) {
      const page = await json(call(blocksRoute.GET, `/api/v1/ledgers/main/blocks${query}`));
      heights.push(...page.blocks.map((block: { height: number }) => block.height));
      query = page.next === undefined ? undefined : `?limit=3&before=${page.next}`;
    }
    assert.deepEqual(heights, [3, 2, 1, 0]);
    const block = await json(call(blockRoute.GET, "/api/v1/ledgers/main/blocks/3"));
    assert.equal(block.firstIndex, 3 * LEAVES_MAX);
    assert.equal(block.leafCount, SIZE - 3 * LEAVES_MAX);
    assert.match(block.header, /^sealbook\.block\/v1\nlocalhost:3000\/ledger\/main\n3\n900\n110\n1010\n/);
    assert.equal(block.links.entries, `${publicUrl}/api/v1/ledgers/main/entries?from=900`);
  });

  it("entries come in the order of the tree, page by page, and each with its inclusion in its own block", async () => {
    const indexes: number[] = [];
    let query: string | undefined = "?limit=256";
    while (query) {
      const page = await json(call(entriesRoute.GET, `/api/v1/ledgers/main/entries${query}`));
      indexes.push(...page.entries.map((entry: { index: number }) => entry.index));
      query = page.next === undefined ? undefined : `?limit=256&from=${page.next}`;
    }
    assert.deepEqual(
      indexes,
      Array.from({ length: SIZE }, (_, at) => at),
    );
    const entry = await json(call(entryRoute.GET, "/api/v1/ledgers/main/entries/650"));
    assert.equal(entry.blockHeight, 2);
    const { treeSize, root, path } = entry.inclusion;
    assert.equal(treeSize, 900);
    const leaf = leafHash(Buffer.from(entry.entry));
    assert.equal(toHex(leaf), entry.leafHash);
    const proof = path.map((hash: string) => fromHex(hash));
    assert.ok(verifyInclusion({ leaf, index: 650n, size: BigInt(treeSize), proof, root: fromHex(root)! }));
    assert.ok(!/[0-9a-f]{8}-[0-9a-f]{4}-7/.test(JSON.stringify(entry)), "no id of evidence is told");
  });

  it("what is not there is not found; what cannot be asked is refused with the name of the field", async () => {
    const api = "/api/v1/ledgers";
    const missing: [Target, string][] = [
      [ledgerRoute.GET, `${api}/nowhere`],
      [ledgerRoute.GET, `${api}/Main`],
      [blocksRoute.GET, `${api}/nowhere/blocks`],
      [entriesRoute.GET, `${api}/nowhere/entries`],
      [blockRoute.GET, `${api}/main/blocks/4`],
      [blockRoute.GET, `${api}/main/blocks/03`],
      [blockRoute.GET, `${api}/main/blocks/-1`],
      [blockRoute.GET, `${api}/main/blocks/9007199254740993`],
      [entryRoute.GET, `${api}/main/entries/1010`],
      [entryRoute.GET, `${api}/main/entries/1e3`],
      [checkpointRoute.GET, "/ledger/nowhere/checkpoint"],
      [policyRoute.GET, "/ledger/nowhere/witness-policy"],
    ];
    for (const [target, path] of missing) {
      assert.equal((await json(call(target, path), 404)).code, "not_found", path);
    }
    for (const [query, code] of [
      ["?limit=0", "invalid_field"],
      ["?limit=257", "invalid_field"],
      ["?limit=x", "invalid_field"],
      ["?before=-1", "invalid_field"],
      ["?limit=1&limit=2", "invalid_field"],
      ["?after=1", "unknown_field"],
    ]) {
      assert.equal((await json(call(blocksRoute.GET, `${api}/main/blocks${query}`), 400)).code, code);
    }
  });

  it("a ledger's own address leads people to the explorer; other addresses are problems", async () => {
    const shown = await call(ledgerPageRoute.GET, "/ledger/main");
    assert.deepEqual([shown.status, shown.headers.get("location")], [303, "/explorer"]);
    for (const name of ["nowhere", "Main", "a b"]) {
      const response = await call(ledgerPageRoute.GET, `/ledger/${encodeURIComponent(name)}`);
      assert.equal(response.status, 404, name);
      assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
    }
    for (const handler of [unknownPathRoute.GET, unknownPathRoute.POST]) {
      const response = await call(handler, "/ledger/main/blocks");
      assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
      assert.equal((await json(Promise.resolve(response), 404)).code, "not_found");
    }
  });

  it("only reading is allowed, and HEAD is GET without its body", async () => {
    for (const [target, path] of [
      [ledgerRoute.POST, "/api/v1/ledgers/main"],
      [checkpointRoute.PUT, "/ledger/main/checkpoint"],
      [tileRoute.DELETE, "/ledger/main/tile/0/000"],
    ] as const) {
      const response = await call(target, path);
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "GET, HEAD, OPTIONS");
    }
    const head = await ledgerFile(checkpointRoute.HEAD, "checkpoint");
    assert.equal(head.status, 200);
    assert.equal(await head.text(), "");
    assert.equal(head.headers.get("etag"), (await ledgerFile(checkpointRoute.GET, "checkpoint")).headers.get("etag"));
  });
});
