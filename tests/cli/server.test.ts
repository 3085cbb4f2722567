/** The command line against the product's own server, database and worker. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { verifyReceipt } from "#lib/core/verify-receipt.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { startProduct } from "./product-server.ts";
import { type CliOptions, sealbook } from "./run-cli.ts";

const folder = join(testFolder, "work");
/** What the commands that use the database are configured by. */
const installation = {
  DATA_DIR: testFolder,
  DATABASE_URL: process.env.DATABASE_URL ?? "",
  APP_DATABASE_URL: process.env.APP_DATABASE_URL ?? "",
  PUBLIC_URL: "https://evidence.example.com",
};
const product = await startProduct();
let client: Record<string, string> = { SEALBOOK_URL: product.url };
let organisation: { id: string; name: string };

const run = (args: string[], options: CliOptions = {}) => sealbook(args, { cwd: folder, env: client, ...options });
const operate = (...args: string[]) => sealbook(args, { cwd: folder, env: installation });

before(async () => {
  mkdirSync(folder);
  await createTestDatabase();
});
after(async () => {
  await product.stop();
  await dropTestDatabase();
});

describe("sealbook org create", () => {
  it("prints the organisation, the owner's one-time link and a key, and all of them work", async () => {
    const { code, stdout, stderr } = await operate(
      "org",
      "create",
      "--name",
      "蓝港银行",
      "--owner-email",
      "a@example.org",
      "--json",
    );
    assert.equal(code, 0, stderr);
    const created = JSON.parse(stdout);
    organisation = created.organisation;
    assert.equal(organisation.name, "蓝港银行");
    assert.match(created.ownerLink.url, /^https:\/\/evidence\.example\.com\/setup\?token=[A-Za-z0-9_-]{43,}$/);
    assert.match(created.apiKey.secret, /^sealbook_[A-Za-z0-9_-]{43,}$/);
    client = { ...client, SEALBOOK_KEY: created.apiKey.secret };
    const event = await prisma().auditEvent.findFirstOrThrow({ where: { action: "organisation.create" } });
    assert.deepEqual(event.actor, { kind: "operator" });
  });

  it("prints them for people too", async () => {
    const { code, stdout } = await operate("org", "create", "--name", "Other", "--owner-email", "b@example.org");
    assert.equal(code, 0);
    assert.match(stdout, /^Organisation {2,}Other\n/);
    assert.match(stdout, /\/setup\?token=/);
    assert.match(stdout, /shown this once: keep it secret/);
  });

  it("refuses a name or an address that a form would refuse, with its sentence", async () => {
    const before = await prisma().organisation.count();
    const bad = await operate("org", "create", "--name", "a\u202eb", "--owner-email", "a@example.org");
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /--name: /);
    const address = await operate("org", "create", "--name", "x", "--owner-email", "nobody");
    assert.equal(address.code, 2);
    assert.match(address.stderr, /--owner-email: /);
    assert.equal(await prisma().organisation.count(), before);
  });

  it("without a database it says so in a sentence, and ends with 2", async () => {
    const args = ["org", "create", "--name", "x", "--owner-email", "a@example.org"];
    const nothing = await sealbook(args, { env: { DATA_DIR: join(folder, "nothing") } });
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /^sealbook: The embedded database is not running: .*npm start/);
    const url = "postgresql://nobody:x@127.0.0.1:9/none";
    const gone = await sealbook(args, { env: { ...installation, DATABASE_URL: url, APP_DATABASE_URL: url } });
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /The database cannot be reached/);
    const bad = await sealbook(args, { env: { ...installation, PORT: "none" } });
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /Bad configuration/);
    for (const { stderr } of [nothing, gone, bad]) assert.doesNotMatch(stderr, /\n\s+at /);
  });
});

