/** What the database refuses by itself, whatever the program asks. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import pg from "pg";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import {
  appendRows,
  type BlockRow,
  insertBlock,
  insertEntry,
  insertEvidence,
  insertKey,
  insertLedger,
  insertOrganisation,
  nextBlock,
  ORIGIN,
  sha256,
} from "./ledger-rows.ts";

const APPEND_ONLY = [
  ...["evidence", "ledger_entry", "ledger_node", "ledger_block", "block_cosignature", "block_timestamp", "audit_event"],
  ...["ledger_key", "ledger_key_end"],
];
const DENIED = "42501";
const INTEGRITY = "23000";

const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
const app = new pg.Client({ connectionString: process.env.APP_DATABASE_URL });
const first = nextBlock();
const second = nextBlock(first);
let organisationId: string;

before(async () => {
  await createTestDatabase();
  await owner.connect();
  await app.connect();
  // Everything here is written as the application, which proves on the way that it can do its work.
  await insertLedger(app, "main", ORIGIN);
  await insertLedger(app, "side", "sealbook.test/ledger/side");
  organisationId = await insertOrganisation(app);
  for (const block of [first, second]) {
    await appendRows(app, { block, evidenceId: await insertEvidence(app, { organisationId }) });
  }
  // No test appends the 256 entries that a node covers.
  await owner.query("SET session_replication_role = replica");
  await owner.query("INSERT INTO ledger_node VALUES ('main', 1, 0, $1)", [sha256("node")]);
  await owner.query("RESET session_replication_role");
  await app.query("INSERT INTO block_cosignature VALUES ('main', 0, 'witness', 'line', now())");
  await app.query("INSERT INTO block_timestamp VALUES ('main', 0, 'authority', '\\x00', now())");
  await insertKey(app, { ledger: "side", key: "sealbook.test/ledger/side+2", number: 2, since: 1 });
  await insertKey(app, { key: `${ORIGIN}+2`, number: 2, since: 3 });
  await insertKey(app, { key: `${ORIGIN}+3`, number: 3, since: 3 });
  await app.query("INSERT INTO ledger_key_end VALUES ('main', 2, 2)");
  await app.query("INSERT INTO audit_event (id, actor, action, subject, details) VALUES ($1, '{}', 'a.b', 's', '{}')", [
    randomUUID(),
  ]);
});
after(async () => {
  await app.end();
  await owner.end();
  await dropTestDatabase();
});

/** Runs the statement alone in a transaction that is always undone. */
async function attempt(client: pg.Client, sql: string): Promise<string> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query("ROLLBACK");
  }
}

/** A statement that would change a row of the table in place. */
function update(table: string): string {
  return table === "evidence" || table === "audit_event"
    ? `UPDATE ${table} SET id = id`
    : `UPDATE ${table} SET ledger = ledger`;
}

for (const table of APPEND_ONLY) {
  test(`${table}: the application can neither change nor remove nor unguard what was written`, async () => {
    const statements = [
      update(table),
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
      `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
      `ALTER TABLE ${table} DISABLE TRIGGER ${table}_append_only`,
      `DROP TRIGGER ${table}_append_only ON ${table}`,
      `ALTER TABLE ${table} OWNER TO CURRENT_USER`,
      `CREATE TRIGGER t BEFORE INSERT ON ${table} EXECUTE FUNCTION refuse_change()`,
      `CREATE RULE r AS ON INSERT TO ${table} DO INSTEAD NOTHING`,
      `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`,
      `DROP TABLE ${table} CASCADE`,
    ];
    for (const sql of statements) assert.equal(await attempt(app, sql), DENIED, sql);
  });

  test(`${table}: even the owner is refused UPDATE, DELETE and TRUNCATE while the trigger stands`, async () => {
    for (const sql of [update(table), `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
      assert.equal(await attempt(owner, sql), DENIED, sql);
    }
  });

  test(`${table}: there is a row, so that the refusals above mean something`, async () => {
    const { rows } = await owner.query(`SELECT count(*)::int AS n FROM ${table}`);
    assert.ok(rows[0].n > 0);
  });
}

