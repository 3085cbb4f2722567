/** Entries and nodes that the database refuses by itself, and how long evidence waits. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { appendRows, type BlockRow, insertBlock, insertEntry, insertEvidence, nextBlock } from "./ledger-rows.ts";
import {
  app,
  attempt,
  closeRuledDatabase,
  DENIED,
  INTEGRITY,
  openRuledDatabase,
  owner,
  second,
} from "./ruled-database.ts";

let organisationId: string;

before(async () => {
  organisationId = await openRuledDatabase();
});
after(closeRuledDatabase);

/** What waits in the ledger, inserted as entries of these indexes and heights in one statement, then the blocks. */
async function append(
  entries: (readonly [index: number, height: number])[][],
  {
    blocks = [],
    ledger = "main",
    nodes = [],
  }: { blocks?: BlockRow[]; ledger?: string; nodes?: [number, number][] } = {},
): Promise<void> {
  await app.query("BEGIN");
  try {
    for (const statement of entries) {
      const ids: string[] = [];
      for (const _ of statement) ids.push(await insertEvidence(app, { organisationId, ledger }));
      await app.query(
        `INSERT INTO ledger_entry SELECT $1, e.index, e.id, 'e', sha256(e.id::text::bytea), e.height
         FROM unnest($2::bigint[], $3::bigint[], $4::uuid[]) AS e (index, height, id)`,
        [ledger, statement.map(([index]) => index), statement.map(([, height]) => height), ids],
      );
    }
    for (const [level, index] of nodes) {
      await app.query("INSERT INTO ledger_node VALUES ($1, $2, $3, sha256('n'))", [ledger, level, index]);
    }
    for (const block of blocks) await insertBlock(app, block, ledger);
    await app.query("SET CONSTRAINTS ALL IMMEDIATE"); // as COMMIT would check, without its lasting
  } finally {
    await app.query("ROLLBACK");
  }
}

const third = nextBlock(second, { leafCount: 3 });

test("entries come with the block that counts them, in one statement or several", async () => {
  await append([[2, 3, 4].map((index) => [index, 2] as const)], { blocks: [third] });
  await append(
    [
      [[2, 2]],
      [
        [3, 2],
        [4, 2],
      ],
    ],
    { blocks: [third] },
  );
  await append(
    [
      [
        [3, 2],
        [4, 2],
        [2, 2],
      ],
    ],
    { blocks: [third] },
  );
});

test("nothing can be put in the way of the next block: no entry without its block", async () => {
  await assert.rejects(append([[[2, 2]]]), { code: "23503" });
  await assert.rejects(append([[[0, 0]]], { ledger: "side" }), { code: "23503" });
  const wrong: (readonly [number, number])[][][] = [
    [[[2, 0]]],
    [[[2, 1]]],
    [[[2, 3]]],
    [[[3, 2]]],
    [[[1_000_000, 2]]],
    [
      [
        [2, 2],
        [4, 2],
      ],
    ],
    [
      [
        [2, 2],
        [3, 3],
      ],
    ],
    [[[2, 2]], [[4, 2]]],
    [[[2, 2]], [[3, 3]]],
  ];
  for (const entries of wrong) {
    await assert.rejects(append(entries), { code: INTEGRITY, message: /do not continue/ }, JSON.stringify(entries));
  }
});

test("that a block is there is asked when the transaction ends, and of each that it has entries of", async () => {
  const one = nextBlock(second);
  await app.query("BEGIN");
  try {
    await insertEntry(app, { index: 2, evidenceId: await insertEvidence(app, { organisationId }), height: 2 });
    await insertBlock(app, one);
    await insertEntry(app, { index: 3, evidenceId: await insertEvidence(app, { organisationId }), height: 3 });
    await assert.rejects(app.query("SET CONSTRAINTS ALL IMMEDIATE"), { code: "23503", message: /block 3/ });
  } finally {
    await app.query("ROLLBACK");
  }
  await app.query("BEGIN");
  try {
    await insertEntry(app, { index: 2, evidenceId: await insertEvidence(app, { organisationId }), height: 2 });
    await insertBlock(app, one);
    await insertEntry(app, { index: 3, evidenceId: await insertEvidence(app, { organisationId }), height: 3 });
    await insertBlock(app, nextBlock(one));
    await app.query("SET CONSTRAINTS ALL IMMEDIATE");
  } finally {
    await app.query("ROLLBACK");
  }
});

test("which block is asked for is known to the triggers alone", async () => {
  for (const sql of [
    "SELECT FROM ledger_growth",
    "INSERT INTO ledger_growth VALUES ('main', 9)",
    "UPDATE ledger_growth SET height = 9",
    "DELETE FROM ledger_growth",
    "TRUNCATE ledger_growth",
    "ALTER TABLE ledger_growth DISABLE TRIGGER ALL",
  ]) {
    assert.equal(await attempt(app, sql), DENIED, sql);
  }
});

test("a block that is there takes no more entries, not even in its own transaction", async () => {
  const [one, another] = [await insertEvidence(app, { organisationId }), await insertEvidence(app, { organisationId })];
  await app.query("BEGIN");
  await insertEntry(app, { index: 2, evidenceId: one, height: 2 });
  await insertBlock(app, nextBlock(second));
  const late = insertEntry(app, { index: 3, evidenceId: another, height: 2 });
  await assert.rejects(late, { code: INTEGRITY, message: /do not continue/ });
  await app.query("ROLLBACK");
  await owner.query("SET session_replication_role = replica");
  await owner.query("DELETE FROM ledger_pending WHERE evidence_id = ANY ($1)", [[one, another]]);
  await owner.query("DELETE FROM evidence WHERE id = ANY ($1)", [[one, another]]);
  await owner.query("RESET session_replication_role");
});

