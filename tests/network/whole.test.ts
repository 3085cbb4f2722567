/**
 * Everything at once, as the handbook sets it up: what each party does when others stop, lie or come back. The tests are one story
 * and follow from each other.
 */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { checkReceipt } from "#tests/interop/independent-checker.ts";
import { VERIFIER } from "#tests/support/built.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { backUp, dropCopies, restore } from "#tests/support/restored-database.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import {
  bank,
  folder,
  joinWitnesses,
  mirrorFolder,
  mirrorUrl,
  nodes,
  operate,
  operateFreely,
  origin,
  query,
  run,
  startMirror,
  startMonitor,
  startTsa,
  startWeb,
  startWitness,
  startWorker,
  textOf,
  url,
  witnessUrl,
} from "./network.ts";
import { eventually, type Program, stopAll } from "./processes.ts";

interface Report {
  verdict: string;
  witnessed: boolean;
  steps: { name: string; status: string; reason: string; expected?: string; found?: string }[];
}
interface Round {
  exitCode: number;
  size: number;
  alarms: { kind: string; notes?: { seen: string; shown: string } }[];
}
interface Copied {
  event: string;
}

const at = (name: string) => join(folder, name);
const digestOf = (text: string) => createHash("sha256").update(text).digest();
const sizeOf = (checkpoint: string) => Number(checkpoint.split("\n")[1]);
const running: Record<"tsa" | "worker" | "web" | "mirror" | "monitor", Program> = {} as never;
const witnesses: Program[] = [];
let vkey = "";
let client: ReturnType<typeof bank>;

async function startProduct(): Promise<void> {
  [running.worker, running.web] = await Promise.all([startWorker(), startWeb()]);
}
async function stopProduct(): Promise<void> {
  assert.deepEqual(await Promise.all([running.web.stop(), running.worker.stop()]), [0, 0]);
}
/** Records a text under a name, and keeps the text. */
async function record(name: string): Promise<string> {
  writeFileSync(at(name), `content of ${name}`);
  return await client.upload(name, `content of ${name}`);
}
/** Keeps the receipt of a record and has it verified by the policy of today, on the command line. */
async function verified(
  name: string,
  { id, format = "json", authorities = true }: { id: string; format?: "json" | "pdf"; authorities?: boolean },
): Promise<Report & { code: number | null; step: (name: string) => string | undefined }> {
  writeFileSync(at(`${name}.${format}`), await client.receipt(id, format));
  writeFileSync(at("policy"), await textOf("/ledger/main/witness-policy"));
  const named = authorities ? ["--tsa-ca", "authorities.pem"] : [];
  const { code, stdout } = await run("verify", `${name}.${format}`, name, "--policy", "policy", ...named, "--json");
  const report = JSON.parse(stdout) as Report;
  const step = (wanted: string) => {
    const found = report.steps.find((one) => one.name === wanted);
    return found?.status === "ok" ? "ok" : found?.reason;
  };
  return { ...report, code, step };
}
const mirroredSize = () => sizeOf(readFileSync(join(mirrorFolder, "checkpoint"), "utf8"));
const isAt = (size: number) =>
  eventually(`mirror and monitor are at ${size}`, async () => {
    const last = running.monitor.events<Round>().at(-1);
    return mirroredSize() === size && last?.size === size && last.exitCode === 0;
  });
const lastAlarm = (kind: string) =>
  eventually(`the monitor raises ${kind}`, async () => {
    const last = running.monitor.events<Round>().at(-1);
    const alarm = last?.alarms.find((one) => one.kind === kind);
    return alarm && { alarm, exitCode: last?.exitCode };
  });

before(async () => {
  await createTestDatabase();
});
after(async () => {
  await stopAll();
  await dropCopies(["older", "newest"]);
  await dropTestDatabase();
});

