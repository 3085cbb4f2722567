/** Receipts over the API, and their verification: the same bytes every time, and any change is found. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { parseReceipt } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { lacks, RESAVINGS, resave } from "#tests/support/resaved-pdfs.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const getReceipt = at("/api/v1/evidence/{id}/receipt").GET;
const getEvidence = at("/api/v1/evidence/{id}").GET;
const postEvidence = at("/api/v1/evidence").POST;
const getPublicReceipt = at("/api/v1/records/{id}/receipt").GET;
const postVerify = at("/api/v1/verify").POST;

let ours: TestOrganisation;
let theirs: TestOrganisation;
let key: Record<string, string>;
const content = randomBytes(64);
const sha256 = sha256Hex(content);
/** Anchored before the tests. */
let id = "";

async function record(): Promise<string> {
  const body = { sha256, name: "租赁合同.pdf" };
  return (await callJson(postEvidence, { method: "POST", headers: key, body })).body.id;
}

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  theirs = await makeOrganisation();
  key = { authorization: `Bearer ${ours.apiKey.secret}` };
  id = await record();
  await appendBlock({ ledger: "main" });
});
after(() => dropTestDatabase());

const receipt = (evidenceId: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  call(getReceipt, { params: { id: evidenceId }, query, headers: { ...key, ...headers } });
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe("receipts", () => {
  it("an anchored one verifies with the site's own policy, twice as the same bytes", async () => {
    const response = await receipt(id);
    assert.equal(response.status, 200);
    const named = response.headers.get("content-disposition") ?? "";
    assert.ok(named.endsWith(`filename*=UTF-8''${encodeURIComponent("租赁合同 – receipt.json")}`), named);
    const bytes = await bytesOf(response);
    assert.deepEqual(await bytesOf(await receipt(id)), bytes);
    const policy = parsePolicy((await siteTrust())[0]?.keys ?? "");
    assert.ok(!("error" in policy));
    const verification = verifyReceipt({ receipt: bytes, sha256: Buffer.from(sha256, "hex"), policy });
    assert.equal(verification.verdict, "valid");
    assert.equal(verification.witnessed, false);
    assert.equal(verification.facts?.details?.name, "租赁合同.pdf");
  });

  it("it stays the same bytes while the ledger grows", async () => {
    const before = await bytesOf(await receipt(id));
    await record();
    await appendBlock({ ledger: "main" });
    assert.deepEqual(await bytesOf(await receipt(id)), before);
  });

  it("the proof is handed out verbatim, by query or by Accept", async () => {
    const parsed = parseReceipt(await bytesOf(await receipt(id)));
    assert.ok(!("failed" in parsed));
    const byQuery = await receipt(id, { format: "tlog-proof" });
    assert.equal(byQuery.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.equal(await byQuery.text(), parsed.proof);
    const byAccept = await receipt(id, {}, { accept: "text/plain;q=0.9, text/*;q=0.1" });
    assert.equal(await byAccept.text(), parsed.proof);
    const json = await receipt(id, { format: "json" }, { accept: "application/pdf" });
    assert.equal(json.headers.get("content-type"), "application/json", "the query wins");
    const none = await callJson(getReceipt, { params: { id }, headers: { ...key, accept: "image/png" } });
    assert.deepEqual([none.status, none.body.code], [406, "not_acceptable"]);
  });

  it("the PDF is sealed, the same bytes twice, and another in each language", async () => {
    const chinese = await bytesOf(await receipt(id, { format: "pdf", lang: "zh-CN" }));
    assert.deepEqual(await bytesOf(await receipt(id, { format: "pdf" }, { "accept-language": "zh" })), chinese);
    const english = await bytesOf(await receipt(id, { format: "pdf", lang: "en" }));
    assert.notDeepEqual(english, chinese);
    const policy = parsePolicy((await siteTrust())[0]?.keys ?? "");
    assert.ok(!("error" in policy));
    for (const pdf of [chinese, english]) assert.equal(verifyReceipt({ receipt: pdf, policy }).verdict, "valid");
  });

  it("before it is anchored: JSON is 202 without a proof, other forms are 409, each with when to come back", async () => {
    const waiting = await record();
    const json = await receipt(waiting);
    assert.equal(json.status, 202);
    assert.equal(json.headers.get("retry-after"), "2");
    assert.equal(verifyReceipt({ receipt: await bytesOf(json) }).verdict, "not_anchored");
    for (const format of ["tlog-proof", "pdf"]) {
      const answer = await callJson(getReceipt, { params: { id: waiting }, query: { format }, headers: key });
      assert.deepEqual([answer.status, answer.body.code], [409, "not_anchored"]);
      assert.equal(answer.headers.get("retry-after"), "2");
    }
  });

  it("the record itself can be waited for in the same way", async () => {
    const read = (evidenceId: string, wait: string, headers = key) =>
      callJson(getEvidence, { params: { id: evidenceId }, query: { wait }, headers });
    const waiting = await record();
    assert.equal((await read(waiting, "0")).body.state, "recorded");
    const started = performance.now();
    const soon = read(waiting, "30");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await appendBlock({ ledger: "main" });
    const { status, body } = await soon;
    assert.deepEqual([status, body.state, body.entry.ledger], [200, "anchored", "main"]);
    const late = await read(await record(), "1");
    assert.deepEqual([late.status, late.body.state], [200, "recorded"]);
    const foreign = { authorization: `Bearer ${theirs.apiKey.secret}` };
    assert.equal((await read(waiting, "30", foreign)).status, 404);
    assert.ok(performance.now() - started < 28_000);
    for (const wait of ["31", "-1", "x"]) {
      const refused = await read(waiting, wait);
      assert.deepEqual([refused.status, refused.body.code, refused.body.field], [400, "invalid_field", "wait"]);
    }
  });

  it("wait answers as soon as it is anchored, and in the end without", async () => {
    const waiting = await record();
    const started = performance.now();
    const soon = receipt(waiting, { wait: "30" });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await appendBlock({ ledger: "main" });
    assert.equal((await soon).status, 200);
    assert.ok(performance.now() - started < 28_000);
    assert.equal((await receipt(await record(), { wait: "1" })).status, 202);
    const answer = await callJson(getReceipt, { params: { id }, query: { wait: "31" }, headers: key });
    assert.deepEqual([answer.body.code, answer.body.field], ["invalid_field", "wait"]);
  });

  it("the public one is the same record without the private details, for whoever knows the id", async () => {
    const response = await call(getPublicReceipt, { params: { id } });
    assert.equal(response.status, 200);
    const bytes = await bytesOf(response);
    assert.doesNotMatch(new TextDecoder().decode(bytes), /租赁合同/);
    const parsed = parseReceipt(bytes);
    const full = parseReceipt(await bytesOf(await receipt(id)));
    assert.ok(!("failed" in parsed) && !("failed" in full));
    const { details: _, ...rest } = full;
    assert.deepEqual(parsed, rest);
    assert.equal(verifyReceipt({ receipt: bytes }).verdict, "issuer_unproven");
    assert.equal((await call(getPublicReceipt, { params: { id: uuidv7() } })).status, 404);
  });

  it("comes in parts and not twice, in a sandbox, and a page of any site may read the public one", async () => {
    for (const format of ["json", "pdf", "tlog-proof"]) {
      const read = (headers: Record<string, string> = {}) =>
        call(getPublicReceipt, { params: { id }, query: { format, lang: "en" }, headers });
      const whole = await read();
      const bytes = Buffer.from(await whole.arrayBuffer());
      const etag = whole.headers.get("etag") ?? "";
      assert.deepEqual(
        [whole.headers.get("content-length"), whole.headers.get("accept-ranges"), etag],
        [`${bytes.length}`, "bytes", `"${sha256Hex(bytes)}"`],
      );
      assert.match(whole.headers.get("content-security-policy") ?? "", /^sandbox; default-src 'none'/);
      assert.equal(whole.headers.get("access-control-allow-origin"), "*");
      assert.equal(whole.headers.get("access-control-allow-credentials"), null);
      const part = await read({ range: "bytes=-100", "if-range": etag, "accept-encoding": "gzip" });
      assert.deepEqual([part.status, part.headers.get("content-encoding")], [206, null]);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(-100));
      assert.equal((await read({ "if-none-match": etag })).status, 304);
      assert.equal((await read({ range: "bytes=999999999-" })).status, 416);
    }
  });

  it("another organisation gets none", async () => {
    const headers = { authorization: `Bearer ${theirs.apiKey.secret}` };
    const answer = await callJson(getReceipt, { params: { id }, headers });
    assert.deepEqual([answer.status, answer.body.code], [404, "not_found"]);
  });
});

describe("verification", () => {
  const verify = (body: unknown, headers: Record<string, string> = {}) =>
    callJson(postVerify, { method: "POST", headers, body });
  const failedSteps = (body: { steps: { name: string; status: string }[] }) =>
    body.steps.filter(({ status }) => status === "failed").map(({ name }) => name);

  it("a receipt of ours is valid, with its file and without", async () => {
    const text = await (await receipt(id)).text();
    const { status, body } = await verify({ receipt: text, sha256 });
    assert.equal(status, 200);
    assert.equal(body.verdict, "valid");
    assert.equal(body.witnessed, false);
    assert.equal(body.facts.sha256, sha256);
    const bare = await verify({ receipt: text });
    assert.equal(bare.body.steps.find((step: { name: string }) => step.name === "file").reason, "no_file_given");
  });

  it("another file, and any changed character, fail in a named step with what was expected and found", async () => {
    const text = await (await receipt(id)).text();
    const other = await verify({ receipt: text, sha256: sha256Hex(randomBytes(1)) });
    assert.equal(other.body.verdict, "failed");
    assert.deepEqual(failedSteps(other.body), ["file"]);
    for (let at = 3; at < text.length; at += 41) {
      const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      const { body } = await verify({ receipt: changed });
      assert.equal(body.verdict, "failed", `character ${at}`);
      const step = body.steps.find(({ status }: { status: string }) => status === "failed");
      assert.ok(step.expected && step.found);
      assert.equal(body.facts, undefined);
    }
  });

  it("a PDF is checked as it is, with ?sha256=, and fails when a byte changed", async () => {
    const pdf = await bytesOf(await receipt(id, { format: "pdf", lang: "en" }));
    const send = (body: Uint8Array, query = {}) =>
      callJson(postVerify, { method: "POST", headers: { "content-type": "application/pdf" }, query, body });
    assert.equal((await send(pdf, { sha256 })).body.verdict, "valid");
    const changed = pdf.slice();
    changed[1000]! ^= 1;
    assert.deepEqual(failedSteps((await send(changed)).body), ["document"]);
  });

  const [plain] = RESAVINGS;
  it("a PDF that another program saved fails, with a second verdict for the receipt inside", {
    skip: plain && lacks(plain),
  }, async () => {
    assert.ok(plain);
    const pdf = await bytesOf(await receipt(id, { format: "pdf" }));
    const { status, body } = await verify(resave(pdf, plain), { "content-type": "application/pdf" });
    assert.deepEqual([status, body.verdict, body.facts, failedSteps(body)], [200, "failed", undefined, ["document"]]);
    assert.deepEqual([body.inside.verdict, body.inside.facts.id, failedSteps(body.inside)], ["valid", id, []]);
  });

  it("a proof is no receipt: it says what it is, that we signed it, and what is missing; a private key only that it is one", async () => {
    const { body } = await verify({ receipt: await (await receipt(id, { format: "tlog-proof" })).text() });
    assert.deepEqual([body.verdict, body.facts, body.inspection.kind], ["failed", undefined, "proof"]);
    const signature = body.inspection.checks.find(({ name }: { name: string }) => name === "signature");
    assert.deepEqual([signature.status, body.inspection.missing], ["ok", ["receipt"]]);
    const secret = await verify({ receipt: "PRIVATE+KEY+w1.example+01020304+AQ==\n" });
    assert.deepEqual(secret.body.inspection, { kind: "private_key", states: [], checks: [], missing: [] });
    assert.equal((await verify({ receipt: "{}" })).body.inspection, undefined);
  });

  it("a receipt of another origin has an unproven issuer; one that names our origin with another key fails", async () => {
    const text = await (await receipt(id)).text();
    const { rows } = await pool().query("SELECT origin FROM ledger");
    const { origin } = rows[0];
    const { createLedgerKey, signNote } = await import("#lib/infra/keys/ledger-signer.ts");
    const { parseNote } = await import("#lib/core/log/note.ts");
    const { formatReceipt } = await import("#lib/core/receipt/receipt.ts");
    const forge = (name: string) => {
      const forged = parseReceipt(utf8(text));
      assert.ok("ledgerKey" in forged && forged.proof);
      const { signer, verifierKey } = createLedgerKey({ ledger: "x", origin: name });
      const at = forged.proof.indexOf("\n\n") + 2;
      const note = parseNote(forged.proof.slice(at))!;
      const checkpoint = signNote(signer, note.text.replace(origin, name));
      const proof = forged.proof.slice(0, at) + checkpoint;
      return new TextDecoder().decode(formatReceipt({ ...forged, extras: [], ledgerKey: { key: verifierKey }, proof }));
    };
    const foreign = await verify({ receipt: forge("elsewhere.example/ledger/main") });
    assert.equal(foreign.body.verdict, "issuer_unproven");
    const impostor = await verify({ receipt: forge(origin) });
    assert.equal(impostor.body.verdict, "failed");
    assert.deepEqual(failedSteps(impostor.body), ["issuer"]);
  });

  it("a receipt without a proof says so, and whether the record is anchored by now", async () => {
    const waiting = await record();
    const text = await (await receipt(waiting)).text();
    const before = await verify({ receipt: text });
    assert.deepEqual(
      [before.body.verdict, before.body.state, before.body.facts.id],
      ["not_anchored", "recorded", waiting],
    );
    await appendBlock({ ledger: "main" });
    const afterwards = await verify({ receipt: text });
    assert.deepEqual([afterwards.body.verdict, afterwards.body.state], ["not_anchored", "anchored"]);
  });

  it("of a receipt without a proof that somebody typed nothing is handed out, not even when it names a record of ours", async () => {
    const waiting = await record();
    const text = await (await receipt(waiting)).text();
    const { formatReceipt } = await import("#lib/core/receipt/receipt.ts");
    const { encodeRecord, entryOfRecord, parseRecord, recordHash } = await import("#lib/core/claim/record.ts");
    const issued = parseReceipt(utf8(text));
    const stated = "failed" in issued ? undefined : parseRecord(issued.record);
    assert.ok("ledgerKey" in issued && stated);
    const typed = encodeRecord({ ...stated, submitter: { ...stated.submitter, name: "Somebody Else Ltd" } });
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const forged = formatReceipt({
      receipt: issued.receipt,
      ledgerKey: issued.ledgerKey,
      extras: [],
      timestamps: [],
      record: decode(typed),
      entry: decode(entryOfRecord(stated, recordHash(typed))),
    });
    const { body } = await verify({ receipt: decode(forged) });
    assert.equal(body.verdict, "not_anchored");
    assert.deepEqual([body.state, body.facts, body.stated], [undefined, undefined, undefined]);
    assert.doesNotMatch(JSON.stringify(body), /Somebody Else/);
  });

  it("a receipt that was only reformatted holds, and says so; one with a member twice fails", async () => {
    const text = await (await receipt(id)).text();
    const indented = await verify({ receipt: JSON.stringify(JSON.parse(text), null, 2) });
    assert.deepEqual(failedSteps(indented.body), []);
    const format = indented.body.steps.find(({ name }: { name: string }) => name === "format");
    assert.deepEqual([indented.body.verdict, format.reason], ["valid", "reformatted"]);
    const twice = await verify({ receipt: text.replace("{", '{"entry":"",') });
    assert.deepEqual(failedSteps(twice.body), ["format"]);
  });

  it("what is no receipt fails at format, and what is no request is refused", async () => {
    assert.deepEqual(failedSteps((await verify({ receipt: "{}" })).body), ["format"]);
    assert.deepEqual(failedSteps((await verify({ receipt: "x".repeat(2_000_000) })).body), ["format"]);
    assert.equal((await verify({ receipt: "" })).body.code, "invalid_field");
    assert.equal((await verify({})).body.code, "missing_field");
    assert.equal((await verify({ receipt: "x", policy: "y" })).body.code, "unknown_field");
    assert.equal((await verify("x", { "content-type": "text/plain" })).body.code, "unsupported_media_type");
    assert.equal((await verify({ receipt: "x".repeat(2_200_000) })).body.code, "payload_too_large");
    const large = await verify(new Uint8Array(8 * 1024 * 1024 + 1), { "content-type": "application/pdf" });
    assert.deepEqual([large.status, large.body.code], [413, "payload_too_large"]);
  });
});
