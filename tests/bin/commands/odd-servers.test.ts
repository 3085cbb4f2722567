/** The command line against servers that are not as they should be: no answer of theirs is taken for what it is not. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";
import { client, createBank, folder, product, run, setUp, tearDown, writeFiles } from "./installation.ts";

before(async () => {
  await setUp();
  await createBank();
  writeFiles();
});
after(() => tearDown());

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
  before(async () => {
    await product.startWorker();
    const { stdout } = await run(["submit", "a.txt", "--wait", "--json"]);
    const own = JSON.parse(stdout)[0].evidence.id;
    assert.equal((await run(["receipt", own, "--out", "receipt.json"])).code, 0);
  });
  const id = "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37";

  it("a page instead of an answer is no answer", async () => {
    const page: RequestListener = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>");
    const submitted = await against(page, ["submit", "a.txt"]);
    assert.deepEqual([submitted.code, /is --url right/.test(submitted.stderr)], [1, true]);
    const redirect: RequestListener = (_, response) => response.writeHead(302, { location: "/sign-in" }).end();
    assert.match((await against(redirect, ["receipt", id])).stderr, /status 302/);
  });

  it("what a server publishes without an end is not written into an archive, nor cut off in silence", async () => {
    const endless: RequestListener = (request, response) => {
      if (request.url?.startsWith("/api/v1/archive")) return response.end(JSON.stringify({ records: [] }));
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, 0x20)));
      };
      response.on("drain", more);
      more();
    };
    const { code, stderr } = await against(endless, ["export", "endless"]);
    assert.deepEqual([code, /more than 32 MiB as \/api\/v1\/verifier/.test(stderr)], [2, true], stderr);
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

  /** A server that records whatever it is sent, and says of it what `say` says. */
  const recorder =
    (say: (sha256: string, url: string) => string | Buffer | object): RequestListener =>
    async (request, response) => {
      for await (const _ of request);
      const digest = /sha-256=:(.*):/.exec(String(request.headers["repr-digest"]))?.[1];
      if (digest) sha256 = Buffer.from(digest, "base64").toString("hex");
      const said = say(sha256, request.url ?? "");
      response.writeHead(request.method === "PUT" ? 201 : 200);
      response.end(typeof said === "string" || Buffer.isBuffer(said) ? said : JSON.stringify(said));
    };
  let sha256 = "";

  it("a receipt of another kind than was asked for is not written under that kind's name", async () => {
    const receipt = readFileSync(join(folder, "receipt.json"));
    const own = verifyReceipt({ receipt }).facts?.id ?? "";
    const args = ["receipt", own, "--format", "pdf", "--out", "unwritten"];
    const { code, stderr } = await against((_, response) => response.end(receipt), args);
    assert.equal(code, 2);
    assert.match(stderr, /nothing that Sealbook would say/);
    assert.ok(!readdirSync(folder).includes("unwritten"));
  });

  it("an id that is none is not taken for a record", async () => {
    const odd = recorder((sha256) => ({ id: "../../api/v1/members", state: "recorded", sha256 }));
    const { code, stdout, stderr } = await against(odd, ["submit", "a.txt"]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /nothing that Sealbook would say/);
  });

  it("with --wait, what no receipt proves is not anchored", async () => {
    const own = readFileSync(join(folder, "receipt.json"));
    const anchored = { id, state: "anchored" };
    const cases: [string | Buffer | object, RegExp][] = [
      [{ ...anchored }, /does not hold/],
      ["<h1>anchored</h1>", /does not hold/],
      [own, /receipt of another record/],
    ];
    for (const [receipt, sentence] of cases) {
      const lies = recorder((sha256, url) => (url.includes("/receipt") ? receipt : { ...anchored, sha256 }));
      const { code, stdout, stderr } = await against(lies, ["submit", "a.txt", "--wait"]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, sentence);
      assert.match(stderr, new RegExp(`recorded as ${id}, but`));
    }
  });

  it("with --wait, a receipt of the record with another digest is none of this file", async () => {
    const own = readFileSync(join(folder, "receipt.json"));
    const { facts } = verifyReceipt({ receipt: own });
    const lies = recorder((sha256, url) =>
      url.includes("/receipt") ? own : { id: facts?.id, state: "anchored", sha256 },
    );
    const { code, stderr } = await against(lies, ["submit", "large.bin", "--wait"]);
    assert.equal(code, 1);
    assert.match(stderr, /another digest/);
  });

  it("one that sends a byte now and then ends at --timeout, and is asked once", async () => {
    let asked = 0;
    const drip: RequestListener = (request, response) => {
      asked += 1;
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 50);
      request.once("close", () => clearInterval(timer));
    };
    const { code, stderr } = await against(drip, ["receipt", id, "--timeout", "1"]);
    assert.deepEqual([code, asked], [2, 1]);
    assert.match(stderr, /did not answer in time/);
    assert.match((await run(["receipt", id, "--timeout", "0"])).stderr, /--timeout is/);
    for (const command of ["receipt", "submit"])
      assert.match((await run([command, "--help"])).stdout, /--timeout SECONDS/);
  });
});

describe("--out", () => {
  let id: string;
  before(async () => {
    id = verifyReceipt({ receipt: readFileSync(join(folder, "receipt.json")) }).facts?.id ?? "";
  });

  it("replaces a file, also behind a symbolic link, and nothing else", async () => {
    const at = (name: string) => join(folder, name);
    const parts = () => readdirSync(folder).filter((name) => name.endsWith(".part"));
    const before = parts();
    writeFileSync(at("kept.json"), "before");
    symlinkSync("kept.json", at("link.json"));
    assert.equal((await run(["receipt", id, "--out", "link.json"])).code, 0);
    assert.ok(lstatSync(at("link.json")).isSymbolicLink());
    assert.deepEqual(readFileSync(at("kept.json")), readFileSync(at("receipt.json")));

    execFileSync("mkfifo", [at("pipe")]);
    mkdirSync(at("folder"));
    symlinkSync("nowhere", at("dangling"));
    for (const [name, sentence] of [
      ["pipe", /not a file/],
      ["folder", /a folder/],
      ["dangling", /ENOENT/],
    ] as const) {
      const { code, stderr } = await run(["receipt", id, "--out", name]);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
    }
    assert.ok(lstatSync(at("pipe")).isFIFO());
    assert.deepEqual(parts(), before);
  });
});