test("the application cannot switch triggers off, become the owner, or change what guards the tables", async () => {
  const { rows } = await owner.query("SELECT current_user AS name");
  const statements = [
    "SET session_replication_role = replica",
    `SET ROLE ${pg.escapeIdentifier(rows[0].name)}`,
    `SET SESSION AUTHORIZATION ${pg.escapeIdentifier(rows[0].name)}`,
    "DROP FUNCTION refuse_change() CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE public.mine (a int)",
    "DROP SCHEMA public CASCADE",
    "UPDATE ledger SET origin = 'elsewhere.test/ledger/main'",
    "DELETE FROM ledger",
    "DELETE FROM organisation",
    "DELETE FROM ledger_pending",
    "INSERT INTO ledger_pending VALUES ('main', 1, gen_random_uuid())",
    "UPDATE ledger_pending SET sequence = 0",
    "CREATE ROLE mine",
    "ALTER ROLE sealbook_app SUPERUSER",
    "COPY evidence TO PROGRAM 'true'",
    "SELECT * FROM _prisma_migrations",
  ];
  for (const sql of statements) {
    assert.ok([DENIED, "42P17", "0LP01"].includes(await attempt(app, sql)), `${sql}: ${await attempt(app, sql)}`);
  }
});

test("a key is refused that is not the next, not named as its ledger, or claims blocks before it", async () => {
  const right = { key: `${ORIGIN}+4`, number: 4, since: 3 };
  const wrong = [
    { ...right, number: 1 },
    { ...right, number: 5 },
    { ...right, since: 0 },
    { ...right, since: 2 },
    { ...right, since: 4 },
    { ...right, key: "elsewhere.test/ledger/main+4" },
  ];
  for (const client of [app, owner]) {
    for (const key of wrong) await assert.rejects(insertKey(client, key), { code: INTEGRITY }, JSON.stringify(key));
    await client.query("BEGIN");
    await insertKey(client, right);
    await client.query("ROLLBACK");
  }
});

test("a key ends with the last block, while another that signed it goes on", async () => {
  const end = (ledger: string, number: number, size: number) =>
    attempt(app, `INSERT INTO ledger_key_end VALUES ('${ledger}', ${number}, ${size})`);
  assert.equal(await end("main", 1, 2), INTEGRITY, "key 3 has signed nothing yet, and key 2 has ended");
  assert.equal(await end("main", 3, 2), "done");
  for (const size of [0, 1, 3]) assert.equal(await end("main", 3, size), INTEGRITY);
  assert.equal(await end("main", 2, 2), "23505");
  assert.equal(await end("main", 9, 2), "23503");
  assert.equal(await end("side", 1, 0), INTEGRITY);
});

test("a block that does not continue the last one is refused, from the application and from the owner", async () => {
  const wrong = [
    nextBlock(undefined),
    nextBlock(first),
    nextBlock(second, { height: 3n }),
    nextBlock(second, { firstIndex: 1n }),
    nextBlock(second, { firstIndex: 3n }),
    nextBlock(second, { previous: first.hash }),
    nextBlock(second, { previous: Buffer.alloc(32) }),
  ];
  for (const client of [app, owner]) {
    for (const block of wrong) await assert.rejects(insertBlock(client, block), { code: INTEGRITY });
  }
});

test("a block whose header does not state its columns, or whose hash is not the header's, is refused", async () => {
  const right = nextBlock(second);
  const headers = [
    right.header.replace(ORIGIN, "elsewhere.test/ledger/main"),
    right.header.replace(".678Z", ".679Z"),
    right.header.replace("\n2\n2\n1\n3\n", "\n2\n2\n1\n4\n"),
    right.header.trimEnd(),
    `${right.header}\n`,
  ];
  for (const header of headers) {
    assert.notEqual(header, right.header);
    await assert.rejects(insertBlock(app, { ...right, header, hash: sha256(header) }), { code: INTEGRITY });
  }
  const other = nextBlock(second, { ...right, hash: sha256("other"), checkpoint: undefined });
  await assert.rejects(insertBlock(app, other), { code: "23514" });
});

test("a block whose checkpoint does not state its tree and name its header is refused", async () => {
  const right = nextBlock(second);
  const { checkpoint } = right;
  const [origin, size, root, line] = checkpoint.split("\n");
  const checkpoints = [
    "",
    checkpoint.slice(1),
    checkpoint.replace("\n\n", "\n"),
    `\n${checkpoint}`,
    `${origin}\n${size}\n${root}\n\nsignature`,
    `${origin}\n${size}\n${root}\n${line}\nmore\n\nsignature`,
    checkpoint.replace("sealbook.block/v1 ", ""),
    checkpoint.replace("/main\n3\n", "/main\n4\n"),
    checkpoint.replace(root!, second.root.toString("base64")),
    checkpoint.replace(right.hash.toString("base64"), second.hash.toString("base64")),
    checkpoint.replace(ORIGIN, "elsewhere.test/ledger/main"),
  ];
  for (const wrong of checkpoints) {
    assert.notEqual(wrong, checkpoint);
    await assert.rejects(insertBlock(app, { ...right, checkpoint: wrong }), { code: INTEGRITY }, wrong);
  }
});

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