describe("sealbook key", () => {
  it("creates, lists and revokes keys of an organisation named by id or name", async () => {
    const create = ["key", "create", "--org", organisation.name, "--name", "reader", "--scope", "evidence:read"];
    const made = await operate(...create, "--expires", "2099-12-31", "--json");
    assert.equal(made.code, 0, made.stderr);
    const key = JSON.parse(made.stdout);
    assert.deepEqual([key.scopes, key.expiresAt], [["evidence:read"], "2099-12-31T23:59:59.999Z"]);
    const listed = await operate("key", "list", "--org", organisation.id, "--json");
    const row = JSON.parse(listed.stdout).find((one: { id: string }) => one.id === key.id);
    assert.deepEqual([row.name, row.state, row.secret], ["reader", "active", undefined]);

    writeFileSync(join(folder, "a.txt"), "a");
    const refused = await run(["submit", "a.txt"], { env: { ...client, SEALBOOK_KEY: key.secret } });
    assert.equal(refused.code, 1);
    const revoked = await operate("key", "revoke", key.id, "--org", organisation.id);
    assert.equal(revoked.code, 0, revoked.stderr);
    const again = await operate("key", "revoke", key.id, "--org", organisation.id);
    assert.equal(again.code, 1);
    const list = await operate("key", "list", "--org", organisation.id);
    assert.match(list.stdout, new RegExp(`${key.id}.*revoked.*reader`));
    const event = await prisma().auditEvent.findFirstOrThrow({ where: { action: "key.revoke", subject: key.id } });
    assert.deepEqual(event.actor, { kind: "operator" });
  });

  it("refuses unknown organisations, scopes and days that are over", async () => {
    const absent = await operate("key", "create", "--org", "nobody", "--name", "x");
    assert.deepEqual([absent.code, /no organisation “nobody”/.test(absent.stderr)], [1, true]);
    const scope = await operate("key", "create", "--org", organisation.id, "--name", "x", "--scope", "all");
    assert.deepEqual([scope.code, /--scope: /.test(scope.stderr)], [2, true]);
    const past = await operate("key", "create", "--org", organisation.id, "--name", "x", "--expires", "2020-01-01");
    assert.deepEqual([past.code, /--expires: /.test(past.stderr)], [2, true]);
    const other = await operate("key", "revoke", "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37", "--org", organisation.id);
    assert.equal(other.code, 1);
  });

  it("of organisations that share a name asks for the id", async () => {
    for (const owner of ["c", "d"]) {
      await operate("org", "create", "--name", "Twins", "--owner-email", `${owner}@example.org`);
    }
    const { code, stderr } = await operate("key", "list", "--org", "Twins");
    assert.equal(code, 2);
    assert.match(stderr, /Several organisations .*[0-9a-f-]{36}, [0-9a-f-]{36}/);
  });
});

