/**
 * The afternoon of a bank's engineer who has nothing but the API reference: a folder of digests, a large file over a line that is cut ten
 * times, a case of many files, a call for each, a key that is exchanged without a gap, a customer erased, an auditor shown what remains.
 * `BANK=full npm test -- examples/bank.test.ts` takes the numbers of a bank. Needs a build.
 */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem, Sealbook } from "#lib/client/client.ts";
import "#tests/support/built.ts";
import { freePort } from "#tests/bin/start/launch.ts";
import { acknowledged, install, isReady } from "#tests/faults/installation.ts";
import { startCuttingLine } from "#tests/support/cutting-line.ts";
import {
  CASE_FILES,
  CUTS,
  commandLine,
  DIGESTS,
  LARGE_BYTES,
  makeFolder,
  makeLargeFile,
  placeOf,
  type Receiver,
  startReceiver,
} from "./bank-day.ts";

const CUSTOMER = "客户-0042";
const SCOPES = ["evidence:write", "evidence:read", "evidence:erase", "webhooks:manage", "keys:manage"];
const PAUSE_MS = 500;
const HOUR_MS = 3_600_000;
/** A hundred thousand calls take ten minutes, and a file of 20 GiB on busy cores as long. */
const TIME_MS_MAX = process.env.BANK === "full" ? HOUR_MS : 300_000;
const sha256 = (text: string) => createHash("sha256").update(text).digest();

/** One record after the other, none of which may be refused. @returns end: no more of them; done: their ids */
function recordOn(client: () => Sealbook) {
  let isOver = false;
  const ids: string[] = [];
  const working = async () => {
    for (let at = 0; !isOver; at++) {
      const content = sha256(`during ${at}`).toString("hex");
      ids.push((await client().record({ sha256: content, name: `during ${at}.pdf` })).id);
    }
    return ids;
  };
  const done = working();
  // Looked at once all is over.
  done.catch(() => {});
  return {
    end: () => {
      isOver = true;
    },
    done,
  };
}

