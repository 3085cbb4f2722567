/** Figures over time and news of blocks: exact, whatever the times of the blocks, and the same for all who follow. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { judgeGiven } from "#components/explorer/given-verdict.ts";
import { blockLine } from "#lib/core/log/block.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { readLedgerAt, readWaiting } from "#lib/features/ledger/explorer/rows/figures.ts";
import { readFigures } from "#lib/features/ledger/explorer/rows/figures-view.ts";
import { judgeCheckpoint } from "#lib/features/ledger/explorer/rows/given-checkpoint.ts";
import { findLedgerHead, listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";

const eventsRoute = at("/api/v1/ledgers/{name}/events");
const figuresRoute = at("/api/v1/ledgers/{name}/figures");

const BLOCKS = 17;
const HOUR_MS = 3_600_000;

const params = { name: "main" };

/** Reads a stream of events until `count` blocks have come; then leaves. */
async function readBlocks(response: Response, count: number) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const events: { id: string; data: { height: number; leafCount: number; treeSize: number } }[] = [];
  let text = "";
  while (events.length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const [, id, data] = /^event: block\nid: (\d+)\ndata: (.*)$/.exec(part) ?? [];
      if (id && data) events.push({ id, data: JSON.parse(data) });
    }
  }
  await reader.cancel();
  return events;
}