describe("sealbook submit", () => {
  it("records many files, hashed here first, and goes on after failures", async () => {
    writeFileSync(join(folder, "合同 final.pdf"), "contract");
    writeFileSync(join(folder, "large.bin"), randomBytes(5_000_000));
    writeFileSync(join(folder, "empty"), "");
    mkdirSync(join(folder, "sub"));
    const args = ["submit", "合同 final.pdf", "nowhere", "empty", "sub", "large.bin", "--json"];
    const { code, stdout, stderr } = await run(args);
    assert.equal(code, 1);
    assert.match(stderr, /nowhere: .*there is no such file/);
    assert.match(stderr, /empty: .*nothing to record/);
    assert.match(stderr, /sub: .*it is a folder/);
    assert.match(stderr, /2 of 5 recorded/);
    const results = JSON.parse(stdout);
    assert.deepEqual(
      results.map((result: { error?: { code: string } }) => result.error?.code),
      [undefined, "file_unreadable", "empty_file", "file_unreadable", undefined],
    );
    assert.deepEqual([results[0].evidence.name, results[0].evidence.type], ["合同 final.pdf", "file"]);
    const rows = await prisma().evidence.findMany({ select: { name: true, size: true }, orderBy: { id: "asc" } });
    assert.deepEqual(rows, [
      { name: "合同 final.pdf", size: 8n },
      { name: "large.bin", size: 5_000_000n },
    ]);
  });

  it("with --digest-only the content stays here", async () => {
    const secret = `secret ${randomBytes(8).toString("hex")}`;
    writeFileSync(join(folder, "private.txt"), secret);
    const { code, stdout } = await run(["submit", "private.txt", "--digest-only", "--json"]);
    assert.equal(code, 0);
    const [{ evidence }] = JSON.parse(stdout);
    assert.deepEqual([evidence.type, evidence.size, evidence.contentKept], ["digest", secret.length, false]);
  });

  it("says what the server says, in the reader's language", async () => {
    const env = { ...client, SEALBOOK_KEY: "sealbook_none" };
    const english = await run(["submit", "a.txt"], { env });
    assert.equal(english.code, 1);
    assert.match(english.stderr, /a\.txt: .*key/i);
    const chinese = await run(["submit", "a.txt"], { env: { ...env, LANG: "zh_CN.UTF-8" } });
    assert.match(chinese.stderr, /密钥/);
  });

  it("with --wait ends when the record is anchored", async () => {
    await product.startWorker();
    const { code, stdout, stderr } = await run(["submit", "a.txt", "合同 final.pdf", "--wait", "--json"]);
    assert.equal(code, 0, stderr);
    for (const { evidence } of JSON.parse(stdout)) {
      assert.equal(evidence.state, "anchored");
      assert.equal(evidence.entry.ledger, "main");
    }
    const plain = await run(["submit", "a.txt", "--wait"]);
    assert.match(plain.stdout, /^[0-9a-f-]{36} {2}anchored {2}[0-9a-f]{64} {2}a\.txt\n$/);
  });

  it("with a key that may not read, --wait says what was recorded all the same", async () => {
    const create = [
      "key",
      "create",
      "--org",
      organisation.id,
      "--name",
      "writer",
      "--scope",
      "evidence:write",
      "--json",
    ];
    const { secret } = JSON.parse((await operate(...create)).stdout);
    const { code, stderr } = await run(["submit", "a.txt", "--wait"], { env: { ...client, SEALBOOK_KEY: secret } });
    assert.equal(code, 1);
    assert.match(stderr, /a\.txt: recorded as [0-9a-f-]{36}, but: /);
  });

  it("a file of many chunks is sent whole, without a warning", async () => {
    writeFileSync(join(folder, "larger.bin"), randomBytes(20_000_000));
    const { code, stderr } = await run(["submit", "larger.bin"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
  });

  it("a server that cannot be reached is one sentence, and the rest is not tried", async () => {
    const { code, stderr } = await run(["submit", "a.txt", "large.bin"], {
      env: { ...client, SEALBOOK_URL: "http://127.0.0.1:9" },
    });
    assert.equal(code, 1);
    assert.match(stderr, /http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)/);
    assert.match(stderr, /0 of 2 recorded/);
    assert.equal(stderr.match(/cannot be reached/g)?.length, 1);
  });

  it("what is no file is not waited for", { skip: process.platform === "win32" }, async () => {
    symlinkSync("/dev/zero", join(folder, "endless"));
    const { code, stderr } = await run(["submit", "endless"]);
    assert.equal(code, 1);
    assert.match(stderr, /it is not a file/);
  });
});

describe("sealbook receipt", () => {
  let id = "";
  before(async () => {
    const { stdout } = await run(["submit", "合同 final.pdf", "--wait", "--json"]);
    id = JSON.parse(stdout)[0].evidence.id;
  });

  for (const format of ["json", "pdf"] as const) {
    it(`writes ${format} that verifies with the file, whole or not at all`, async () => {
      const out = `receipt.${format}`;
      const { code, stdout, stderr } = await run([
        "receipt",
        id,
        "--format",
        format,
        "--out",
        out,
        "--wait",
        "30",
        "--lang",
        "en",
      ]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`receipt\\.${format}: ${format}, [\\d,]+ bytes`));
      assert.equal((await sealbook(["verify", out, "合同 final.pdf"], { cwd: folder })).code, 0);
      assert.equal((await sealbook(["verify", out, "large.bin"], { cwd: folder })).code, 1);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.endsWith(".part")),
        [],
      );
      const same = await run(["receipt", id, "--format", format, "--lang", "en"]);
      assert.ok(same.stdoutBytes.equals(readFileSync(join(folder, out))));
    });
  }

  it("writes the proof alone", async () => {
    const { code, stdout } = await run(["receipt", id, "--format", "tlog-proof"]);
    assert.equal(code, 0);
    assert.match(stdout, /^c2sp\.org\/tlog-proof@v1\nindex \d+\n/);
  });

  it("an unknown record, a missing key and a folder that cannot be written are sentences", async () => {
    const unknown = await run(["receipt", "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37", "--json"]);
    assert.equal(unknown.code, 1);
    assert.equal(JSON.parse(unknown.stdout).error.code, "not_found");
    const keyless = await run(["receipt", id], { env: { SEALBOOK_URL: product.url } });
    assert.deepEqual([keyless.code, /SEALBOOK_KEY/.test(keyless.stderr)], [2, true]);
    const unwritable = await run(["receipt", id, "--out", "nowhere/receipt.json"]);
    assert.deepEqual([unwritable.code, /cannot be written/.test(unwritable.stderr)], [2, true]);
  });
});

