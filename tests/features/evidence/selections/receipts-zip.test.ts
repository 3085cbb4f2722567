/** The receipts of a selection in one ZIP: each is the receipt that is handed out alone, under its contract's name. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { v4 as uuidv4 } from "uuid";
import { toHex } from "#lib/core/text/bytes.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { apiPort, at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const run = promisify(execFile);
const RECORD = at("/api/v1/evidence").POST;
const RECEIPT = at("/api/v1/evidence/{id}/receipt").GET;
const ZIP = at("/api/v1/evidence/receipts.zip");
const upload = uuidv4();

let ours: TestOrganisation;
let theirs: TestOrganisation;
let folder = "";
const ids: string[] = [];
let waiting = "";

const keyOf = ({ apiKey }: TestOrganisation) => ({ authorization: `Bearer ${apiKey.secret}` });
async function record(name: string, { by = ours, together = true } = {}): Promise<string> {
  const body = { sha256: toHex(randomBytes(32)), name, ...(together ? { upload } : {}) };
  return (await callJson(RECORD, { headers: keyOf(by), body })).body.id;
}

/** Files by name. */
async function unzipped(response: Response): Promise<Map<string, Buffer>> {
  assert.equal(response.status, 200, response.ok ? "" : await response.text());
  const into = await mkdtemp(join(folder, "zip-"));
  await writeFile(join(into, "it.zip"), Buffer.from(await response.arrayBuffer()));
  await run("unzip", ["-q", "it.zip", "-d", "out"], { cwd: into, env: { ...process.env, LC_ALL: "C.UTF-8" } });
  const names = (await readdir(join(into, "out"))).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(into, "out", name))] as const)),
  );
}

before(async () => {
  await createTestDatabase();
  [ours, theirs] = [await makeOrganisation("Blue Harbour Bank 蓝港银行"), await makeOrganisation()];
  folder = await mkdtemp(join(tmpdir(), "sealbook-receipts-"));
  for (const name of ["借款合同 2.pdf", "借款合同 10.pdf", "scan.pdf", "SCAN.pdf", "con.txt"])
    ids.push(await record(name));
  await appendBlock({ ledger: "main" });
  waiting = await record("waits.pdf", { together: false });
});
after(async () => {
  await rm(folder, { recursive: true });
  await dropTestDatabase();
});

