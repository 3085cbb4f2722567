/** An archive is taken over whole, once, with the receipts that prove where it comes from; one that does not hold is not. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ledger, signer } from "#tests/core/receipt/receipt-fixture.ts";
import { findWhole, type WholeEvidence } from "#tests/support/whole-evidence.ts";
import { client, createBank, folder, operate, product, run, setUp, tearDown, writeFiles } from "./installation.ts";

let bank: { id: string };
let heir: { id: string; key: string };

before(async () => {
  await setUp();
  bank = await createBank();
  writeFiles();
  await product.startWorker();
  assert.equal((await run(["submit", "a.txt", "合同 final.pdf", "--wait"])).code, 0);
  assert.equal((await run(["submit", "large.bin", "--digest-only", "--wait"])).code, 0);
  writeFileSync(join(folder, "policy.txt"), await (await fetch(`${product.url}/ledger/main/witness-policy`)).text());
  assert.equal((await run(["export", "out"])).code, 0);
  const args = ["org", "create", "--name", "Heir", "--owner-email", "heir@example.org", "--json"];
  const { organisation, apiKey } = JSON.parse((await operate(...args)).stdout);
  heir = { id: organisation.id, key: apiKey.secret };
});
after(() => tearDown());

const importAs = (key: string, args: string[]) => run(args, { env: { ...client, SEALBOOK_KEY: key } });
async function evidenceOf(organisationId: string): Promise<WholeEvidence[]> {
  const rows = await prisma().evidence.findMany({ where: { organisationId }, orderBy: { id: "asc" } });
  return await Promise.all(rows.map(({ id }) => findWhole(id)));
}
const get = (path: string, key: string) =>
  fetch(`${product.url}${path}`, { headers: { authorization: `Bearer ${key}` } });

describe("sealbook import", () => {
  it("needs a policy: whose receipts these are the archive cannot say itself", async () => {
    assert.equal((await importAs(heir.key, ["import", "out"])).code, 2);
    writeFileSync(join(folder, "other.txt"), `log ${ledger.key.text} https://log.example.com/\nquorum none\n`);
    const { code, stderr } = await importAs(heir.key, ["import", "out", "--policy", "other.txt"]);
    assert.equal(code, 1);
    assert.match(stderr, /Nothing was taken over/);
    assert.deepEqual(await evidenceOf(heir.id), []);
  });

  it("takes nothing from an archive that does not hold", async () => {
    cpSync(join(folder, "out"), join(folder, "bad"), { recursive: true });
    writeFileSync(join(folder, "bad/data/index.csv"), "x");
    const { code, stderr } = await importAs(heir.key, ["import", "bad", "--policy", "policy.txt"]);
    assert.equal(code, 1);
    assert.match(stderr, /index\.csv: the file was changed/);
    assert.deepEqual(await evidenceOf(heir.id), []);
  });

  it("makes each record anew, in its order, with its content where that is kept", async () => {
    const { code, stdout, stderr } = await importAs(heir.key, ["import", "out", "--policy", "policy.txt"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /3 taken over, 0 there already, 0 failed/);
    const [old, made] = [await evidenceOf(bank.id), await evidenceOf(heir.id)];
    const facts = ({ name, type, size, sha256, contentKept }: (typeof old)[number]) => ({
      ...{ name, type, size, contentKept },
      sha256: Buffer.from(sha256).toString("hex"),
    });
    assert.deepEqual(made.map(facts), old.map(facts));
    const names = ({ details }: (typeof old)[number]) => JSON.parse(Buffer.from(details).toString()).name;
    assert.deepEqual(made.map(names), old.map(names));
  });

  it("adds nothing the second time", async () => {
    const before = await evidenceOf(heir.id);
    const { code, stdout } = await importAs(heir.key, ["import", "out", "--policy", "policy.txt"]);
    assert.equal(code, 0);
    assert.match(stdout, /0 taken over, 3 there already/);
    assert.deepEqual(await evidenceOf(heir.id), before);
  });

  it("names the old record in the new one, whose receipt holds and whose old receipt is handed out word for word", async () => {
    const [old] = await evidenceOf(bank.id);
    const [made] = await evidenceOf(heir.id);
    assert.ok(old && made);
    const out = await importAs(heir.key, ["receipt", made.id, "--wait", "20", "--out", "new.json"]);
    assert.equal(out.code, 0, out.stderr);
    assert.equal((await run(["verify", "new.json", "a.txt", "--policy", "policy.txt"])).code, 0);
    const record = JSON.parse(JSON.parse(readFileSync(join(folder, "new.json"), "utf8")).record);
    const digest = createHash("sha256").update(old.record).digest();
    assert.deepEqual(record.parents, [{ role: "origin", record: digest.toString("base64") }]);
    const answer = await get(`/api/v1/archive/origins/${digest.toString("hex")}`, heir.key);
    assert.equal(answer.status, 200);
    writeFileSync(join(folder, "old.json"), Buffer.from(await answer.arrayBuffer()));
    assert.equal((await run(["verify", "old.json", "a.txt", "--policy", "policy.txt"])).code, 0);
    const own = JSON.parse(readFileSync(join(folder, "old.json"), "utf8"));
    assert.equal(own.record, Buffer.from(old.record).toString());
  });

  it("shows an origin to its organisation alone", async () => {
    const [old] = await evidenceOf(bank.id);
    const digest = createHash("sha256")
      .update(old?.record ?? "")
      .digest("hex");
    assert.equal((await get(`/api/v1/archive/origins/${digest}`, client.SEALBOOK_KEY ?? "")).status, 404);
  });

  it("shows strangers the old receipt while they may see the record, and nothing of its private details", async () => {
    const [old] = await evidenceOf(bank.id);
    const [made] = await evidenceOf(heir.id);
    const asked = () => fetch(`${product.url}/api/v1/records/${made?.id}/origin`);
    const shown = await asked();
    assert.equal(shown.status, 200);
    const receipt = await shown.text();
    assert.equal(JSON.parse(receipt).record, Buffer.from(old?.record ?? "").toString());
    assert.ok(!("details" in JSON.parse(receipt)) && !receipt.includes("a.txt"));
    writeFileSync(join(folder, "shown.json"), receipt);
    assert.equal((await run(["verify", "shown.json", "a.txt", "--policy", "policy.txt"])).code, 0);
    assert.equal((await fetch(`${product.url}/api/v1/records/${old?.id}/origin`)).status, 404, "made here first");
  });

  it("is exported and taken over again: origins of origins", async () => {
    assert.equal((await importAs(heir.key, ["export", "again"])).code, 0);
    const checked = await run(["verify", "--bag", "again", "--policy", "policy.txt"]);
    assert.equal(checked.code, 0, checked.stdout);
    const [old] = await evidenceOf(bank.id);
    const [made] = await evidenceOf(heir.id);
    const month = made?.receivedAt.toISOString().slice(0, 7) ?? "";
    const origin = join("again/data/records", month, made?.id ?? "", "origin-1.json");
    assert.equal(
      JSON.parse(readFileSync(join(folder, origin), "utf8")).record,
      Buffer.from(old?.record ?? "").toString(),
    );
    const taken = await run(["import", "again", "--policy", "policy.txt"]);
    assert.equal(taken.code, 0, taken.stderr);
    assert.equal((await evidenceOf(bank.id)).length, 6);
    const digest = createHash("sha256")
      .update(old?.record ?? "")
      .digest("hex");
    assert.equal((await get(`/api/v1/archive/origins/${digest}`, client.SEALBOOK_KEY ?? "")).status, 200);
  });
});

describe("an archive whose newest records were not witnessed yet", () => {
  it("is taken over with what its receipts have, and says so", async () => {
    const args = ["org", "create", "--name", "Late", "--owner-email", "late@example.org", "--json"];
    const { organisation, apiKey } = JSON.parse((await operate(...args)).stdout);
    const policy = readFileSync(join(folder, "policy.txt"), "utf8");
    const own = /^quorum (.+)$/m.exec(policy)?.[1];
    const witness = signer("w.example", 0x04).key.text;
    const asking = `witness w ${witness}\ngroup everybody all w ${own}\nquorum everybody`;
    writeFileSync(join(folder, "asking.txt"), policy.replace(/^quorum .+$/m, asking));
    const checked = await run(["verify", "--bag", "out", "--policy", "asking.txt"]);
    assert.equal(checked.code, 1, "whoever checks it is told that it is not witnessed");
    const { code, stdout, stderr } = await importAs(apiKey.secret, ["import", "out", "--policy", "asking.txt"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /3 taken over/);
    assert.match(stderr, /3 records were cosigned by fewer witnesses/);
    assert.equal((await evidenceOf(organisation.id)).length, 3);
  });
});

describe("origins", () => {
  const post = (body: string | Uint8Array, key = heir.key) =>
    fetch(`${product.url}/api/v1/archive/origins`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: Buffer.from(body),
    });

  it("are receipts that hold by themselves, and nothing else", async () => {
    const receipt = readFileSync(join(folder, "old.json"), "utf8");
    const { proof: _, ...unproven } = JSON.parse(receipt);
    for (const bad of [
      "",
      "{}",
      `${receipt} `,
      receipt.replace(/"name\\":\\"[^"]+"/, '"name\\":\\"X\\"'),
      JSON.stringify(unproven),
    ]) {
      const answer = await post(bad);
      assert.equal(answer.status, 422, bad.slice(0, 60));
      assert.equal(((await answer.json()) as { code: string }).code, "receipt_unproven");
    }
    assert.equal((await post("x".repeat(300_000))).status, 413);
  });

  it("count against the storage quota of their organisation, each once", async () => {
    const args = ["org", "create", "--name", "Small", "--owner-email", "small@example.org", "--json"];
    const { organisation, apiKey } = JSON.parse((await operate(...args)).stdout);
    const receipt = readFileSync(join(folder, "old.json"));
    const allow = (bytes: number) => prisma().$executeRaw`
      UPDATE organisation SET storage_quota = ${bytes} WHERE id = ${organisation.id}::uuid`;
    await allow(receipt.length - 1);
    const refused = await post(receipt, apiKey.secret);
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { code: string }).code],
      [507, "storage_quota_exceeded"],
    );
    await allow(receipt.length);
    for (const _ of [1, 2]) assert.equal((await post(receipt, apiKey.secret)).status, 200);
    const use = await prisma().contentUse.findUniqueOrThrow({ where: { organisationId: organisation.id } });
    assert.equal(Number(use.bytes), receipt.length);
  });

  it("are of the content that is recorded with them, and are there before it is", async () => {
    const [old] = await evidenceOf(bank.id);
    const origin = createHash("sha256")
      .update(old?.record ?? "")
      .digest("hex");
    const record = (body: object) =>
      fetch(`${product.url}/api/v1/evidence`, {
        method: "POST",
        headers: { authorization: `Bearer ${heir.key}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const other = await record({ name: "x", sha256: "11".repeat(32), origin });
    assert.deepEqual([other.status, ((await other.json()) as { code: string }).code], [409, "digest_mismatch"]);
    assert.equal((await record({ name: "x", sha256: "11".repeat(32), origin: "22".repeat(32) })).status, 404);
  });
});