describe("figures and news of a ledger", () => {
  let organisation: MadeOrganisation;
  const appendOne = async () => {
    await makeEvidence({ organisation, count: 2 });
    await appendAll();
  };

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    organisation = await makeOrganisation();
  });
  after(() => dropTestDatabase());

  it("an empty ledger has figures, all of them zero", async () => {
    const { steps, waiting } = await readFigures({ ledger: "main", range: "month" });
    assert.equal(steps.length, 30);
    assert.ok(steps.every(({ blocks, entries }) => blocks === 0 && entries === 0));
    assert.deepEqual(waiting, { count: 0 });
  });

  it("finds what there was before any moment, to the block", async () => {
    for (let made = 0; made < BLOCKS; made++) await appendOne();
    const all = (await listBlocks({ ledger: "main", limit: 256 })).reverse();
    const times = all.map(({ time }) => time.getTime());
    const moments = [0, ...times.flatMap((time) => [time - 1, time, time + 1]), Date.now() + HOUR_MS];
    const found = await readLedgerAt({ ledger: "main", moments: moments.map((moment) => new Date(moment)) });
    const expected = moments.map((moment) => {
      const before = all.filter(({ time }) => time.getTime() < moment);
      const blocks = BigInt(before.length);
      return { blocks, entries: (before.at(-1)?.treeSize ?? 0n) - blocks }; // headers are no records
    });
    assert.deepEqual(found, expected);
  });

  it("gives programs the same figures as pages, and refuses what it does not have", async () => {
    const { steps } = await readFigures({ ledger: "main", range: "day" });
    assert.equal(
      steps.reduce((sum, { blocks }) => sum + blocks, 0),
      BLOCKS,
    );
    const { status, body } = await callJson(figuresRoute.GET, { params, query: { range: "month" } });
    assert.equal(status, 200);
    assert.equal(body.steps.at(-1).entries, BLOCKS * 2);
    assert.equal((await call(figuresRoute.GET, { params, query: { range: "year" } })).status, 400);
    assert.equal((await call(figuresRoute.GET, { params: { name: "other" } })).status, 404);
  });

  it("says how much waits, and since when", async () => {
    await makeEvidence({ organisation, count: 3 });
    const waiting = await readWaiting("main");
    assert.equal(waiting.count, 3);
    assert.ok(waiting.since && Math.abs(waiting.since.getTime() - Date.now()) < HOUR_MS);
    await appendAll();
    assert.deepEqual(await readWaiting("main"), { count: 0, since: undefined });
  });

  it("tells every follower each block once and in order, those missed first", async () => {
    const headers = { "last-event-id": "14" };
    const [back, next] = await Promise.all([
      call(eventsRoute.GET, { params, headers, query: { after: "3" } }),
      call(eventsRoute.GET, { params }),
    ]);
    assert.equal(back.headers.get("content-type"), "text/event-stream; charset=utf-8");
    const reading = Promise.all([readBlocks(back, 4), readBlocks(next, 1)]);
    await appendOne();
    const [resumed, fresh] = await reading;
    assert.deepEqual(
      resumed.map(({ id }) => id),
      ["15", "16", "17", "18"],
    );
    assert.deepEqual(
      fresh.map(({ id, data }) => [id, data.height, data.leafCount]),
      [["18", 18, 2]],
    );
    assert.equal((await call(eventsRoute.GET, { params: { name: "other" } })).status, 404);
  });

  it("keeps places for a bounded number of followers, and frees those of who left", async () => {
    const open: Response[] = [];
    const follow = () => call(eventsRoute.GET, { params });
    for (let at = 0; at < 50; at++) open.push(await follow());
    const refused = await follow();
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    const elsewhere = await call(eventsRoute.GET, { params, headers: { "x-sealbook-address": "192.0.2.99" } });
    assert.equal(elsewhere.status, 200);
    for (const response of [...open, elsewhere]) await response.body?.cancel();
    const again = await follow();
    assert.equal(again.status, 200);
    await again.body?.cancel();
  });

  it("a kept checkpoint is contained, or the contradiction is named", async () => {
    const head = (await findLedgerHead("main"))!;
    const judge = async (text: string) => judgeCheckpoint(text, head);
    const kept = (await listBlocks({ ledger: "main", before: 5n, limit: 1 }))[0]!;
    for (const text of [kept.checkpoint, `  ${kept.checkpoint.replaceAll("\n", "\r\n")}`, head.checkpoint]) {
      const given = await judge(text);
      assert.ok(given.kind === "judged");
      assert.deepEqual([given.signature, judgeGiven(given)], ["ok", "contained"]);
    }
    const bare = kept.checkpoint.split("\n\n")[0]!;
    const unsigned = await judge(bare);
    assert.ok(unsigned.kind === "judged" && unsigned.signature === "absent" && judgeGiven(unsigned) === "contained");
    const empty = await judge(head.ledger.emptyCheckpoint);
    assert.ok(empty.kind === "judged" && judgeGiven(empty) === "contained");
    const [origin, size, root] = bare.split("\n") as [string, string, string];
    const other = await judge([origin, `${BigInt(size) + 1n}`, root].join("\n"));
    assert.ok(other.kind === "judged" && judgeGiven(other) === "different" && other.proof.length === 0);
    const larger = await judge([origin, "9".repeat(15), root].join("\n"));
    assert.ok(larger.kind === "judged" && judgeGiven(larger) === "larger");
    const spoilt = await judge(kept.checkpoint.replace(`\n${size}\n`, `\n${BigInt(size) + 1n}\n`));
    assert.ok(spoilt.kind === "judged" && spoilt.signature === "bad");
    assert.deepEqual(await judge(["elsewhere.example/ledger/main", size, root].join("\n")), {
      kind: "foreign",
      origin: "elsewhere.example/ledger/main",
    });
    for (const text of ["", "x", "\0", "—".repeat(5_000), `${origin}\n-1\n${root}`, `${origin}\n1\nAAAA`]) {
      assert.equal((await judge(text)).kind, "unreadable");
    }
    // The same root under another block: heights, times and predecessors are signed through that line alone.
    const [before] = await listBlocks({ ledger: "main", before: kept.height, limit: 1 });
    for (const hash of [before!.hash, new Uint8Array(32)]) {
      const swapped = await judge([origin, size, root, blockLine(hash)].join("\n"));
      assert.ok(swapped.kind === "judged" && judgeGiven(swapped) === "otherBlock");
      assert.equal(swapped.ledgerBlock, toHex(kept.hash));
    }
    const garbled = await judge([origin, size, root, `${blockLine(kept.hash)}x`].join("\n"));
    assert.ok(garbled.kind === "judged" && judgeGiven(garbled) === "otherBlock");
    const silent = await judge([origin, size, root].join("\n"));
    assert.ok(silent.kind === "judged" && silent.blockNamed === undefined && judgeGiven(silent) === "contained");
    // A server that claims what is not so is found out by the browser.
    const given = await judge(kept.checkpoint);
    assert.ok(given.kind === "judged");
    const now = { ...given.now, root: given.root };
    assert.equal(judgeGiven({ ...given, now }), "unproven");
  });
});