test("a bank connects its core system in an afternoon", { timeout: TIME_MS_MAX }, async (t) => {
  const step = (name: string, work: () => Promise<void>) => t.test(name, { timeout: TIME_MS_MAX }, work);
  const port = await freePort();
  const installation = await install({ WEBHOOK_INSIDE_HOSTS: `127.0.0.1:${port}` });
  const { folder, url } = installation;
  const here = (...names: string[]) => join(folder, "bank", ...names);
  makeFolder(here("contracts"), DIGESTS);
  makeFolder(here("case 17"), CASE_FILES);
  const operate = commandLine({ DATA_DIR: folder }, here());
  const words = ["key", "create", "--org", "蓝港银行", "--name", "core system", "--json"];
  const made = await operate([...words, ...SCOPES.flatMap((scope) => ["--scope", scope])]);
  const { id: keyId, secret } = JSON.parse(made.stdout);
  let client = new Sealbook({ url, key: secret });
  const cli = (words: readonly string[], expected = 0, more: Record<string, string> = {}) =>
    commandLine({ SEALBOOK_URL: url, SEALBOOK_KEY: secretNow, XDG_STATE_HOME: here("state") }, here())(
      words,
      expected,
      more,
    );
  let secretNow: string = secret;
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const started = Date.now();
    await work();
    t.diagnostic(`${what}: ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  };
  const recorded = new Set<string>();
  let receiver: Receiver | undefined;

  await step("a webhook is added, and the receiver of the documentation takes it", async () => {
    const events = ["evidence.anchored", "evidence.erased"] as const;
    const body = { url: `http://127.0.0.1:${port}/sealbook`, events: [...events] };
    const hook = await client.request("POST", "/api/v1/webhooks", { body });
    receiver = await startReceiver(hook.secret, port);
  });

  await step(`a folder of ${DIGESTS} digests is submitted, and each is answered`, async () => {
    await timed("digests", () => cli(["submit", "--bulk", "contracts", "--json"]));
    const ids = acknowledged(here("contracts"));
    assert.equal(new Set(ids).size, DIGESTS);
    for (const id of ids) recorded.add(id);
  });

  let [large, bundle] = ["", ""];
  await step(`a file of ${LARGE_BYTES / 1024 ** 2} MiB arrives over a line that is cut ${CUTS} times`, async () => {
    makeLargeFile(here("scan.bin"));
    const after = Array.from({ length: CUTS }, (_, at) => Math.round(((at + 1) * LARGE_BYTES) / (CUTS + 1)));
    const line = await startCuttingLine(url, { after, ofAll: true });
    let said = "";
    await timed("large file", async () => {
      said = (await cli(["submit", "scan.bin", "--json", "--wait"], 0, { SEALBOOK_URL: line.url })).stdout;
    });
    line.stop();
    const [{ evidence }] = JSON.parse(said);
    assert.deepEqual([line.cuts(), evidence.size, evidence.contentKept], [CUTS, LARGE_BYTES, true]);
    large = evidence.id;
    recorded.add(large);
  });

  await step(`a case of ${CASE_FILES} files is recorded as one`, async () => {
    await timed("case", async () => {
      const { stdout } = await cli(["submit", "--bundle", "case 17", "--list", "case.ndjson", "--wait", "--json"]);
      bundle = JSON.parse(stdout).id;
    });
    recorded.add(bundle);
    const { items } = await client.request("GET", "/api/v1/bundles/{id}/files", {
      path: { id: bundle },
      query: { limit: 1 },
    });
    const [file] = items;
    const found = await client.request("GET", "/api/v1/evidence", { query: { sha256: file?.sha256 ?? "" } });
    assert.deepEqual(
      found.evidence.map(({ id, file }) => [id, file?.name]),
      [[bundle, file?.name]],
    );
  });

  const contracts = ["Loan contract", "Identity card", "Mortgage"].map((name) => ({
    name: `${name}.pdf`,
    text: `${name} of ${CUSTOMER}`,
  }));
  const ofCustomer: string[] = [];
  await step("a customer's papers are kept, under his number", async () => {
    for (const { name, text } of contracts) {
      const body = { length: Buffer.byteLength(text), open: () => Readable.from([Buffer.from(text)]) };
      const fields = { 客户号: { type: "text", value: CUSTOMER } };
      const { id } = await client.upload({ name, body, sha256: sha256(text), fields });
      ofCustomer.push(id);
      recorded.add(id);
      writeFileSync(here(name), text);
      await cli(["receipt", id, "--wait", "30", "--out", `${id}.json`]);
    }
  });

  await step("the key is exchanged without a gap", async () => {
    const old = client;
    const load = recordOn(() => client);
    const exchange = async () => {
      await sleep(PAUSE_MS);
      const path = { id: keyId };
      const oldSecretUntil = new Date(Date.now() + HOUR_MS).toISOString();
      const body = { oldSecretUntil };
      const rotated = await client.request("POST", "/api/v1/keys/{id}/rotate-secret", { path, body });
      await sleep(PAUSE_MS);
      [client, secretNow] = [new Sealbook({ url, key: rotated.secret }), rotated.secret];
      // Every program has the new one; what is under way by the old one comes to its end.
      await sleep(PAUSE_MS);
      await client.request("POST", "/api/v1/keys/{id}/end-old-secret", { path, body: {} });
      await sleep(PAUSE_MS);
    };
    await exchange().finally(load.end);
    for (const id of await load.done) recorded.add(id);
    const late = old.record({ sha256: sha256("late").toString("hex"), name: "late.pdf" });
    await assert.rejects(late, (error) => error instanceof Problem && error.status === 401);
  });

  await step("one customer's content is erased, and found no more", async () => {
    const { evidence } = await client.request("GET", "/api/v1/evidence", { query: { value: CUSTOMER } });
    assert.deepEqual(evidence.map(({ id }) => id).sort(), [...ofCustomer].sort());
    for (const { id } of evidence) {
      await client.request("POST", "/api/v1/evidence/{id}/erase", {
        path: { id },
        body: { reason: "asked for by the customer" },
      });
    }
    const left = await client.request("GET", "/api/v1/evidence", { query: { value: CUSTOMER } });
    assert.deepEqual(left.evidence, []);
    await assert.rejects(
      client.download(`/api/v1/evidence/${ofCustomer[0]}/content`, async () => {}),
      (error) => error instanceof Problem && error.code === "evidence_erased",
    );
  });

  await step("every record was called back for, and each that was erased", async () => {
    const isTold = (id: string, of: string) => receiver?.told(of).has(id);
    const wanted = [
      ...[...recorded].map((id) => [id, "evidence.anchored"] as const),
      ...ofCustomer.map((id) => [id, "evidence.erased"] as const),
    ];
    // As long as it takes: what is never told runs into the limit of the step.
    await timed("calls", async () => {
      while (!wanted.every(([id, of]) => isTold(id, of))) await sleep(PAUSE_MS);
    });
  });

  await step("an auditor is shown what remains, and checks it without the bank", async () => {
    const answer = await fetch(`${url}/ledger/main/witness-policy`);
    writeFileSync(here("policy"), await answer.text());
    const audit = (words: string[], expected = 0) =>
      commandLine({}, here())(["verify", ...words, "--policy", "policy"], expected);
    // Contracts of which the bank stated digests alone.
    for (const id of acknowledged(here("contracts")).slice(0, 3)) {
      const { name } = await client.evidence(id);
      await cli(["receipt", id, "--wait", "30", "--out", "one.json"]);
      await audit(["one.json", join("contracts", placeOf(name))]);
    }
    await cli(["receipt", large, "--out", "large.json"]);
    await timed("large file verified", () => audit(["large.json", "scan.bin"]));
    // The case as a whole, and one file of it by itself.
    await cli(["receipt", bundle, "--out", "case.json"]);
    await audit(["case.json", "case 17", "--list", "case.ndjson"]);
    const [file = ""] = readdirSync(here("case 17", "0"));
    await cli(["receipt", bundle, "--file", `0/${file}`, "--out", "file.json"]);
    await audit(["file.json", join("case 17", "0", file)]);
    // Of the customer: what was handed out before holds, and what is asked for now says since when it is erased.
    for (const [at, id] of ofCustomer.entries()) {
      await audit([`${id}.json`, contracts[at]?.name ?? ""]);
      await cli(["receipt", id, "--out", "erased.json"]);
      const { stdout } = await audit(["erased.json", "--json"]);
      assert.match(JSON.parse(stdout).facts.erasedAt, /^20/);
      assert.ok(!stdout.includes(contracts[at]?.name ?? ""));
    }
    await operate(["audit"]);
  });

  receiver?.stop();
  assert.ok(await isReady(installation));
  await installation.stop();
  rmSync(here(), { recursive: true, force: true });
});
