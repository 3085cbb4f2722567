/** A bank's document never leaves its machine: its digest goes to the server, a signature comes back, and others find the document signed. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join as pathOf } from "node:path";
import { after, before, describe, it } from "node:test";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { newSealSchema } from "#lib/features/contracts/seals/schema/api.ts";
import { decideRequest } from "#lib/features/contracts/seals/verbs/ask-for-use.ts";
import { createSeal } from "#lib/features/contracts/seals/verbs/create-seal.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { contract } from "#tests/pades/sealed-pdf.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { join } from "#tests/support/members.ts";
import { folder, run, setUp, tearDown } from "./installation.ts";

let bank: TestOrganisation;
let key = "";

const makeSeal = async (fourEyes: boolean): Promise<string> => {
  const given = newSealSchema.parse({
    ...{ name: "合同专用章", picture: { design: { shape: "round", words: "蓝港银行" } }, fourEyes },
    key: { make: "ecdsa-sha256" },
  });
  return (await createSeal({ actor: bank.owner, ...given })).id;
};
const headlineOf = async (name: string) => {
  const rows = await prisma().documentSeal.findMany({ select: { chain: true } });
  const anchors = rows.flatMap(({ chain }) => chain.map((each) => new Uint8Array(each)));
  const pdf = new Uint8Array(readFileSync(pathOf(folder, name)));
  return (await verifyPdfSignatures(pdf, { anchors, authorities: [] }))?.headline;
};

before(async () => {
  await setUp();
  bank = await makeOrganisation("Blue Harbour Bank");
  ({ secret: key } = await createApiKey({ actor: bank.owner, name: "bank", scopes: ["seals:use", "seals:manage"] }));
  writeFileSync(pathOf(folder, "loan.pdf"), await contract({ pages: 2 }));
});
after(() => tearDown());

describe("sealbook seal", () => {
  it("seals a document that stays here, on its words and across its edges", async () => {
    const seal = await makeSeal(false);
    const told = ["--seal", seal, "--purpose", "loans", "--keyword", "Seal here", "--edges", "--key", key];
    const done = await run(["seal", "loan.pdf", ...told, "--out", "sealed.pdf", "--json"]);
    assert.equal(done.code, 0, done.stderr);
    assert.equal(await headlineOf("sealed.pdf"), "valid");
    const [use] = await prisma().documentSealUse.findMany({ where: { sealId: seal } });
    assert.equal(use?.id, JSON.parse(done.stdout).use);
    const again = await run(["seal", "sealed.pdf", ...told, "--out", "twice.pdf"]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /Strips across the edges/);
  });

  it("waits for the approval of a seal that needs one, and completes what was prepared", async () => {
    const seal = await makeSeal(true);
    const told = ["--seal", seal, "--purpose", "loans", "--key", key];
    const refused = await run(["seal", "loan.pdf", ...told, "--out", "no.pdf"]);
    assert.deepEqual([refused.code, /approval/.test(refused.stderr)], [1, true]);
    const asked = await run(["seal", "loan.pdf", ...told, "--at", "1:50,50", "--ask", "--out", "loan-2.pdf", "--json"]);
    assert.equal(asked.code, 0, asked.stderr);
    const { request } = JSON.parse(asked.stdout);
    // The owner made the key that asked.
    const { actor: colleague } = await join(bank.owner, "admin");
    await decideRequest({ actor: colleague, id: seal, request, approved: true });
    // Under the name under which it was asked for or another one: the digest is what was approved.
    const done = await run(["seal", "loan-2.pdf", ...told, "--request", request, "--out", "loan-2-sealed.pdf"]);
    assert.equal(done.code, 0, done.stderr);
    assert.equal(await headlineOf("loan-2-sealed.pdf"), "valid");
  });

  it("says what is wrong with what it is told", async () => {
    const told = ["--purpose", "loans", "--out", "x.pdf", "--key", key];
    assert.equal((await run(["seal", "loan.pdf", "--seal", "mine", ...told])).code, 2);
    const seal = await makeSeal(false);
    assert.equal((await run(["seal", "loan.pdf", "--seal", seal, "--at", "here", ...told])).code, 2);
    writeFileSync(pathOf(folder, "letter.pdf"), "a letter");
    const other = await run(["seal", "letter.pdf", "--seal", seal, ...told]);
    assert.deepEqual([other.code, /no PDF/.test(other.stderr)], [1, true]);
  });
});
