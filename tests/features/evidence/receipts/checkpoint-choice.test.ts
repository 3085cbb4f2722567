/** Which checkpoint a receipt shows: the first that others vouch for most, found without reading the ledger. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, verifyInclusion } from "#lib/core/log/merkle.ts";
import { parseNote, parseVerifierKey } from "#lib/core/log/note.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { findShownEntry } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { ownerPool, rewrite } from "#tests/support/ledger.ts";

const BLOCKS = 14;
const FAR = 1_000_000;

let owner: Pool;

before(async () => {
  await createTestDatabase();
  owner = ownerPool();
  await ensureLedger("main", { format: 1 });
  await owner.query(
    "INSERT INTO ledger_policy (ledger, number, since_size, policy) VALUES ('main', 1, 0, 'quorum none')",
  );
  const organisation = await makeOrganisation();
  for (let block = 0; block < BLOCKS; block++) {
    await makeEvidence({ organisation, count: 1 });
    await appendBlock({ ledger: "main" });
  }
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

const witness = (...heights: number[]) =>
  rewrite(owner, "INSERT INTO block_witnessed (ledger, height, policy) SELECT 'main', unnest($1::bigint[]), 1", [
    heights,
  ]);
const stamp = (...heights: number[]) =>
  rewrite(
    owner,
    `INSERT INTO block_timestamp (ledger, height, authority, token, time)
     SELECT 'main', h, a, '', now() FROM unnest($1::bigint[]) h, unnest('{tsa one,tsa two}'::text[]) a`,
    [heights],
  );
const shownHeight = async (index: number) =>
  Number((await findShownEntry({ ledger: "main", index: BigInt(index) }))!.height);

beforeEach(async () => {
  const connection = await owner.connect();
  await connection.query("SET session_replication_role = replica");
  await connection.query("DELETE FROM block_witnessed; DELETE FROM block_timestamp; DELETE FROM block_cosignature");
  await connection.query("RESET session_replication_role");
  connection.release();
});

/** The rule as it is written, over all blocks. */
function expected(from: number, witnessed: Set<number>, stamped: Set<number>): number {
  const later = Array.from({ length: BLOCKS - from }, (_, step) => from + step);
  const both = later.find((height) => witnessed.has(height) && stamped.has(height));
  return both ?? later.find((height) => witnessed.has(height)) ?? later.find((height) => stamped.has(height)) ?? from;
}

describe("the checkpoint that a receipt shows", () => {
  it("is the entry's own while nobody else signed", async () => {
    assert.equal(await shownHeight(3), 3);
  });

  it("is the first witnessed with a timestamp, else the first witnessed, else the first with a timestamp", async () => {
    await stamp(2, 5);
    assert.equal(await shownHeight(3), 5);
    await witness(1, 7, 9);
    assert.equal(await shownHeight(3), 7);
    await stamp(9, 11);
    assert.equal(await shownHeight(3), 9);
    assert.equal(await shownHeight(10), 11);
    assert.equal(await shownHeight(12), 12);
  });

  it("follows that rule whatever was signed", async () => {
    for (let round = 1; round <= 24; round++) {
      const pick = (odds: number) => Array.from({ length: BLOCKS }, (_, at) => at).filter(() => Math.random() < odds);
      const [witnessed, stamped] = [pick(round % 4 === 0 ? 0.9 : 0.3), pick(round % 3 === 0 ? 0.8 : 0.25)];
      if (witnessed.length > 0) await witness(...witnessed);
      if (stamped.length > 0) await stamp(...stamped);
      for (let index = 0; index < BLOCKS; index++) {
        const rule = expected(index, new Set(witnessed), new Set(stamped));
        assert.equal(await shownHeight(index), rule, `${index}: witnessed ${witnessed}, stamped ${stamped}`);
      }
      await rewrite(owner, "WITH w AS (DELETE FROM block_witnessed), t AS (DELETE FROM block_timestamp) SELECT 1");
    }
  });

  it("proves the entry, and carries each cosignature of that block in the order in which they were signed", async () => {
    const key = parseVerifierKey((await findLedger("main"))!.verifierKey)!;
    await witness(8);
    const line = (name: string) => `— ${name} ${Buffer.alloc(76, name).toString("base64")}`;
    await rewrite(
      owner,
      `INSERT INTO block_cosignature VALUES ('main', 8, 'w.b', $1, now()), ('main', 8, 'w.a', $2, now()),
        ('main', 8, 'w.c', $3, now() - interval '1 s'), ('main', 7, 'w.d', $4, now())`,
      ["w.b", "w.a", "w.c", "w.d"].map(line),
    );
    const shown = (await findShownEntry({ ledger: "main", index: 2n }))!;
    assert.deepEqual(await findShownEntry({ ledger: "main", index: 2n }), shown);
    const names = parseNote(shown.checkpoint)?.signatures.map(({ name }) => name);
    assert.deepEqual(names, [key.name, "w.c", "w.a", "w.b"]);
    const opened = openCheckpoint(shown.checkpoint, key);
    assert.ok("checkpoint" in opened);
    const { size, root } = opened.checkpoint;
    assert.equal(size, 9n);
    assert.ok(verifyInclusion({ leaf: leafHash(shown.entry.entry), index: 2n, size, proof: shown.path, root }));
  });

  it("is found in a few steps among a million blocks that were witnessed, or timestamped, but not both", async () => {
    const fill = async (table: "block_witnessed" | "block_timestamp") => {
      const columns = table === "block_witnessed" ? "ledger, height, policy" : "ledger, height, authority, token, time";
      const values = table === "block_witnessed" ? "'main', h, 1" : "'main', h, 'tsa', '', now()";
      await rewrite(
        owner,
        `INSERT INTO ${table} (${columns}) SELECT ${values} FROM generate_series(20, $1::bigint) h`,
        [FAR],
      );
      await owner.query(`VACUUM ANALYZE ${table}`);
    };
    const milliseconds = async (rule: number) => {
      await shownHeight(4); // connection and plan
      let least = Number.POSITIVE_INFINITY;
      for (let again = 0; again < 20; again++) {
        const started = performance.now();
        assert.equal(await shownHeight(4), rule);
        least = Math.min(least, performance.now() - started);
      }
      return least;
    };
    const small = await milliseconds(4);
    await witness(6);
    await fill("block_witnessed");
    const witnessedOnly = await milliseconds(6);
    await stamp(9);
    const mixed = await milliseconds(6);
    for (const cost of [witnessedOnly, mixed]) assert.ok(cost < small * 4 + 10, `${small} ms, then ${cost} ms`);
    await rewrite(owner, "TRUNCATE block_witnessed, block_timestamp");
    await stamp(5);
    await fill("block_timestamp");
    const stampedOnly = await milliseconds(5);
    assert.ok(stampedOnly < small * 4 + 10, `${small} ms, then ${stampedOnly} ms`);
  });
});
