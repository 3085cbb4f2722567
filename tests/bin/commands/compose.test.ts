/** A table becomes contracts: what is wrong with a row is told with its line, its column and the reason, the rest goes on, and nothing twice. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join as pathOf } from "node:path";
import { after, before, describe, it } from "node:test";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { createTemplate } from "#lib/features/contracts/templates/verbs/create-template.ts";
import { publishTemplate } from "#lib/features/contracts/templates/verbs/publish-template.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { GIVEN, LOAN } from "#tests/features/contracts/templates/loan.ts";
import { textOf } from "#tests/features/contracts/templates/looking.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { folder, run, setUp, tearDown } from "./installation.ts";

let bank: TestOrganisation;
let told: string[] = [];

const HEADINGS = ["合同编号", "borrower_name", "借款金额", "起始日期", "还款方式"];
const rowOf = (more: Partial<typeof GIVEN> = {}) => {
  const { contract_number, borrower_name, amount, begins, repayment } = { ...GIVEN, ...more };
  return [contract_number, borrower_name, `"${amount}"`, begins, repayment].join(",");
};
const table = (name: string, ...rows: string[]) =>
  writeFileSync(pathOf(folder, name), [HEADINGS.join(","), ...rows].join("\r\n"));

before(async () => {
  await setUp();
  bank = await makeOrganisation("Blue Harbour Bank");
  const scopes = ["contracts:read", "contracts:write", "evidence:write"] as const;
  const { secret } = await createApiKey({ actor: bank.owner, name: "bank", scopes: [...scopes] });
  const { id } = await createTemplate({ actor: bank.owner, name: "个人借款合同", document: LOAN });
  await publishTemplate({ actor: bank.owner, id });
  told = ["--template", id, "--key", secret];
});
after(() => tearDown());

describe("sealbook compose", () => {
  it("composes every row that can be used, tells of the others, and nothing twice", async () => {
    const rows = [rowOf(), rowOf({ begins: "soon" }), rowOf({ borrower_name: "李四", amount: "7,000,000" })];
    table("loans.csv", ...rows, rowOf({ borrower_name: "王五" }), rowOf({ borrower_name: "张\u{1f9ff}" }));
    const done = await run(["compose", "loans.csv", ...told, "--out", "contracts"]);
    assert.equal(done.code, 1, done.stderr);
    const lines = done.stdout.trim().split("\n");
    assert.deepEqual(
      lines.map((line) => line.split("  ")[0]),
      ["2", "5"],
    );
    assert.match(done.stderr, /Row 3 D: “起始日期” is no date/);
    assert.match(done.stderr, /Row 4 C: “借款金额” is more than 5000000\.00/);
    assert.match(done.stderr, /Row 6: No font here has: \u{1f9ff}/u);
    assert.match(done.stderr, /2 of 5 rows composed/);
    const numbers = lines.map((line) => line.split("  ")[1] ?? "");
    assert.deepEqual(readdirSync(pathOf(folder, "contracts")).sort(), numbers.map((number) => `${number}.pdf`).sort());
    const pdf = new Uint8Array(readFileSync(pathOf(folder, "contracts", `${numbers[1]}.pdf`)));
    assert.ok(textOf(pdf).includes("王五"));
    const again = await run(["compose", "loans.csv", ...told, "--json"]);
    const answered: { number?: string }[] = JSON.parse(again.stdout);
    assert.deepEqual(
      answered.flatMap(({ number }) => number ?? []),
      numbers,
    );
    assert.equal(await prisma().composedContract.count(), 2);
  });

  it("refuses a table with a column that the template does not ask for, and composes nothing", async () => {
    writeFileSync(pathOf(folder, "other.csv"), "借款金额,颜色\r\n1000,red");
    const refused = await run(["compose", "other.csv", ...told]);
    assert.deepEqual([refused.code, /颜色/.test(refused.stderr)], [2, true], refused.stderr);
    const none = await run(["compose", "other.csv", "--template", "x"]);
    assert.equal(none.code, 2);
  });
});
