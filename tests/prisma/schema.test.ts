/** prisma/schema and the migrations describe the same tables. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

/** Tables that the application reaches without Prisma. */
const WITHOUT_MODEL = [
  "_prisma_migrations",
  "evidence_field",
  "heartbeat",
  "idempotent_request",
  "ledger_growth",
  "ledger_pending",
  "rate_limit",
  "statement_pending",
];

/** In each partition by an index, in all of them by the queue that its evidence leaves: tests/prisma/partitions.test.ts knocks on it. */
const UNIQUE_OTHERWISE = ["ledger_entry(evidence_id)"];

/** How Prisma's types are written in information_schema.columns.udt_name. */
const COLUMN_TYPES: Record<string, string> = {
  String: "text",
  "String @db.Uuid": "uuid",
  Boolean: "bool",
  Bytes: "bytea",
  BigInt: "int8",
  Int: "int4",
  "Int @db.SmallInt": "int2",
  Json: "jsonb",
  "DateTime @db.Timestamptz(3)": "timestamptz",
  "DateTime @db.Date": "date",
};

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

/** The columns of every model; relations have none. */
function columnsOfSchema(): { columns: Column[]; uniques: string[] } {
  const files = globSync("prisma/schema/**/*.prisma");
  const schema = files.map((path) => readFileSync(path, "utf8")).join("\n");
  const models = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)];
  const names = new Set(models.map((model) => model[1]));
  const columns: Column[] = [];
  const uniques: string[] = [];
  for (const [, , body = ""] of models) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "";
    const columnOf = new Map<string, string>();
    for (const line of body.split("\n")) {
      const field = /^\s+(\w+)\s+(\w+)(\[\])?(\?)?(.*)$/.exec(line);
      if (!field || line.trim().startsWith("//") || names.has(field[2])) continue;
      const [, name = "", kind = "", list, optional, rest = ""] = field;
      const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? name;
      const native = /@db\.\w+(\(\d+\))?/.exec(rest)?.[0];
      const type = COLUMN_TYPES[native ? `${kind} ${native}` : kind];
      assert.ok(type, `${table}.${name}: add ${kind} ${native ?? ""} to COLUMN_TYPES`);
      columnOf.set(name, column);
      columns.push({ table, column, type: list ? `_${type}` : type, nullable: optional === "?" });
      if (/@(id|unique)\b/.test(rest)) uniques.push(`${table}(${column})`);
    }
    for (const [, fields = ""] of body.matchAll(/@@(?:id|unique)\(\[([^\]]+)\]/g)) {
      uniques.push(
        `${table}(${fields
          .split(",")
          .map((name) => columnOf.get(name.trim()))
          .join(",")})`,
      );
    }
  }
  return { columns, uniques };
}

const key = (column: Column) => `${column.table}.${column.column}`;
const sorted = (columns: Column[]) => columns.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

before(() => createTestDatabase());
after(() => dropTestDatabase());

test("every model has exactly the columns, types and nullability of its table", async () => {
  const { rows } = await pool().query<Column>(
    `SELECT c.relname AS table, a.attname AS column, t.typname AS type, NOT a.attnotnull AS nullable
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relname <> ALL ($1)`,
    [WITHOUT_MODEL],
  );
  assert.ok(rows.length > 50);
  assert.deepEqual(sorted(columnsOfSchema().columns), sorted(rows));
});

test("every key and unique field of a model is unique in its table", async () => {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT format('%s(%s)', c.relname, string_agg(a.attname, ',' ORDER BY k.place)) AS name
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
     -- What is unique among some rows only is nothing that Prisma can say.
     WHERE i.indisunique AND i.indpred IS NULL AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
       AND c.relname <> ALL ($1)
       -- What an index carries besides is no part of its key.
       AND k.place <= i.indnkeyatts
     GROUP BY c.relname, i.indexrelid`,
    [WITHOUT_MODEL],
  );
  const held = [...rows.map((row) => row.name), ...UNIQUE_OTHERWISE];
  assert.deepEqual(columnsOfSchema().uniques.sort(), held.sort());
});
