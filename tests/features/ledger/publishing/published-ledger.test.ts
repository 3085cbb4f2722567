/** What a ledger publishes, read by strangers: its keys, proofs of its growth, and that every page may read all of it. */
import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readKeyHistory } from "#lib/core/log/key-history.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { tilePath, tileWidth } from "#lib/core/log/tiles.ts";
import { publicUrl } from "#lib/env.ts";
import { findLedger, listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { followHistory, isConsistent, signersOf } from "#tests/interop/independent-history.ts";
import { at, send, type Target } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { ownerPool, rewrite } from "#tests/support/ledger.ts";

const blocksRoute = at("/api/v1/ledgers/{name}/blocks");
const consistencyRoute = at("/api/v1/ledgers/{name}/consistency");
const ledgerRoute = at("/api/v1/ledgers/{name}");
const nowhereRoute = at("/ledger/nothing");
const checkpointRoute = at("/ledger/{name}/checkpoint");
const keysRoute = at("/ledger/{name}/keys");
const keysJsonRoute = at("/ledger/{name}/keys.json");
const logListRoute = at("/ledger/{name}/log-list");
const tileRoute = at("/ledger/{name}/tile/{path}");
const policyRoute = at("/ledger/{name}/witness-policy");

type Routes = ReturnType<typeof at>;
const actor = { kind: "operator" } as const;

/** Asks for a path as it is written. */
async function call(
  { method }: Target,
  path: string,
  init: { headers?: Record<string, string> } = {},
): Promise<Response> {
  return await send(path, { method, headers: { "accept-language": "en", ...init.headers } });
}

const consistency = (query: string) => call(consistencyRoute.GET, `/api/v1/ledgers/main/consistency?${query}`);

describe("a published ledger", () => {
  let organisation: MadeOrganisation;
  const sizes: number[] = [];

  async function grow(count: number): Promise<void> {
    await makeEvidence({ organisation, count });
    for (let block = await appendBlock({ ledger: "main" }); block; block = await appendBlock({ ledger: "main" })) {
      sizes.push(Number(block.treeSize));
    }
  }

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
    organisation = await makeOrganisation();
    for (const count of [1, 2, 5, 250]) await grow(count);
    await addLedgerKey({ actor, ledger: "main" });
    await grow(300);
    await endLedgerKey({ actor, ledger: "main", number: 1 });
    await grow(3);
  });
  after(() => dropTestDatabase());

  it("proves that it only grew, between any two sizes, to a checker of another hand", async () => {
    const pairs = [
      ...sizes.flatMap((from) => sizes.map((to) => [from, to] as const)),
      [255, 257],
      [256, 256],
      [3, 560],
    ];
    let checked = 0;
    for (const [from, to] of pairs as [number, number][]) {
      if (from > to) continue;
      const response = await consistency(`from=${from}&to=${to}`);
      assert.equal(response.status, 200, `${from} to ${to}`);
      assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
      assert.equal(response.headers.get("content-type"), "application/json");
      const body = await response.json();
      const bytes = (hex: string) => Buffer.from(hex, "hex");
      const claim = {
        from,
        to,
        fromRoot: bytes(body.fromRoot),
        toRoot: bytes(body.toRoot),
        proof: body.proof.map(bytes),
      };
      assert.ok(isConsistent(claim), `${from} to ${to}`);
      checked++;
    }
    assert.ok(checked > 20);
  });

  it("states in its proofs the roots that it signed", async () => {
    for (const block of await listBlocks({ ledger: "main", limit: 100 })) {
      const { toRoot } = await (await consistency(`from=0&to=${block.treeSize}`)).json();
      assert.equal(toRoot, Buffer.from(block.root).toString("hex"));
    }
    const empty = await (await consistency("from=0&to=0")).json();
    assert.deepEqual(empty.proof, []);
    assert.equal(empty.fromRoot, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("proves nothing about sizes that it does not have, and says what is wrong with a question", async () => {
    const last = sizes.at(-1)!;
    for (const [query, status, code] of [
      [`from=1&to=${last + 1}`, 404, "not_found"],
      ["from=1&to=9007199254740991", 404, "not_found"],
      ["from=3&to=2", 400, "invalid_field"],
      ["from=1", 400, "missing_field"],
      ["from=01&to=2", 400, "invalid_field"],
      ["from=-1&to=2", 400, "invalid_field"],
      ["from=1&to=9007199254740992", 400, "invalid_field"],
      ["from=1&to=2&from=1", 400, "invalid_field"],
      ["from=1&to=2&x=1", 400, "unknown_field"],
    ] as const) {
      const response = await consistency(query);
      assert.equal(response.status, status, query);
      assert.equal((await response.json()).code, code, query);
      assert.match(response.headers.get("cache-control") ?? "", /no-store/);
    }
    assert.equal((await call(consistencyRoute.GET, "/api/v1/ledgers/nowhere/consistency?from=0&to=0")).status, 404);
  });

  it("publishes the history of its keys, which strangers follow from the first to the last", async () => {
    const ledger = (await findLedger("main"))!;
    const response = await call(keysRoute.GET, "/ledger/main/keys");
    assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
    const text = await response.text();
    const expected = ledger.keys.map(({ verifierKey, sinceSize }) => ({ key: verifierKey, since: Number(sinceSize) }));
    assert.deepEqual(followHistory(text), expected);
    const read = readKeyHistory(text);
    assert.ok(Array.isArray(read) && read.length === 2);
    const json = await (await call(keysJsonRoute.GET, "/ledger/main/keys.json")).json();
    assert.equal(json.origin, ledger.origin);
    assert.deepEqual(
      json.keys.map(({ number, verifierKey, sinceSize, endSize }: Record<string, unknown>) => [
        ...[number, verifierKey, sinceSize, endSize],
      ]),
      [
        [1, ledger.keys[0]!.verifierKey, 0, 558],
        [2, ledger.keys[1]!.verifierKey, 259, undefined],
      ],
    );
    assert.equal(json.keys.map(({ statement }: { statement: string }) => statement).join("\n"), text);
  });

  it("has its checkpoint signed by the keys of its size, in the eyes of a checker of another hand", async () => {
    const { keys } = (await findLedger("main"))!;
    const texts = keys.map(({ verifierKey }) => verifierKey);
    for (const { treeSize, checkpoint } of await listBlocks({ ledger: "main", limit: 100 })) {
      const expected = treeSize <= 258n ? [texts[0]] : treeSize <= 558n ? texts : [texts[1]];
      assert.deepEqual(signersOf(checkpoint, texts), expected, String(treeSize));
    }
  });

  it("makes the same statement for a first key that has none stored", async () => {
    const text = await (await call(keysRoute.GET, "/ledger/main/keys")).text();
    const owner = ownerPool();
    await rewrite(owner, "UPDATE ledger_key SET statement = NULL WHERE number = 1");
    assert.equal(await (await call(keysRoute.GET, "/ledger/main/keys")).text(), text);
    await owner.end();
  });

  it("tells witnesses how to take it over: C2SP tlog-list with the key that signs now", async () => {
    const { verifierKey } = (await findLedger("main"))!;
    const text = await (await call(logListRoute.GET, "/ledger/main/log-list")).text();
    assert.equal(text, `logs/v0\n\nvkey ${verifierKey}\nqpd 86400\ncontact ${publicUrl}\n`);
  });

  it("names in its policy every key that it had, now and at each size that it has reached", async () => {
    const { keys } = (await findLedger("main"))!;
    const logs = keys.map(({ verifierKey }) => `log ${verifierKey} ${publicUrl}/ledger/main\n`);
    for (const query of ["", "?size=0", "?size=1", `?size=${sizes.at(-1)}`]) {
      const text = await (await call(policyRoute.GET, `/ledger/main/witness-policy${query}`)).text();
      // The one in force says in comments, besides, from where to where each key signed.
      assert.equal(text.replace(/^(#.*\n)+/, ""), `${logs.join("")}quorum none\n`);
      assert.equal(text.startsWith("# "), query === "");
      assert.ok(!("error" in parsePolicy(text)));
    }
    assert.equal((await call(policyRoute.GET, `/ledger/main/witness-policy?size=${sizes.at(-1)! + 1}`)).status, 404);
    assert.equal((await call(policyRoute.GET, "/ledger/main/witness-policy?size=x")).status, 400);
  });

  it("answers with the policy in force at a size, once policies are written", async () => {
    const owner = ownerPool();
    await owner.query("INSERT INTO ledger_policy VALUES ('main', 1, 8, 'one'), ('main', 2, 258, 'two')");
    const at = async (query: string) => (await call(policyRoute.GET, `/ledger/main/witness-policy${query}`)).text();
    assert.deepEqual(
      [
        await at("?size=0"),
        await at("?size=8"),
        await at("?size=257"),
        await at("?size=258"),
        (await at("")).split("\n").at(-1),
      ],
      ["one", "one", "one", "two", "two"],
    );
    await rewrite(owner, "DELETE FROM ledger_policy");
    await owner.end();
  });

  it("serves the partial tiles of every size for which there was a checkpoint", async () => {
    for (const size of sizes.map(BigInt)) {
      for (let level = 0; tileWidth(size, { level, index: 0n }) > 0; level++) {
        const index = (size >> BigInt(8 * level)) / 256n;
        const width = tileWidth(size, { level, index });
        if (width === 0) continue;
        for (const path of [
          tilePath(level, index, width),
          ...(level === 0 ? [tilePath("entries", index, width)] : []),
        ]) {
          const response = await call(tileRoute.GET, `/ledger/main/${path}`);
          assert.equal(response.status, 200, path);
          assert.match(response.headers.get("cache-control") ?? "", /immutable/);
          if (!path.includes("entries")) assert.equal((await response.bytes()).length, width * 32, path);
        }
      }
    }
  });

  const resources: [Routes, string][] = [
    [checkpointRoute, "/ledger/main/checkpoint"],
    [tileRoute, "/ledger/main/tile/0/000"],
    [keysRoute, "/ledger/main/keys"],
    [keysJsonRoute, "/ledger/main/keys.json"],
    [logListRoute, "/ledger/main/log-list"],
    [policyRoute, "/ledger/main/witness-policy"],
    [consistencyRoute, "/api/v1/ledgers/main/consistency?from=1&to=3"],
  ];
  for (const [routes, path] of resources) {
    it(`${path} has a validator, answers 304 and HEAD, and every page may read it`, async () => {
      const response = await call(routes.GET, path);
      assert.equal(response.status, 200);
      const etag = response.headers.get("etag")!;
      const again = await call(routes.GET, path, { headers: { "if-none-match": etag } });
      assert.deepEqual([again.status, await again.text(), again.headers.get("etag")], [304, "", etag]);
      const head = await call(routes.HEAD, path);
      assert.deepEqual([head.status, await head.text()], [200, ""]);
      assert.equal(head.headers.get("content-length"), response.headers.get("content-length"));
      for (const one of [response, again, head]) assert.equal(one.headers.get("access-control-allow-origin"), "*");
      const preflight = await call(routes.OPTIONS, path);
      assert.equal(preflight.status, 204);
      assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
      assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /if-none-match/);
      assert.equal((await call(routes.POST, path)).status, 405);
    });
  }

  it("lets every page read its figures, and its refusals", async () => {
    for (const [routes, path, status] of [
      [ledgerRoute, "/api/v1/ledgers/main", 200],
      [blocksRoute, "/api/v1/ledgers/main/blocks", 200],
      [blocksRoute, "/api/v1/ledgers/nowhere/blocks", 404],
      [checkpointRoute, "/ledger/nowhere/checkpoint", 404],
      [nowhereRoute, "/ledger/main/nothing", 404],
      [nowhereRoute, "/ledger", 404],
    ] as const) {
      const response = await call(routes.GET, path);
      assert.equal(response.status, status, path);
      assert.equal(response.headers.get("access-control-allow-origin"), "*", path);
    }
  });
});