describe("sealbook audit", () => {
  it("recomputes the ledger and contains what was handed out earlier", async () => {
    const { code, stdout, stderr } = await operate("audit");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Everything holds\./);
    const json = await operate("audit", "--since", "receipt.pdf", "--json");
    assert.equal(json.code, 0, json.stderr);
    const report = JSON.parse(json.stdout);
    assert.equal(report.since.kind, "receipt");
    assert.ok(report.counts.entries >= 4);
    writeFileSync(join(folder, "checkpoint"), report.checkpoint);
    const later = await operate("audit", "--since", "checkpoint");
    assert.equal(later.code, 0, later.stderr);
    assert.match(later.stdout, /contains the earlier checkpoint of size/);
  });

  it("a stored file that was changed is named, and the code is 1", async () => {
    const { sha256 } = await prisma().evidence.findFirstOrThrow({ where: { name: "large.bin" } });
    const hex = Buffer.from(sha256).toString("hex");
    const entries = readdirSync(testFolder, { recursive: true, withFileTypes: true });
    const stored = entries.find((entry) => entry.isFile() && entry.name.includes(hex.slice(4)));
    assert.ok(stored);
    const path = join(stored.parentPath, stored.name);
    const content = readFileSync(path);
    chmodSync(path, 0o600);
    writeFileSync(path, Buffer.concat([content.subarray(0, -1), Buffer.of(content.at(-1)! ^ 1)]));
    const { code, stdout } = await operate("audit");
    assert.equal(code, 1);
    assert.match(stdout, /WRONG: the first row that does not hold \(file\)/);
    const json = await operate("audit", "--json");
    assert.equal(json.code, 1);
    assert.equal(JSON.parse(json.stdout).finding.check, "file");
    writeFileSync(path, content);
    assert.equal((await operate("audit")).code, 0);
  });

  it("what --since cannot use, and a ledger that is not there, are sentences and 2", async () => {
    const garbage = await operate("audit", "--since", "a.txt");
    assert.deepEqual([garbage.code, /a\.txt is no checkpoint/.test(garbage.stderr)], [2, true]);
    const absent = await operate("audit", "--ledger", "other");
    assert.deepEqual([absent.code, /no ledger “other”/.test(absent.stderr)], [2, true]);
  });
});

describe("servers that are not as they should be", () => {
  async function against(listener: RequestListener, args: string[]) {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      return await run(args, { env: { ...client, SEALBOOK_URL: url } });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const id = "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37";

  it("a page instead of an answer is no answer", async () => {
    const page: RequestListener = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>");
    const submitted = await against(page, ["submit", "a.txt"]);
    assert.deepEqual([submitted.code, /is --url right/.test(submitted.stderr)], [1, true]);
    const redirect: RequestListener = (_, response) => response.writeHead(302, { location: "/sign-in" }).end();
    assert.match((await against(redirect, ["receipt", id])).stderr, /status 302/);
  });

  it("a refusal before the body is read is told, and the body stays here", async () => {
    let received = 0;
    const refuse: RequestListener = (request, response) => {
      request.on("data", (chunk) => {
        received += chunk.length;
      });
      const body = JSON.stringify({
        type: "x",
        title: "No",
        detail: "Not today\u001b[31m.",
        status: 403,
        code: "forbidden",
      });
      response.writeHead(403, { "content-type": "application/problem+json", connection: "close" }).end(body);
    };
    const { code, stderr } = await against(refuse, ["submit", "large.bin"]);
    assert.equal(code, 1);
    assert.match(stderr, /large\.bin: Not today\\u\{1b\}\[31m\./);
    assert.ok(received < 5_000_000);
  });

  it("one that is busy is asked again with the same idempotency key", async () => {
    const keys: unknown[] = [];
    const busy: RequestListener = async (request, response) => {
      keys.push(request.headers["idempotency-key"]);
      for await (const _ of request);
      if (keys.length < 3) {
        response.writeHead(503, { "retry-after": "0" }).end();
        return;
      }
      const digest = /sha-256=:(.*):/.exec(String(request.headers["repr-digest"]))?.[1] ?? "";
      const sha256 = Buffer.from(digest, "base64").toString("hex");
      response.writeHead(201).end(JSON.stringify({ id, state: "recorded", sha256 }));
    };
    const { code, stdout } = await against(busy, ["submit", "a.txt"]);
    assert.equal(code, 0);
    assert.match(stdout, /recorded/);
    assert.equal(keys.length, 3);
    assert.equal(new Set(keys).size, 1);
  });

  it("one that recorded another digest is a failure", async () => {
    const wrong: RequestListener = async (request, response) => {
      for await (const _ of request);
      response.writeHead(201).end(JSON.stringify({ id, state: "recorded", sha256: "00".repeat(32) }));
    };
    const { code, stderr } = await against(wrong, ["submit", "a.txt"]);
    assert.equal(code, 1);
    assert.match(stderr, /another digest/);
  });

  it("a receipt that does not hold, or of another record, is not written", async () => {
    const receipt = readFileSync(join(folder, "receipt.json"));
    const { facts } = verifyReceipt({ receipt });
    assert.ok(facts);
    const bent = Buffer.from(receipt.toString().replace("2026-", "2025-").replace("2027-", "2025-"));
    const cases: [Buffer, string, RegExp][] = [
      [bent, facts.id, /does not hold/],
      [receipt, id, /receipt of another record/],
    ];
    for (const [body, asked, sentence] of cases) {
      const { code, stderr } = await against(
        (_, response) => response.end(body),
        ["receipt", asked, "--out", "unwritten"],
      );
      assert.equal(code, 1);
      assert.match(stderr, sentence);
      assert.ok(!readdirSync(folder).includes("unwritten"));
    }
  });
});
