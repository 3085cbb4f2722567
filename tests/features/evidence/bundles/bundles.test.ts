/** Many files as one record, through a real server: recorded whole or not at all, each proven alone, seen by its organisation only. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { readList } from "#lib/core/bundle/list.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { eraseEvidence } from "#lib/features/evidence/erasure/verbs/erase-evidence.ts";
import { FileCollector } from "#lib/features/evidence/intake/verbs/collect-files.ts";
import { shareToken } from "#lib/features/evidence/sharing/rows/share-token.ts";
import { createShareLink, revokeShareLink } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";

let ours: TestOrganisation;
let theirs: TestOrganisation;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  theirs = await makeOrganisation("Someone else");
});
after(() => dropTestDatabase());

const BUNDLES = at("/api/v1/bundles").POST;
const NDJSON = "application/x-ndjson";
const hexOf = (text: string) => createHash("sha256").update(text).digest("hex");
const file = (name: string, more: object = {}) => ({ name, sha256: hexOf(name), size: name.length, ...more });
const by = ({ apiKey }: TestOrganisation) => ({ authorization: `Bearer ${apiKey.secret}` });
const names = (count: number) => Array.from({ length: count }, (_, each) => `案卷/${each % 7}/file ${each}.pdf`);

/** In lines; the first says what it is. */
function inLines(files: readonly unknown[], head: object = { name: "Case 17" }): string {
  return [head, ...files].map((each) => JSON.stringify(each)).join("\n");
}

async function record(body: unknown, headers: Record<string, string> = {}) {
  const type: Record<string, string> = typeof body === "string" ? { "content-type": NDJSON } : {};
  return await callJson(BUNDLES, { headers: { ...by(ours), ...type, ...headers }, body });
}

const get = async (path: string, options: { who?: TestOrganisation; query?: Record<string, string> } = {}) =>
  await callJson(at(path).GET, { headers: by(options.who ?? ours), query: options.query ?? {} });

describe("a bundle", () => {
  it("of lines is one record of the kind, whose digest is the root of its list, and one row of the audit log", async () => {
    const all = names(700);
    const { status, body } = await record(
      inLines(
        all.map((name) => file(name)),
        { name: "Case 17", fields: { No: { type: "text", value: "17" } } },
      ),
    );
    assert.equal(status, 201);
    assert.deepEqual([body.kind, body.name, body.bundle.files], ["bundle", "Case 17", 700]);
    assert.equal(
      body.bundle.bytes,
      all.reduce((sum, name) => sum + name.length, 0),
    );
    const list = await (await call(at(`/api/v1/bundles/${body.id}/list`).GET, { headers: by(ours) })).text();
    const read = readList(list);
    assert.equal(read?.files.length, 700);
    assert.equal(toHex(read?.root ?? new Uint8Array()), body.sha256);
    const { rows } = await pool().query("SELECT action, details FROM audit_event WHERE subject = $1", [body.id]);
    assert.deepEqual(rows, [
      { action: "evidence.record", details: { type: "bundle", sha256: body.sha256, files: 700 } },
    ]);
  });

  it("as a document is the same", async () => {
    const { status, body } = await record({
      name: "Loan",
      files: [file("contract.pdf"), { name: "empty", sha256: hexOf("") }],
    });
    assert.equal(status, 201);
    assert.deepEqual([body.bundle.files, body.bundle.bytes, body.size], [2, undefined, undefined]);
    const found = await get("/api/v1/evidence", { query: { kind: "bundle", q: "loan" } });
    assert.deepEqual(
      found.body.evidence.map(({ id }: { id: string }) => id),
      [body.id],
    );
    const others = await get("/api/v1/evidence", { query: { kind: "content" } });
    assert.deepEqual(others.body.evidence, []);
  });

  it("sent again under its key is recorded once, also when both arrive at once; another list is refused", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const body = inLines([file("a"), file("b")]);
    const both = await Promise.all([record(body, headers), record(body, headers)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 201]);
    assert.equal(both[0]?.body.id, both[1]?.body.id);
    const other = await record(inLines([file("a"), file("c")]), headers);
    assert.deepEqual([other.status, other.body.code], [409, "idempotency_key_reused"]);
  });

  it("two of the same files are two records, whose digests have nothing in common", async () => {
    const body = { name: "x", files: [file("a")] };
    const [one, two] = [await record(body), await record(body)];
    assert.notEqual(one.body.id, two.body.id);
    assert.notEqual(one.body.sha256, two.body.sha256);
  });
});