test("a block without exactly its entries is refused when its transaction ends", async () => {
  const wrong: (readonly [number, number])[][][] = [
    [],
    [[[2, 2]]],
    [
      [
        [2, 2],
        [3, 2],
      ],
    ],
    [
      [
        [2, 2],
        [3, 2],
        [4, 2],
        [5, 2],
      ],
    ],
  ];
  for (const entries of wrong) {
    await assert.rejects(append(entries, { blocks: [third] }), { code: INTEGRITY, message: /counts 3 entries/ });
  }
});

test("a node is refused where the tree does not cover it", async () => {
  const full = Array.from({ length: 254 }, (_, at) => [2 + at, 2] as const);
  await assert.rejects(append([], { nodes: [[1, 1]] }), { code: INTEGRITY, message: /covers more/ });
  await assert.rejects(append([], { nodes: [[1, 0]], ledger: "side" }), { code: INTEGRITY });
  await assert.rejects(append([], { nodes: [[1, 2 ** 40]] }), { code: INTEGRITY });
  for (const level of [2, 7, 8, 32_767]) await assert.rejects(append([], { nodes: [[level, 0]] }), { code: INTEGRITY });
  await assert.rejects(append([], { nodes: [[1, 0]], ledger: "nowhere" }), { code: INTEGRITY });
  const others = Array.from({ length: 256 }, (_, at) => [at, 0] as const);
  await assert.rejects(append([others.slice(1)], { nodes: [[1, 0]], ledger: "side" }), { code: INTEGRITY });
  await assert.rejects(
    append([others], { nodes: [[1, 0]], ledger: "side" }),
    { code: "23503" },
    "only the block is missing",
  );
  await assert.rejects(append([full], { nodes: [[1, 0]] }), { code: "23505" });
});

test("a temporary table cannot stand in for the tables that the guards read", async () => {
  // The application may have no temporary tables at all in an installation; here the guards stand alone.
  await app.query("BEGIN");
  await app.query("CREATE TEMPORARY TABLE ledger_block (LIKE public.ledger_block) ON COMMIT DROP");
  const { header, hash, checkpoint, ...columns } = nextBlock();
  await assert.rejects(
    app.query(`INSERT INTO public.ledger_block VALUES ('main', $1, $2, 1, $3, $4, $5, $6, $7, $8, $9)`, [
      columns.height,
      columns.firstIndex,
      1,
      columns.root,
      columns.previous,
      columns.time,
      Buffer.from(header),
      hash,
      checkpoint,
    ]),
    { code: INTEGRITY, message: /does not continue/ },
  );
  await app.query("ROLLBACK");

  const { rows } = await app.query("SELECT evidence_id FROM ledger_entry WHERE index = 0");
  await app.query("BEGIN");
  await app.query("CREATE TEMPORARY TABLE ledger_pending (LIKE public.ledger_pending) ON COMMIT DROP");
  await app.query("GRANT ALL ON ledger_pending TO PUBLIC");
  const other = await insertEvidence(app, { organisationId, ledger: "side" });
  await app.query("INSERT INTO pg_temp.ledger_pending VALUES ('main', 1, $1)", [other]);
  await assert.rejects(insertEntry(app, { index: 2, height: 2, evidenceId: other }), {
    code: INTEGRITY,
    message: /evidence waiting/,
  });
  await app.query("ROLLBACK");
  assert.equal(rows.length, 1);
});

test("what is recorded waits exactly until its entry is written, in its own ledger and once", async () => {
  const waiting = async () => {
    const { rows } = await app.query("SELECT evidence_id FROM ledger_pending ORDER BY sequence");
    return rows.map((row) => row.evidence_id);
  };
  assert.deepEqual(await waiting(), []);
  const a = await insertEvidence(app, { organisationId });
  const b = await insertEvidence(app, { organisationId, ledger: "side" });
  assert.deepEqual(await waiting(), [a, b]);
  await assert.rejects(insertEntry(app, { index: 2, height: 2, evidenceId: b }), { message: /evidence waiting/ });
  await appendRows(app, { block: nextBlock(second), evidenceId: a });
  assert.deepEqual(await waiting(), [b]);
  await assert.rejects(insertEntry(app, { index: 3, height: 3, evidenceId: a }), { code: "23505" });
  await assert.rejects(insertEntry(app, { index: 3, height: 3, evidenceId: randomUUID() }), /violates|waiting/);
  assert.deepEqual(await waiting(), [b]);
});

test("an entry that is rolled back leaves its evidence waiting", async () => {
  const id = await insertEvidence(app, { organisationId });
  await app.query("BEGIN");
  await insertEntry(app, { index: 3, height: 3, evidenceId: id });
  await app.query("ROLLBACK");
  const { rows } = await app.query("SELECT FROM ledger_pending WHERE evidence_id = $1", [id]);
  assert.equal(rows.length, 1);
});

test("evidence of a clock that runs ahead is refused: its block would lie before it", async () => {
  await insertEvidence(app, { organisationId, minutesAhead: 3 });
  await assert.rejects(insertEvidence(app, { organisationId, minutesAhead: 10 }), {
    code: "23514",
    message: /set the clocks/,
  });
});
