import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { copyOut } from "#lib/infra/db/copy-out.ts";
import { type Connection, pool } from "#lib/infra/db/pool.ts";
import { exportSnapshot, joinSnapshot, openInSnapshot } from "#lib/infra/db/snapshot.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

describe("rows in bulk", () => {
  let connection: Connection;
  before(async () => {
    await createTestDatabase();
    connection = await pool().connect();
  });
  after(async () => {
    connection.release();
    await dropTestDatabase();
  });

  /** Rows of two columns, a text and a whole number; null where the number is. */
  async function rowsOf(sql: string, onRow: (rows: number) => void = () => {}): Promise<[string, number | null][]> {
    const rows: [string, number | null][] = [];
    await copyOut(connection, {
      sql,
      fields: 2,
      onRow: (row) => {
        rows.push([row.field(0).toString(), row.length(1) < 0 ? null : row.field(1).readInt32BE()]);
        onRow(rows.length);
      },
    });
    return rows;
  }
  /** The connection answers, and is as it was. */
  async function assertUsable(): Promise<void> {
    const { rows } = await connection.query("SELECT 7 AS seven");
    assert.deepEqual(rows, [{ seven: 7 }]);
    assert.deepEqual(await rowsOf("SELECT 'x', 8"), [["x", 8]]);
  }

  it("come as they were asked for: none, with nulls, and longer than what a socket brings at once", async () => {
    assert.deepEqual(await rowsOf("SELECT 'x', 1 WHERE false"), []);
    assert.deepEqual(await rowsOf("SELECT '', NULL::integer UNION ALL SELECT '二', -1"), [
      ["", null],
      ["二", -1],
    ]);
    const many = await rowsOf("SELECT repeat('a', n * 97), n FROM generate_series(0, 600) n");
    assert.equal(many.length, 601);
    for (const [at, [text, number]] of many.entries()) assert.ok(number === at && text.length === at * 97, `row ${at}`);
    const long = await rowsOf("SELECT repeat('b', 1000000), n FROM generate_series(1, 5) n");
    assert.deepEqual(
      long.map(([text, number]) => [text.length, number]),
      [1, 2, 3, 4, 5].map((n) => [1_000_000, n]),
    );
    await assertUsable();
  });

  it("come also after a notice between them", async () => {
    await connection.query(
      `CREATE FUNCTION pg_temp.said(n integer) RETURNS integer LANGUAGE plpgsql AS
       $$ BEGIN IF n = 300 THEN RAISE NOTICE 'half-way'; END IF; RETURN n; END $$`,
    );
    const notices: (string | undefined)[] = [];
    const hear = (notice: { message?: string | undefined }) => notices.push(notice.message);
    connection.on("notice", hear);
    const rows = await rowsOf("SELECT repeat('a', 100), pg_temp.said(n) FROM generate_series(1, 600) n");
    connection.off("notice", hear);
    assert.deepEqual(
      rows.map(([, number]) => number),
      Array.from({ length: 600 }, (_, at) => at + 1),
    );
    assert.deepEqual(notices, ["half-way"]);
    await assertUsable();
  });

  it("end with what went wrong: in the database at once or half-way, or where they are taken", async () => {
    await assert.rejects(() => rowsOf("SELECT nonsense"), { code: "42703" });
    await assertUsable();
    await assert.rejects(() => rowsOf("SELECT repeat('a', 500), 1 / (400 - n) FROM generate_series(1, 600) n"), {
      code: "22012",
    });
    await assertUsable();
    let taken = 0;
    const refuse = (rows: number) => {
      taken = rows;
      if (rows === 3) throw new Error("enough");
    };
    await assert.rejects(() => rowsOf("SELECT 'a', n FROM generate_series(1, 600) n", refuse), /enough/);
    assert.equal(taken, 3);
    await assertUsable();
    await assert.rejects(() => rowsOf("SELECT 'a', 1, 2"), RangeError);
    await assertUsable();
  });

  it("are those of a snapshot that another connection holds", async () => {
    const other = await pool().connect();
    await connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    const count = "SELECT count(*)::integer AS count FROM rate_limit";
    try {
      const snapshot = await exportSnapshot(connection);
      await pool().query("INSERT INTO rate_limit (key) VALUES ('after')");
      await joinSnapshot(other, snapshot);
      const third = await openInSnapshot({ address: { connectionString: process.env.APP_DATABASE_URL! }, snapshot });
      const counts = await Promise.all([connection, other, third, pool()].map((one) => one.query(count)));
      assert.deepEqual(
        counts.map(({ rows }) => rows[0].count),
        [0, 0, 0, 1],
      );
      await third.end();
    } finally {
      await connection.query("ROLLBACK");
      other.release(true);
    }
  });
});
