/** Witnesses and mirrors by the command line, on the database of the configuration. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { formatVerifierKey, KEY_TYPE } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { findNewestPolicy } from "#lib/features/ledger/nodes/rows/policy.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { sealbook } from "./run-cli.ts";

const env = {
  DATA_DIR: testFolder,
  DATABASE_URL: process.env.DATABASE_URL ?? "",
  APP_DATABASE_URL: process.env.APP_DATABASE_URL ?? "",
  PUBLIC_URL: "https://evidence.example.com",
};
const node = (line: string, ...more: string[]) => sealbook(["node", ...line.split(" "), ...more], { env });
const keyOf = (name: string) =>
  formatVerifierKey({ name, type: KEY_TYPE.cosignature, publicKey: ed25519.getPublicKey(randomBytes(32)) });

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
});
after(() => dropTestDatabase());

describe("sealbook node", () => {
  it("without any, the list says so, and that nothing counts as witnessed", async () => {
    const { code, stdout, stderr } = await node("list");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /no witnesses and no mirrors[\s\S]*No witness has to cosign/);
  });

  it("add, activate, quorum: each says what it did, and the policy follows", async () => {
    for (const name of ["w1", "w2"]) {
      const url = `http://127.0.0.1:9/${name}/`;
      const added = await node(`add --kind witness --name ${name} --key ${keyOf(`${name}.example`)} --url ${url}`);
      assert.equal(added.code, 0, added.stderr);
      assert.match(added.stdout, /is invited/);
      const active = await node(`activate ${name} --json`);
      assert.equal(active.code, 0, active.stderr);
      assert.equal(JSON.parse(active.stdout).state, "active");
    }
    const quorum = await node("quorum --ledger main 2 --json");
    assert.deepEqual(JSON.parse(quorum.stdout), { ledger: "main", needed: 2, members: ["w1", "w2"], policy: 3 });
    const policy = parsePolicy((await findNewestPolicy("main"))?.text ?? "");
    assert.ok(!("error" in policy) && policy.quorum === "quorum");
    const audit = await prisma().auditEvent.findMany({ where: { action: { startsWith: "node." } } });
    assert.ok(audit.every(({ actor }) => (actor as { kind: string }).kind === "operator"));
  });

  it("a refusal ends with 1, its code and a sentence, in the caller's language", async () => {
    const refused = await node("retire w1 --json");
    assert.equal(refused.code, 1);
    assert.equal(JSON.parse(refused.stdout).error.code, "quorum_unmet");
    assert.match(refused.stderr, /Lower the quorum first/);
    const chinese = await sealbook(["node", "suspend", "w1"], { env: { ...env, LANG: "zh_CN.UTF-8" } });
    assert.equal(chinese.code, 1);
    assert.match(chinese.stderr, /请先降低见证人数要求/);
    assert.equal((await node("activate nobody")).code, 1);
    assert.equal((await node("quorum 3")).code, 1);
    assert.equal((await node("list --ledger nowhere")).code, 1);
  });

  it("arguments that make no sense end with 2", async () => {
    const cases: [string, RegExp][] = [
      ["add --kind notary --name x --url http://a", /witness and mirror/],
      ["add --kind mirror --name x --url ftp://a", /--url: An http or https address/],
      ["add --kind mirror --name a+b --url http://a", /--name: One word/],
      ["quorum many", /no number of witnesses: many/],
      ["quorum -1", /-1|no option/],
      ["activate", /NAME/],
      ["activate w1 --kind notary", /witness and mirror/],
    ];
    for (const [line, sentence] of cases) {
      const { code, stderr } = await node(line);
      assert.equal(code, 2, line);
      assert.match(stderr, sentence);
    }
  });

  it("a mirror of the same name is told apart, its address changes, it is suspended and retired", async () => {
    assert.equal((await node("add --kind mirror --name w1 --url http://127.0.0.1:9")).code, 0);
    const both = await node("activate w1");
    assert.equal(both.code, 2);
    assert.match(both.stderr, /--kind/);
    assert.equal((await node("activate w1 --kind mirror")).code, 0);
    const changed = await node("change w1 --kind mirror --url http://127.0.0.1:8 --operator", "蓝港银行");
    assert.match(changed.stdout, /w1 is changed/);
    assert.equal((await node("suspend w1 --kind mirror --note repairs")).code, 0);
    assert.equal((await node("retire w1 --kind mirror")).code, 0);
    const { nodes, quorum } = JSON.parse((await node("list --json")).stdout);
    const mirror = nodes.find((one: { kind: string }) => one.kind === "mirror");
    assert.deepEqual([mirror.state, mirror.url, mirror.operator], ["retired", "http://127.0.0.1:8", "蓝港银行"]);
    assert.equal(quorum.needed, 2);
    assert.match((await node("list")).stdout, /Mirror {2}w1 {2}retired/);
  });
});