describe("what is wrong with a list", () => {
  it("is named by line, field and code, all of it at once, and nothing is recorded", async () => {
    const { rows: before } = await pool().query("SELECT count(*) FROM evidence");
    const bad = [
      file("ok.pdf"),
      file("../../etc/passwd"),
      file("/abs"),
      file("a\\b"),
      file("nul\0"),
      file("ok.pdf"),
      file("café"),
      file("cafe\u0301"),
      file("x".repeat(256)),
      { ...file("c"), sha256: "abc" },
      { name: "d" },
      { ...file("e"), more: 1 },
      { ...file("f"), size: -1 },
    ];
    const body = [...inLines(bad).split("\n"), "no json", "[]"].join("\n");
    const { status, body: problem } = await record(body);
    assert.deepEqual([status, problem.code, problem.refused], [400, "bundle_refused", 13]);
    const said = problem.lines.map(({ line, field, code }: Record<string, unknown>) => `${line} ${field} ${code}`);
    assert.deepEqual(said, [
      "3 name invalid_path",
      "4 name invalid_path",
      "5 name invalid_path",
      "6 name invalid_path",
      "7 name duplicate_name",
      "9 name duplicate_name",
      "10 name invalid_path",
      "11 sha256 invalid_digest",
      "12 sha256 missing_field",
      "13 more unknown_field",
      "14 size invalid_field",
      "15 undefined bad_request",
      "16 undefined bad_request",
    ]);
    assert.ok(problem.lines.every(({ detail }: { detail: string }) => detail.length > 20));
    assert.equal(problem.lines.find(({ line }: { line: number }) => line === 9).first, 8);
    const { rows: now } = await pool().query("SELECT count(*) FROM evidence");
    assert.deepEqual(now, before);
  });

  it("is told for a document by the number of the file, and in the reader's language", async () => {
    const { body } = await record({ name: "x", files: [file("a"), file("a")] }, { "accept-language": "zh-CN" });
    assert.deepEqual([body.lines.length, body.lines[0].line, body.lines[0].first], [1, 2, 1]);
    assert.match(body.lines[0].detail, /重复|相同/);
  });

  const whole: [string, unknown, number, string][] = [
    ["no files", inLines([]), 400, "bundle_empty"],
    ["nothing at all", "", 400, "bundle_empty"],
    ["an empty document", { name: "x", files: [] }, 400, "bundle_empty"],
    ["a document without a name", { files: [file("a")] }, 400, "missing_field"],
    ["a first line without a name", inLines([file("a")], {}), 400, "bundle_refused"],
  ];
  for (const [what, body, status, code] of whole) {
    it(`${what}: ${code}`, async () => {
      const found = await record(body);
      assert.deepEqual([found.status, found.body.code], [status, code]);
    });
  }

  it("a hundred thousand files are taken, and one more is not", () => {
    const collector = new FileCollector();
    const take = (value: object) => collector.takeLine(Buffer.from(JSON.stringify(value)));
    take({ name: "Many" });
    for (let each = 0; each < 100_000; each++) take({ name: `${each}`, sha256: hexOf("x") });
    assert.throws(() => take({ name: "one more", sha256: hexOf("x") }), /bundle_too_large/);
    assert.equal(collector.end().files.length, 100_000);
  });
});

