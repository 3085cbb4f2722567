/** Organisations and further ledgers by the command line, on the database of the configuration. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { sealbook } from "./run-cli.ts";

const env = {
  DATA_DIR: testFolder,
  DATABASE_URL: process.env.DATABASE_URL ?? "",
  APP_DATABASE_URL: process.env.APP_DATABASE_URL ?? "",
  PUBLIC_URL: "https://evidence.example.com",
};
const run = (...words: string[]) => sealbook(words, { env });

describe("sealbook org and ledger", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(() => dropTestDatabase());

  it("suspend, activate and retire say what the organisation is now; what is refused ends with 1 and a sentence", async () => {
    await makeOrganisation("Blue Harbour Bank"); // the first may be the one that runs the installation
    const { id, name } = await makeOrganisation("Green Harbour Bank");
    const suspended = await run("org", "suspend", "--org", name, "--note", "fees", "--json");
    assert.deepEqual(JSON.parse(suspended.stdout), { id, name, state: "suspended" }, suspended.stderr);
    const again = await run("org", "suspend", "--org", id);
    assert.deepEqual([again.code, again.stderr.trim()], [1, "sealbook: It is in this state already."]);
    assert.equal((await run("org", "activate", "--org", id)).stdout, `${name} is active.\n`);
    assert.equal((await run("org", "retire", "--org", id)).code, 0);
    assert.equal(await readOrganisationState(id), "retired");
    assert.equal((await run("org", "activate", "--org", id)).code, 1);
    const rows = await prisma().organisationEvent.findMany({
      where: { organisationId: id },
      orderBy: { number: "asc" },
    });
    assert.deepEqual(
      rows.map(({ event, userId, note }) => [event, userId, note]),
      [
        ["suspended", null, "fees"],
        ["active", null, ""],
        ["retired", null, ""],
      ],
    );
  });

  it("create makes a ledger once, under a name that it takes; list shows each with its origin", async () => {
    const made = await run("ledger", "create", "consortium-b", "--json");
    assert.deepEqual(
      JSON.parse(made.stdout),
      { name: "consortium-b", origin: "evidence.example.com/ledger/consortium-b" },
      made.stderr,
    );
    assert.equal((await run("ledger", "create", "consortium-b")).code, 1);
    assert.equal((await run("ledger", "create", "Not/A/Name")).code, 2);
    const list = JSON.parse((await run("ledger", "list", "--json")).stdout) as { name: string; treeSize: number }[];
    assert.deepEqual(
      list.map(({ name, treeSize }) => [name, treeSize]),
      [
        ["consortium-b", 0],
        ["main", 0],
      ],
    );
    assert.match((await run("ledger", "list")).stdout, /^consortium-b +evidence\.example\.com\/ledger\/consortium-b/m);
  });
});
