/** Blocks of a ledger whose headers are leaves: the monitor reads them, and names the first one that is not what it says. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type BlockHeader, encodeBlockHeader, parseBlockHeader } from "#lib/core/log/block.ts";
import { closeBlock } from "#lib/core/log/close-block.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { appendLeaves } from "#lib/core/log/tiles.ts";
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { entryAt, ORIGIN, temporaryFolder, VKEY, writeLedger } from "#tests/parties/static-ledger.ts";

const RECORDS_PER_BLOCK = 150;
const BLOCKS = 4;

/** Entries of whole blocks; `change` says what the header of one of them states instead of what is so. */
function entriesOf(change: (header: BlockHeader) => Partial<BlockHeader> = () => ({})): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let previous: Uint8Array | undefined;
  for (let height = 0; height < BLOCKS; height++) {
    const records = Array.from({ length: RECORDS_PER_BLOCK }, (_, at) => entryAt(entries.length + at));
    const { edge, size } = appendLeaves([], 0n, entries.map(leafHash));
    const time = `2026-11-22T13:45:0${height}.000Z`;
    const end = { format: 2 as const, origin: ORIGIN, edge, size, height: BigInt(height), previous, time };
    const { header } = closeBlock(end, records.map(leafHash));
    const bytes = encodeBlockHeader({ ...header, ...change(header) });
    previous = sha256(bytes);
    entries.push(...records, bytes);
  }
  return entries;
}

describe("a monitor of a ledger whose blocks are in the tree", () => {
  let root: string;
  let ledger: string;
  beforeEach(() => {
    root = temporaryFolder();
    ledger = join(root, "ledger");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function monitor(entries: readonly Uint8Array[], ...args: string[]) {
    writeLedger(ledger, entries.length, { entry: (index) => entries[index]! });
    const options = ["--url", ledger, "--vkey", VKEY, "--state", join(root, "state.json"), "--once", "--json"];
    const { code, stdout } = await sealbook(["monitor", ...options, "--entries", ...args]);
    const lines = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const { alarms } = lines.find(({ event }) => event === "round");
    return { code, alarms, listed: lines.filter(({ event }) => event === "entry") };
  }

  it("lists headers as what they are, and is content with those that say what is so", async () => {
    const entries = entriesOf();
    const { code, alarms, listed } = await monitor(entries, "--from", "0");
    assert.deepEqual([code, alarms], [0, []]);
    assert.equal(listed.length, entries.length);
    const headers = listed.filter(({ type }) => type === "block");
    assert.deepEqual(
      headers.map(({ index, hash }) => [index, hash]),
      [150, 301, 452, 603].map((index) => [index, toHex(sha256(entries[index]!))]),
    );
  });

  it("reads the header before the first that it lists", async () => {
    assert.equal((await monitor(entriesOf(), "--from", "440")).code, 0);
  });

  const wrong: [string, string, (header: BlockHeader) => Partial<BlockHeader>][] = [
    ["another ledger's name", "header_origin", () => ({ origin: "seal.example/ledger/other" })],
    ["another root of the tree before", "header_tree", () => ({ root: new Uint8Array(32) })],
    ["fewer records than there are", "header_tree", (h) => ({ leafCount: h.leafCount - 1, treeSize: h.treeSize - 1n })],
    [
      "more records than there are since the last",
      "header_chain",
      (h) => ({ firstIndex: h.firstIndex - 1n, leafCount: h.leafCount + 1 }),
    ],
    ["another height", "header_chain", (h) => ({ height: h.height + 1n })],
    ["another predecessor", "header_chain", () => ({ previous: new Uint8Array(32).fill(1) })],
    ["an earlier time than the block before", "header_chain", () => ({ time: "2026-11-22T13:45:00.000Z" })],
  ];
  for (const [what, failure, change] of wrong) {
    it(`names a header that states ${what}, round after round`, async () => {
      const entries = entriesOf((header) => (header.height === 2n ? change(header) : {}));
      for (const args of [["--from", "0"], []]) {
        const { code, alarms } = await monitor(entries, ...args);
        assert.equal(code, 1);
        assert.deepEqual(
          alarms.map(({ kind, detail }: Record<string, string>) => [kind, detail]),
          [["header_wrong", `452: ${failure}`]],
        );
      }
    });
  }

  it("names what only looks like a header", async () => {
    const entries = entriesOf();
    entries[452] = entries[452]!.slice(0, -1);
    assert.deepEqual((await monitor(entries, "--from", "0")).alarms[0].detail, "452: header_malformed");
    assert.equal(parseBlockHeader(entries[301]!)?.height, 1n);
  });
});