describe("a file of a bundle", () => {
  const all = names(600);
  let id: string;
  let sha256: string;
  before(async () => {
    const { body } = await record(inLines(all.map((name) => file(name, { mediaType: "application/pdf" }))));
    ({ id, sha256 } = body);
    await appendAll();
  });

  it("is found by a part of its name, by its whole name, by its digest, and page by page", async () => {
    const files = `/api/v1/bundles/${id}/files`;
    const part = await get(files, { query: { q: "FILE 42" } });
    assert.equal(part.body.items.length, 11);
    const [name = ""] = all.slice(42);
    const queries: Record<string, string>[] = [{ name }, { sha256: hexOf(name) }];
    for (const query of queries) {
      const { body } = await get(files, { query });
      assert.deepEqual(
        body.items.map((each: { name: string }) => each.name),
        [name],
      );
    }
    const seen: string[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const { body } = await get(files, { query: { limit: "200", ...(cursor && { cursor }) } });
      seen.push(...body.items.map((each: { name: string }) => each.name));
      cursor = body.next;
    }
    assert.deepEqual([...seen].sort(), [...all].sort());
  });

  async function receiptOf(name: string) {
    const { body } = await get(`/api/v1/bundles/${id}/files`, { query: { name } });
    const path = new URL(body.items[0].links.receipt).pathname;
    return { path, receipt: await (await call(at(path).GET, { headers: by(ours), query: { format: "json" } })).text() };
  }

  it("has a receipt that proves it alone, checked with nothing but the published format and node's own hash", async () => {
    const [name = ""] = all.slice(333);
    const { receipt } = await receiptOf(name);
    const { record: recordText, extras, details } = JSON.parse(receipt);
    assert.equal(details, undefined);
    const { line, index, path } = extras.find(({ kind }: { kind: string }) => kind === "bundle");
    assert.equal(JSON.parse(line).sha256, Buffer.from(hexOf(name), "hex").toString("base64"));
    const stated = JSON.parse(recordText);
    const hash = (...parts: (string | Buffer)[]) =>
      parts.reduce((sum, each) => sum.update(each), createHash("sha256")).digest();
    let [node, last, root] = [Number(index), stated.claim.files - 1, hash(Buffer.of(0), line)];
    for (const text of path) {
      const sibling = Buffer.from(text, "base64");
      if (node % 2 === 1 || node === last) {
        root = hash(Buffer.of(1), sibling, root);
        while (node % 2 === 0 && node !== 0) [node, last] = [node >> 1, last >> 1];
      } else root = hash(Buffer.of(1), root, sibling);
      [node, last] = [node >> 1, last >> 1];
    }
    assert.equal(root.toString("base64"), stated.digests.sha256);
    assert.equal(root.toString("hex"), sha256);
    for (const other of all.filter((each) => each !== name))
      assert.equal(receipt.includes(`"${other}\\"`) || receipt.includes(hexOf(other)), false);
    const verification = await verify({
      receipt: await open(Buffer.from(receipt)),
      sha256: Buffer.from(hexOf(name), "hex"),
    });
    assert.deepEqual([verification.verdict, verification.facts?.claim?.file?.name], ["issuer_unproven", name]);
  });

  it("every place of the tree has a receipt that holds", async () => {
    for (const place of [0, 255, 256, 511, 512, 599]) {
      const { text } = await textOf(`/api/v1/bundles/${id}/files/${place}/receipt`);
      const { steps } = await verify({ receipt: await open(Buffer.from(text)) });
      assert.equal(steps.find(({ name }) => name === "bundle")?.status, "ok", `place ${place}`);
    }
    assert.equal((await get(`/api/v1/bundles/${id}/files/600/receipt`)).status, 404);
    assert.equal((await get(`/api/v1/bundles/${id}/files/01/receipt`)).status, 404);
  });

  async function textOf(
    path: string,
    headers: Record<string, string> = by(ours),
    query: Record<string, string> = { format: "json" },
  ) {
    const answer = await call(at(path).GET, { headers, query });
    return { status: answer.status, text: await answer.text() };
  }

  it("is drawn as a PDF that names it", async () => {
    const [name = ""] = all.slice(7);
    const { path } = await receiptOf(name);
    const answer = await call(at(path).GET, { headers: by(ours), query: { format: "pdf", lang: "en" } });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    assert.equal(answer.status, 200);
    const opened = await open(bytes);
    const verification = await verify({ receipt: opened });
    assert.equal(verification.facts?.claim?.file?.name, name);
  });

  it("is shared alone: its link opens its receipt, also where the bundle's page is public, and ends when it is revoked", async () => {
    const { body } = await get(`/api/v1/bundles/${id}/files`, { query: { name: all[5] ?? "" } });
    const { place } = body.items[0];
    const { id: link } = await createShareLink({
      actor: ours.owner,
      evidenceId: id,
      label: "counsel",
      days: 7,
      file: place,
    });
    const path = `/api/v1/records/${id}/receipt`;
    const open = (token?: string) => textOf(path, {}, { format: "json", ...(token && { link: token }) });
    const shared = JSON.parse((await open(shareToken(link))).text);
    const found = shared.extras.find(({ kind }: { kind: string }) => kind === "bundle");
    assert.equal(JSON.parse(found.line).name, all[5]);
    const whole = JSON.parse((await open()).text);
    assert.deepEqual(
      whole.extras.filter(({ kind }: { kind: string }) => kind === "bundle"),
      [],
    );
    await revokeShareLink({ actor: ours.owner, linkId: link });
    assert.equal((await open(shareToken(link))).status, 410);
    await assert.rejects(createShareLink({ actor: ours.owner, evidenceId: id, label: "", days: 7, file: 600 }), /gone/);
  });

  it("is nobody else's to see: not the bundle, its files, its list, nor a receipt", async () => {
    for (const path of ["", "/files", "/list", "/files/0/receipt"]) {
      const { status } = await textOf(`/api/v1/bundles/${id}${path}`, by(theirs), {});
      assert.equal(status, 404, path);
    }
  });

  it("goes with the record when that is erased: names and salts, and what was handed out holds on", async () => {
    const { body } = await record({ name: "Gone", files: [file("secret of somebody.pdf"), file("b")] });
    await appendAll();
    const { text } = await textOf(`/api/v1/bundles/${body.id}/files/0/receipt`);
    await eraseEvidence({ actor: ours.owner, evidenceId: body.id, reason: "asked for" });
    const { rows } = await pool().query("SELECT count(*)::integer AS count FROM bundle_file WHERE evidence_id = $1", [
      body.id,
    ]);
    assert.deepEqual(rows, [{ count: 0 }]);
    assert.equal((await textOf(`/api/v1/bundles/${body.id}/files/0/receipt`)).status, 404);
    assert.deepEqual((await get(`/api/v1/bundles/${body.id}/files`)).body.items, []);
    const { steps } = await verify({ receipt: await open(Buffer.from(text)) });
    assert.equal(steps.find(({ name }) => name === "bundle")?.status, "ok");
  });

  it("the ledger with its bundles is whole", async () => {
    const { finding } = await auditLedger({ ledger: "main" });
    assert.equal(finding, undefined);
  });
});