describe("receipts of a selection as a ZIP", () => {
  it("by filter: each is the one that is handed out alone, named after its contract", async () => {
    const response = await call(ZIP.GET, { headers: keyOf(ours), query: { upload, lang: "zh-CN" } });
    assert.match(
      response.headers.get("content-disposition") ?? "",
      /filename\*=UTF-8''%E5%AD%98.*%EF%BC%885%E4%BB%BD.*\.zip/,
    );
    const files = await unzipped(response);
    const names = ["借款合同 2", "借款合同 10", "scan", "SCAN", "_con"];
    // Windows and macOS take "scan" and "SCAN" for one.
    const stems = names.map((name) => `${name} – 存证凭证${name === "SCAN" ? " (2)" : ""}`);
    const expected = stems.flatMap((stem) => [`${stem}.pdf`, `${stem}.json`]);
    assert.deepEqual([...files.keys()], [...expected, "_凭证清单.csv"].sort());
    for (const [at, id] of ids.entries()) {
      for (const format of ["pdf", "json"]) {
        const alone = await call(RECEIPT, { headers: keyOf(ours), params: { id }, query: { format, lang: "zh-CN" } });
        assert.deepEqual(files.get(`${stems[at]}.${format}`), Buffer.from(await alone.arrayBuffer()), id);
      }
    }
    const pdf = files.get("_con – 存证凭证.pdf") ?? Buffer.alloc(0);
    assert.equal(verifyReceipt({ receipt: new Uint8Array(pdf) }).facts?.details?.name, "con.txt");
  });

  it("a record that waits has its JSON, and the table says so", async () => {
    const body = { ids: [ids[0], waiting, waiting] };
    const files = await unzipped(await call(ZIP.POST, { headers: keyOf(ours), query: { lang: "en" }, body }));
    assert.deepEqual(
      [...files.keys()],
      ["_receipts.csv", "waits – receipt.json", "借款合同 2 – receipt.json", "借款合同 2 – receipt.pdf"],
    );
    const lines = (files.get("_receipts.csv") ?? "").toString().trimEnd().split("\r\n");
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? "", /"Name","Record id".*"Receipt \(PDF\)","Receipt \(JSON\)","Note"/);
    assert.match(
      lines[1] ?? "",
      new RegExp(`"借款合同 2.pdf","${ids[0]}".*"Anchored".*"main","\\d+","\\d+".*"借款合同 2 – receipt.pdf"`),
    );
    assert.match(
      lines[2] ?? "",
      new RegExp(`"waits.pdf","${waiting}".*"Recorded".*"","waits – receipt.json","Not anchored yet`),
    );
  });

  it("records that cannot be drawn have their JSON, and the table says so", async () => {
    const owner = ownerPool();
    // A picture that nobody can draw, as no upload lets it in.
    await owner.query(
      "INSERT INTO organisation_logo (organisation_id, png, sha256) VALUES ($1, 'no picture', sha256('no picture'))",
      [ours.id],
    );
    try {
      const body = { ids: [ids[0], ids[2]] };
      const files = await unzipped(await call(ZIP.POST, { headers: keyOf(ours), query: { lang: "en" }, body }));
      assert.deepEqual([...files.keys()], ["_receipts.csv", "scan – receipt.json", "借款合同 2 – receipt.json"]);
      const lines = (files.get("_receipts.csv") ?? "").toString().trimEnd().split("\r\n");
      for (const line of lines.slice(1)) assert.match(line, /"Anchored".*"","[^"]+\.json","The PDF could not be drawn/);
    } finally {
      await owner.query("DELETE FROM organisation_logo WHERE organisation_id = $1", [ours.id]);
      await owner.end();
    }
  });

  it("by ids, as a form sends them", async () => {
    const body = ids
      .slice(0, 2)
      .map((id) => `ids=${id}`)
      .join("&");
    const headers = { ...keyOf(ours), "content-type": "application/x-www-form-urlencoded" };
    assert.equal((await unzipped(await call(ZIP.POST, { headers, body }))).size, 5);
  });

  it("is written down once, with how many there were", async () => {
    const { count } = await prisma()
      .auditEvent.findFirstOrThrow({
        where: { organisationId: ours.id, action: "evidence.export" },
        orderBy: { id: "desc" },
      })
      .then(({ details }) => details as { count: number });
    assert.equal(count, 2);
  });

  it("is of the organisation's own records, or refused", async () => {
    const foreign = await record("theirs.pdf", { by: theirs });
    const asked = async (body: unknown) => {
      const answer = await callJson(ZIP.POST, { headers: keyOf(ours), body });
      return [answer.status, answer.body.code];
    };
    assert.deepEqual(await asked({ ids: [ids[0], foreign] }), [404, "not_found"]);
    assert.deepEqual(await asked({ ids: [] }), [404, "nothing_selected"]);
    assert.deepEqual(await asked({ ids: ["x"] }), [400, "invalid_field"]);
    assert.deepEqual(await asked({ ids: Array.from({ length: 10_001 }, () => ids[0]) }), [413, "too_many_selected"]);
    assert.deepEqual(await asked({ ids, also: 1 }), [400, "unknown_field"]);
    const none = await callJson(ZIP.GET, { headers: keyOf(ours), query: { q: "nothing is called so" } });
    assert.deepEqual([none.status, none.body.code], [404, "nothing_selected"]);
  });

  it("a filter that is not understood is refused: it would hand out everything", async () => {
    const misunderstood: Record<string, string> = { uplaod: upload, state: "anchred", from: "2026-13-01", who: "me" };
    for (const [field, value] of [...Object.entries(misunderstood), ["to", "2026-03-01T00:00:00Z"] as const]) {
      const { status, body } = await callJson(ZIP.GET, { headers: keyOf(ours), query: { [field]: value } });
      assert.deepEqual([status, body.code, body.field], [400, "invalid_field", field]);
    }
    const empty = { q: "", state: "", from: "", to: "", zone: "Asia/Shanghai", upload };
    assert.equal((await unzipped(await call(ZIP.GET, { headers: keyOf(ours), query: empty }))).size, 11);
  });

  it("is cut off when the key is revoked meanwhile, and does not look whole", async () => {
    const other = await makeOrganisation();
    for (let at = 0; at < 60; at++) await record(`${at}.pdf`, { by: other });
    await appendBlock({ ledger: "main" });
    const asked = httpRequest({
      ...{ host: "127.0.0.1", port: await apiPort(), path: ZIP.GET.path, agent: false },
      headers: { host: "localhost:3000", "x-forwarded-for": "192.0.2.7", ...keyOf(other) },
    }).end();
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    assert.equal(response.statusCode, 200);
    await prisma().apiKey.update({ where: { id: other.apiKey.id }, data: { revokedAt: new Date() } });
    // Who reads slowly is still sent to when the second has gone by.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await assert.rejects(buffer(response), { code: "ECONNRESET" });
  });
});
