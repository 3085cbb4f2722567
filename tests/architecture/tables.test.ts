/** Each table is written by one feature: the one after which the file of its model is called in prisma/schema. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

const SCHEMA = "prisma/schema/";
const WRITING_CALL =
  /\.(\w+)\s*\.(?:create|createMany|createManyAndReturn|update|updateMany|updateManyAndReturn|upsert|delete|deleteMany)\(/g;
const WRITING_STATEMENT = /\b(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|MERGE INTO)\s+(?:ONLY\s+)?"?(\w+)/g;

/** Writes of others, each with its reason. */
const SHARED: Record<string, string> = {
  "api_key lib/gate/authenticate.ts": "when a key was last used, which the gate sees",
  "session lib/gate/authenticate.ts": "when a session was last seen, which the gate sees",
  "evidence lib/features/evidence/erasure/verbs/erase-rows.ts": "what is erased goes in one transaction",
  "evidence_private lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "evidence_link lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "evidence_tag lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "tag lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "bundle_file lib/features/evidence/erasure/verbs/erase-rows.ts":
    "as evidence: names of files, and what their digests are salted with",
  "evidence_origin lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "content_chunks lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "damaged_content lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "content_use lib/features/evidence/erasure/verbs/erase-rows.ts": "as evidence",
  "staged_content lib/features/evidence/erasure/verbs/erase-evidence.ts": "as evidence",
  "evidence_publication lib/features/evidence/intake/verbs/insert-records.ts":
    "that a new record has no public page, in the transaction that records it; sharing lies above intake",
  "ledger_policy lib/features/ledger/sealing/verbs/rotate-keys.ts":
    "a new key joins the policy in the transaction that adds it; nodes lies above sealing",
};
/** Written together by one function of the database: recording is one statement (prisma/migrations/0010_record_evidence). */
const RECORDING = "lib/features/evidence/intake/verbs/record-batch.ts";
const RECORDED = ["audit_event", "evidence", "evidence_publication", "staged_content"];
/** Removed together by one function of the database, behind guards of each table (docs/decisions/0066). */
const REMOVING = "lib/features/evidence/tests/verbs/remove-tests.ts";
const REMOVED = ["evidence", "ledger_entry", "content_use"];
const TOGETHER = [
  ...RECORDED.map((table) => `${table} ${RECORDING}`),
  ...REMOVED.map((table) => `${table} ${REMOVING}`),
];
/** Tables without a model, and who writes them. */
const WITHOUT_MODEL: Record<string, string> = {
  heartbeat: "lib/features/ledger/sealing/verbs/show-heartbeat.ts",
  idempotent_request: "lib/gate/idempotency.ts",
  rate_limit: "lib/infra/http/rate-limits.ts",
};

interface Model {
  /** As the client calls it. */
  name: string;
  table: string;
  /** "accounts/members" */
  feature: string;
}

const models: Model[] = globSync(`${SCHEMA}**/*.prisma`).flatMap((path) =>
  [...readFileSync(path, "utf8").matchAll(/^model (\w)(\w*) \{[\s\S]*?@@map\("(\w+)"\)/gm)].map(
    ([, first = "", rest = "", table = ""]) => ({
      name: first.toLowerCase() + rest,
      table,
      feature: path.slice(SCHEMA.length, -".prisma".length),
    }),
  ),
);

const sources = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "lib", "app", "bin"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => /\.(tsx?|mjs)$/.test(path))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** Functions of the database that are no triggers, each with the tables that it writes; the last definition counts. */
function functionsOfDatabase(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of globSync("prisma/migrations/*/migration.sql").sort()) {
    const definitions = readFileSync(path, "utf8").matchAll(
      /CREATE (?:OR REPLACE )?FUNCTION (\w+)\([\s\S]*?AS\s+(\$\w*\$)([\s\S]*?)\2/g,
    );
    for (const [whole, name = "", , body = ""] of definitions) {
      if (!/RETURNS trigger/.test(whole)) found.set(name, writtenBy(body));
    }
  }
  return found;
}

function writtenBy(text: string): string[] {
  const calls = [...text.matchAll(WRITING_CALL)].flatMap(([, name]) => models.filter((model) => model.name === name));
  const statements = [...text.matchAll(WRITING_STATEMENT)].map(([, table = ""]) => table);
  const known = new Set([...models.map(({ table }) => table), ...Object.keys(WITHOUT_MODEL)]);
  return [...new Set([...calls.map(({ table }) => table), ...statements.filter((table) => known.has(table))])];
}

describe("tables", () => {
  const functions = functionsOfDatabase();
  const writes = sources.flatMap(({ path, text }) => {
    const called = [...functions].flatMap(([name, tables]) => (text.includes(`${name}(`) ? tables : []));
    return [...new Set([...writtenBy(text), ...called])].map((table) => ({ path, table }));
  });

  it("each is written by one feature, whose name its model's file bears", () => {
    assert.ok(models.length > 25 && writes.length > 40, "models and writes are found");
    const wrong = writes.filter(({ path, table }) => {
      const feature = models.find((model) => model.table === table)?.feature;
      if (feature === undefined) return WITHOUT_MODEL[table] !== path;
      if (path.startsWith(`lib/features/${feature}/`)) return false;
      return !(`${table} ${path}` in SHARED) && !TOGETHER.includes(`${table} ${path}`);
    });
    assert.deepEqual(wrong, []);
  });

  it("each that has a model is written somewhere, and each exception is one", () => {
    const unwritten = models.filter(({ table }) => !writes.some((write) => write.table === table));
    assert.deepEqual(unwritten, []);
    const made = new Set(writes.map(({ path, table }) => `${table} ${path}`));
    const exceptions = [...Object.keys(SHARED), ...TOGETHER];
    assert.deepEqual(
      exceptions.filter((exception) => !made.has(exception)),
      [],
    );
  });

  it("features write in verbs alone", () => {
    const elsewhere = writes.filter(({ path }) => path.startsWith("lib/features/") && !path.includes("/verbs/"));
    assert.deepEqual(elsewhere, []);
  });
});