describe("the whole network", { skip: OPENSSL_MISSING }, () => {
  const ids: Record<string, string> = {};
  let size = 0;

  it("comes up: authority, product, three witnesses of which two have to sign, mirror, monitor", async () => {
    running.tsa = await startTsa();
    await startProduct();
    const made = await operate<{ apiKey: { secret: string } }>(
      ...["org", "create", "--name", "蓝港银行", "--owner-email", "a@example.org"],
    );
    client = bank(made.apiKey.secret);
    // The digest of the offline verifier is the worker's own first record: before others, so that sizes are the story's.
    if (existsSync(VERIFIER)) {
      await eventually("the verifier is anchored", async () => (await query("SELECT 1 FROM ledger_block")).length > 0);
    }
    const list = await textOf("/ledger/main/log-list");
    vkey = /^vkey (\S+)$/m.exec(list)?.[1] ?? "";
    assert.ok(vkey.startsWith(`${origin}+`), list);
    witnesses.push(...(await joinWitnesses(vkey)));
    await operate("node", "quorum", "2");
    running.mirror = await startMirror(vkey);
    await operate("node", "add", "--kind", "mirror", "--name", "m1", "--url", mirrorUrl);
    await operate("node", "activate", "m1");
    running.monitor = await startMonitor(vkey);
    writeFileSync(at("authorities.pem"), await textOf("/ledger/main/timestamp-authorities"));
  });

  it("gives a receipt that everybody accepts: by the command line, by another checker, by OpenSSL", async () => {
    const id = await record("a.txt");
    ids.a = id;
    const shown = await client.look(id, "witnessed");
    assert.ok(shown.state === "anchored" && shown.witnessedAt);
    assert.ok((await client.look(id, "timestamped")).timestampedAt);
    // The third may sign a moment after the second.
    await eventually(
      "all three cosign",
      async () => (await client.receipt(id)).toString().split("w3.example ").length > 1,
    );
    for (const format of ["json", "pdf"] as const) {
      const { code, verdict, witnessed, step } = await verified("a.txt", { id, format });
      assert.deepEqual([code, verdict, witnessed], [0, "valid", true]);
      assert.deepEqual([step("witnesses"), step("timestamp"), step("issuer")], ["ok", "ok", "ok"]);
    }
    const theirs = checkReceipt(
      readFileSync(at("a.txt.json")),
      digestOf("content of a.txt"),
      readFileSync(at("policy"), "utf8"),
    );
    assert.ok(theirs.ok, theirs.reason);
    // To who knows the policy format alone, the second key of the ledger is one more cosigner that it asks for.
    const cosigners = ["w1", "w2", "w3", "ledger-ml-dsa-44"];
    assert.deepEqual([theirs.witnesses.map(({ name }) => name), theirs.tokens.length], [cosigners, 1]);
    writeFileSync(at("checkpoint.txt"), theirs.checkpoint);
    writeFileSync(at("token.tst"), theirs.tokens[0] ?? "");
    const token = ["-in", "token.tst", "-token_in", "-data", "checkpoint.txt", "-CAfile", "authorities.pem"];
    execFileSync("openssl", ["ts", "-verify", ...token], { cwd: folder, stdio: "pipe" });
    const page = await textOf(`/explorer/blocks/${(await client.look(id)).entry?.blockHeight}`);
    for (const word of ["w1", "w2", "w3", "Trial authority"]) assert.ok(page.includes(word), word);
  });

  it("with one witness and the authority stopped: witnessed all the same, not timestamped, and said so", async () => {
    await Promise.all([witnesses[2]?.stop(), running.tsa.stop()]);
    const id = await record("b.txt");
    ids.b = id;
    assert.ok((await client.look(id, "witnessed")).witnessedAt);
    const { code, witnessed, step } = await verified("b.txt", { id, authorities: false });
    assert.deepEqual([code, witnessed, step("timestamp")], [0, true, "no_timestamp"]);
    await eventually("w3 is seen to be away", async () =>
      (await nodes()).nodes.some(({ name, failure }) => name === "w3" && failure === "unreachable"),
    );
    assert.match(await textOf("/explorer/nodes"), /It cannot be reached/);
  });

  it("with two stopped, the second by kill -9: anchored as fast as ever, not witnessed, and said so", async () => {
    await witnesses[1]?.stop("SIGKILL");
    const id = await record("c.txt");
    ids.c = id;
    assert.equal((await client.look(id, "anchored")).state, "anchored");
    assert.equal((await client.look(id, "witnessed", 2)).witnessedAt, undefined);
    const { code, witnessed, steps } = await verified("c.txt", { id, authorities: false });
    const { reason, expected, found } = steps.find(({ name }) => name === "witnesses") ?? {};
    assert.deepEqual([code, witnessed, reason], [1, false, "quorum_not_met"]);
    assert.deepEqual([expected, found], ["2/3: w1 w2 w3", "w1"]);
    const theirs = checkReceipt(
      readFileSync(at("c.txt.json")),
      digestOf("content of c.txt"),
      readFileSync(at("policy"), "utf8"),
    );
    assert.equal(theirs.reason, "as many cosigned as the policy asks for");
    assert.match(await textOf("/explorer/nodes"), /waits? for enough signatures/);
  });

  it("with all back: witnessed by a later block, which commits to what was not, and timestamped again", async () => {
    [witnesses[1], witnesses[2], running.tsa] = await Promise.all([startWitness(1), startWitness(2), startTsa()]);
    const id = await record("d.txt");
    ids.d = id;
    assert.ok((await client.look(id, "witnessed")).witnessedAt);
    assert.ok((await client.look(ids.c ?? "", "witnessed")).witnessedAt);
    await client.look(id, "timestamped");
    await eventually("all receipts verify", async () => (await verified("c.txt", { id: ids.c ?? "" })).code === 0);
    // The record is followed by the header of its block.
    size = Number((await client.look(id)).entry?.index) + 2;
    await isAt(size);
  });

  it("a database restored from an older copy: nothing is signed, and mirror and monitor tell of it", async () => {
    await stopProduct();
    await backUp("older");
    await startProduct();
    // A block each, so that the fork can be as large.
    for (const name of ["e.txt", "f.txt"]) {
      ids[name] = await record(name);
      assert.equal((await client.look(ids[name], "anchored")).state, "anchored");
    }
    assert.ok((await client.look(ids["f.txt"] ?? "", "witnessed")).witnessedAt);
    await isAt(size + 4);
    writeFileSync(at("newest.json"), await client.receipt(ids["f.txt"] ?? ""));
    await stopProduct();

    await restore("older", { keepAs: "newest" });
    await startProduct();
    ids.g = await record("g.txt");
    const [alert] = await eventually("the signer raises an alert", async () => {
      const open = await query<{ details: object }>(
        "SELECT details FROM alert WHERE kind = 'ledger_rolled_back' AND resolved_at IS NULL",
      );
      return open.length > 0 && open;
    });
    assert.deepEqual(alert?.details, { signed: `${size + 4}`, found: `${size}` });
    assert.equal((await client.look(ids.g)).state, "recorded");
    assert.equal((await lastAlarm("rolled_back")).exitCode, 1);
    await eventually("the mirror sees it", async () =>
      running.mirror.events<Copied>().some(({ event }) => event === "rollback"),
    );
    const since = await operateFreely("audit", "--since", "newest.json");
    assert.equal(since.code, 1, since.stdout);
  });

  it("a fork signed with the real key: refused by witnesses, kept as evidence, told by the monitor with both notes", async () => {
    await stopProduct();
    const honest = readFileSync(join(mirrorFolder, "checkpoint"), "utf8");
    // An operator who means it: the memory is removed, and the older size named as the last one.
    rmSync(join(testFolder, "last-signed"), { recursive: true });
    await startProduct();
    writeFileSync(at("older-checkpoint"), await textOf("/ledger/main/checkpoint"));
    await operate("ledger", "remember", "older-checkpoint");
    assert.equal((await client.look(ids.g ?? "", "anchored")).state, "anchored");
    ids.h = await record("h.txt");
    const shown = await client.look(ids.h, "anchored");
    assert.equal(Number(shown.entry?.index) + 2, size + 4, "as large as the true ledger");

    const hash = createHash("sha256").update(origin).digest("hex");
    for (const number of [0, 1, 2]) {
      await eventually(`w${number + 1} publishes both`, async () => {
        const answer = await fetch(`${witnessUrl(number)}/${hash}/conflicts`);
        const { conflicts } = (await answer.json()) as { conflicts: { seenSize: string; shownSize: string }[] };
        return conflicts.some(({ seenSize, shownSize }) => seenSize === `${size + 4}` && shownSize === seenSize);
      });
    }
    const forked = await textOf("/ledger/main/checkpoint");
    const asked = { method: "POST", body: `old ${size + 4}\n\n${forked}` };
    assert.equal((await fetch(`${witnessUrl(0)}/add-checkpoint`, asked)).status, 422);
    assert.ok((await nodes()).nodes.some(({ failure }) => failure === "fork"));
    const { alarm, exitCode } = await lastAlarm("fork");
    assert.equal(exitCode, 1);
    assert.equal(alarm.notes?.seen.split("\n")[2], honest.split("\n")[2]);
    assert.equal(alarm.notes?.shown.split("\n")[2], forked.split("\n")[2]);
    assert.notEqual(alarm.notes?.seen.split("\n")[2], alarm.notes?.shown.split("\n")[2]);
    const conflicts = await query("SELECT 1 FROM alert WHERE kind = 'witness_conflict' AND resolved_at IS NULL");
    assert.ok(conflicts.length >= 2, "the operator's own console says so");
    assert.equal((await client.look(ids.h)).witnessedAt, undefined);
    assert.equal((await verified("h.txt", { id: ids.h, authorities: false })).code, 1);
  });

  it("an honest copy outlives the fork: the mirror refuses it, serves on, and proves earlier receipts", async () => {
    const once = ["mirror", "--url", `${url}/ledger/main`, "--vkey", vkey, "--dir", mirrorFolder, "--once", "--json"];
    const refused = await run(...once);
    assert.equal(refused.code, 1);
    assert.equal((JSON.parse(refused.stdout) as Copied).event, "fork");
    const since = await operateFreely("audit", "--since", "newest.json");
    assert.equal(since.code, 1, since.stdout);
    const served = await (await fetch(`${mirrorUrl}/checkpoint`)).text();
    assert.equal(sizeOf(served), size + 4);
    await stopProduct();
    for (const receipt of ["a.txt.json", "newest.json"]) {
      const proof = ["mirror", "prove", "--dir", mirrorFolder, "--receipt", receipt, "--vkey", vkey, "--out", "proof"];
      const { code, stderr } = await run(...proof);
      assert.equal(code, 0, stderr);
      assert.ok(readFileSync(at("proof"), "utf8").includes(served.split("\n")[2] ?? "no root"));
    }
    assert.equal(await running.mirror.stop(), 1);
    assert.notEqual(await running.monitor.stop(), 0);
    assert.deepEqual(await Promise.all([...witnesses.map(({ stop }) => stop()), running.tsa.stop()]), [0, 0, 0, 0]);
  });
});
