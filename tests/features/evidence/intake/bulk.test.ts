/** Digests sent as lines of one request, to a real server: each is answered, in order, and recorded once. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { changeUnit } from "#lib/features/accounts/units/verbs/change-units.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { RECALL_MS } from "#lib/gate/authenticate.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeKey, makeUnit } from "#tests/support/units.ts";
import { startWeb, type Web } from "#tests/support/web.ts";
import { keyOf } from "./upload-place.ts";

let web: Web;
let ours: TestOrganisation;
let theirs: TestOrganisation;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  theirs = await makeOrganisation("Someone else");
  web = await startWeb({ trustedProxies: 1 });
});
after(async () => {
  web.server.closeAllConnections();
  await new Promise((resolve) => web.server.close(resolve));
  await dropTestDatabase();
});

const PATH = "/api/v1/evidence/bulk";
const digest = (): string => randomBytes(32).toString("hex");
const line = (more: object = {}): string => JSON.stringify({ sha256: digest(), name: "contract.pdf", ...more });
const lines = (count: number): string[] => Array.from({ length: count }, () => line());

// The shape is what the tests are about.
// biome-ignore lint/suspicious/noExplicitAny: JSON of an answer
type Json = any;

async function post(body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) {
  const answer = await fetch(web.url + PATH, {
    method: "POST",
    headers: { ...keyOf(ours), "content-type": "application/x-ndjson", ...headers },
    body,
  });
  const text = await answer.text();
  const isLines = answer.headers.get("content-type") === "application/x-ndjson";
  const answers: Json[] = isLines ? linesOf(text) : [];
  return { status: answer.status, headers: answer.headers, answers, problem: isLines ? undefined : JSON.parse(text) };
}

const linesOf = (text: string): Json[] =>
  text
    .split("\n")
    .filter((each) => each !== "")
    .map((each) => JSON.parse(each));

describe("a bulk of digests", () => {
  it("answers every line with its record, in order, and keeps the answers under its address", async () => {
    const sent = lines(2_500);
    const { status, headers, answers } = await post(sent.join("\n"));
    assert.equal(status, 201);
    assert.deepEqual(
      answers.map((each) => each.line),
      sent.map((_, at) => at + 1),
    );
    const { rows } = await pool().query(
      "SELECT encode(sha256, 'hex') AS sha256 FROM evidence WHERE id = ANY ($1) ORDER BY id",
      [answers.map(({ id }) => id)],
    );
    assert.deepEqual(
      rows.map((row) => row.sha256),
      sent.map((each) => JSON.parse(each).sha256),
    );
    const address = `${web.url}${new URL(headers.get("location") ?? "").pathname}`;
    const kept = await fetch(`${address}?line=2490`, { headers: keyOf(ours) });
    assert.deepEqual(linesOf(await kept.text()), answers.slice(2_489));
    assert.equal(kept.headers.get("sealbook-bulk"), "lines=2500, refused=0, complete=?1");
    const foreign = await fetch(address, { headers: keyOf(theirs) });
    assert.equal(foreign.status, 404);
  });

  it("refuses a bad line alone, with its number, its field and a code, and records all others", async () => {
    const broken = Buffer.concat([
      Buffer.from('{"sha256":"'),
      Buffer.from(digest()),
      Buffer.from('","name":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const bad: [line: string | Buffer, code: string, field?: string][] = [
      [broken, "bad_request"],
      [line({ name: "x".repeat(70_000) }), "payload_too_large"],
      ["{}", "missing_field", "sha256"],
      ["[]", "bad_request"],
      ["null", "bad_request"],
      ["{", "bad_request"],
      ["\ufeff{}", "bad_request"],
      [line({ sha256: "ab".repeat(31) }), "invalid_digest", "sha256"],
      [line({ sha256: "ab".repeat(20) }), "invalid_digest", "sha256"],
      [line({ sha256: "AB".repeat(32) }), "invalid_digest", "sha256"],
      [line({ md5: "ab".repeat(16) }), "unknown_field", "md5"],
      [line({ sm3: "ab".repeat(16) }), "invalid_digest", "sm3"],
      [line({ sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }), "empty_file", "sha256"],
      [`{"sha256":"${digest()}","name":"a","name":"b"}`, "invalid_field", "name"],
      [
        `{"sha256":"${digest()}","name":"a","fields":{"n":{"type":"text","value":"1","value":"2"}}}`,
        "invalid_field",
        "value",
      ],
      [line({ receivedAt: tomorrow }), "unknown_field", "receivedAt"],
      [line({ name: "../../etc/passwd" }), "invalid_name", "name"],
      [line({ name: "..\\boot.ini" }), "invalid_name", "name"],
      [line({ name: ".." }), "invalid_name", "name"],
      [line({ name: "a\0b" }), "invalid_name", "name"],
      [line({ name: "a\ud800b" }), "invalid_name", "name"],
      [line({ fields: { n: { type: "text", value: "a\0b" } } }), "invalid_field", "fields"],
      [line({ mediaType: "a\ud800/b" }), "invalid_field", "mediaType"],
      [line({ size: -1 }), "invalid_field", "size"],
      [line({ size: 0 }), "empty_file", "size"],
      [line({ key: "with space" }), "invalid_field", "key"],
      [line({ key: "sealbook-batch:1" }), "invalid_field", "key"],
      [line({ __proto__: 1 }).replace("{", '{"__proto__":{"name":"x"},'), "unknown_field", "__proto__"],
      [line({ kind: "event", previous: digest() }), "not_found", "previous"],
    ];
    const before = await countRecords();
    const body = Buffer.concat(
      bad.flatMap(([each]) => [Buffer.from(`${line()}\n`), Buffer.from(each), Buffer.from("\n")]),
    );
    const { answers } = await post(body, { "accept-language": "zh-CN" });
    assert.equal(answers.length, 2 * bad.length);
    for (const [at, [, code, field]] of bad.entries()) {
      assert.ok(answers[2 * at].id, `line ${2 * at + 1}`);
      const { line: number, problem } = answers[2 * at + 1];
      assert.deepEqual(
        [number, problem.code, problem.field],
        [2 * at + 2, code, field],
        String(bad[at]?.[0]).slice(0, 100),
      );
      assert.match(problem.detail, /\p{Script=Han}/u);
    }
    assert.equal(await countRecords(), before + bad.length);
  });

  it("numbers lines without content, and answers them with nothing", async () => {
    const { answers } = await post(`\n\n${line()}\r\n \n${line()}`);
    assert.deepEqual(
      answers.map((each) => each.line),
      [3, 5],
    );
    assert.deepEqual((await post("")).answers, []);
  });

  it("takes twenty thousand tiny lines, each refused", async () => {
    const { answers } = await post("{}\n".repeat(20_000));
    assert.equal(answers.length, 20_000);
    assert.deepEqual([answers.at(-1).line, answers.at(-1).problem.code], [20_000, "missing_field"]);
  });

  it("refuses a body that is compressed, or of another type, before it is read", async () => {
    const packed = await post(Buffer.from(gzipSync(line())), { "content-encoding": "gzip" });
    assert.deepEqual([packed.status, packed.problem.code], [415, "unsupported_media_type"]);
    const json = await post(line(), { "content-type": "application/json" });
    assert.equal(json.status, 415);
  });
});

describe("a bulk that is sent again", () => {
  it("answers the same under the same key, records nothing twice, and goes on where it was cut", async () => {
    const sent = lines(3_000);
    const headers = { "idempotency-key": digest() };
    const before = await countRecords();
    await cutAfter(`${sent.slice(0, 1_800).join("\n")}\n${sent[1_800]?.slice(0, 40)}`, headers);
    const half = await settled(before + 1_800);
    assert.equal(half, before + 1_800, "whole lines are recorded, and half a one is not");
    const { status, answers } = await post(sent.join("\n"), headers);
    assert.equal(status, 200);
    assert.equal(answers.length, 3_000);
    assert.ok(answers.every(({ id }) => id));
    assert.equal(await countRecords(), before + 3_000);
    const again = await post(sent.join("\n"), headers);
    assert.deepEqual(again.answers, answers);
    assert.equal(await countRecords(), before + 3_000);
  });

  it("is one when it is sent twice at once", async () => {
    const sent = lines(4_000).join("\n");
    const headers = { "idempotency-key": digest() };
    const before = await countRecords();
    const [one, other] = await Promise.all([post(sent, headers), post(sent, headers)]);
    assert.equal(one.answers.length, 4_000);
    assert.deepEqual(one.answers, other.answers);
    assert.equal(await countRecords(), before + 4_000);
  });

  it("is refused with another body under the same key", async () => {
    const headers = { "idempotency-key": digest() };
    const sent = lines(20);
    await post(sent.join("\n"), headers);
    const other = await post(line(), headers);
    assert.deepEqual([other.status, other.problem.code], [409, "idempotency_key_reused"]);
    const longer = await post([...sent, line()].join("\n"), headers);
    assert.deepEqual([longer.answers.length, longer.answers.at(-1).problem.code], [21, "idempotency_key_reused"]);
  });

  it("knows a line by its own key, whichever way it came first", async () => {
    const key = digest();
    const body = line();
    const single = await fetch(`${web.url}/api/v1/evidence`, {
      method: "POST",
      headers: { ...keyOf(ours), "content-type": "application/json", "idempotency-key": key },
      body,
    });
    const { id } = (await single.json()) as Json;
    const keyed = JSON.stringify({ ...JSON.parse(body), key });
    const other = line({ key });
    const fresh = line({ key: digest() });
    const { answers } = await post([keyed, other, fresh, fresh, keyed].join("\n"));
    assert.deepEqual([answers[0].id, answers[4].id], [id, id]);
    assert.equal(answers[1].problem.code, "idempotency_key_reused");
    assert.equal(answers[2].id, answers[3].id);
    assert.equal((await post(fresh)).answers[0].id, answers[2].id);
  });
});

describe("while a bulk is sent", () => {
  it("whoever reads nothing until everything is sent is answered all the same", async () => {
    const sent = lines(30_000).join("\n");
    const text = await sendAllThenRead(sent);
    assert.equal(linesOf(text).length, 30_000);
  });

  it("whoever waits for an answer before sending the next line gets it", async () => {
    const outgoing = open();
    const answered = new Promise<string>((resolve) => {
      outgoing.once("response", (response) => response.once("data", (chunk) => resolve(String(chunk))));
    });
    outgoing.write(`${line()}\n`);
    assert.equal(linesOf(await answered)[0].line, 1);
    outgoing.end();
  });

  it("revoking the key stops it; what was answered stays", async () => {
    const place = await makeOrganisation("Revoked");
    const outgoing = open(keyOf(place));
    let text = "";
    const ended = new Promise<void>((resolve) => {
      outgoing.on("error", () => resolve());
      outgoing.once("response", (response) => {
        response.on("data", (chunk) => (text += chunk));
        response.on("close", resolve);
        response.on("error", () => {});
      });
    });
    outgoing.write(`${lines(10).join("\n")}\n`);
    while (linesOf(text).length < 10) await sleep(20);
    await pool().query("UPDATE api_key SET revoked_at = now() WHERE id = $1", [place.apiKey.id]);
    outgoing.write(`${lines(10).join("\n")}\n`);
    await ended;
    const { rows } = await pool().query("SELECT count(*)::integer AS count FROM evidence WHERE organisation_id = $1", [
      place.id,
    ]);
    assert.equal(rows[0].count, 10);
    assert.ok(linesOf(text).filter(({ id }) => id).length === 10);
    outgoing.destroy();
  });

  it("goes nowhere else once its sender is in another unit: the rest is refused, and sent again goes where they are", async () => {
    const place = await makeOrganisation("Moved");
    const [before, after] = [await makeUnit(place.owner, "Before"), await makeUnit(place.owner, "After")];
    const { id, headers } = await makeKey(place.owner, before);
    const outgoing = open(headers);
    const whole = new Promise<string>((resolve) => {
      outgoing.once("response", async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve(text);
      });
    });
    outgoing.write(`${line()}\n`);
    while ((await recordsOf(place.id)) < 1) await sleep(20);
    await pool().query("UPDATE api_key SET unit_id = $2 WHERE id = $1", [id, after]);
    const rest = line();
    outgoing.write(`${rest}\n`);
    outgoing.end();
    const answers = linesOf(await whole);
    assert.deepEqual([answers[0].line, answers[1].line, answers[1].problem.code], [1, undefined, "unit_changed"]);
    assert.equal(await recordsOf(place.id), 1);
    // What the gate recalls of the key is over.
    await sleep(RECALL_MS);
    const again = await post(rest, { ...headers });
    const { rows } = await pool().query("SELECT unit_id AS unit FROM evidence WHERE organisation_id = $1 ORDER BY id", [
      place.id,
    ]);
    assert.deepEqual([again.status, rows.map(({ unit }) => unit)], [201, [before, after]]);
    // A unit that is moved reaches as much as before: nothing stops.
    const above = await makeUnit(place.owner, "Above");
    await changeUnit({ actor: place.owner, id: after, parent: above });
    assert.equal((await post(line(), { ...headers })).status, 201);
  });

  it("suspending the organisation stops it with the reason", async () => {
    const place = await makeOrganisation("Suspended");
    const outgoing = open(keyOf(place));
    const whole = new Promise<string>((resolve) => {
      outgoing.once("response", async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve(text);
      });
    });
    outgoing.write(`${line()}\n`);
    while ((await recordsOf(place.id)) < 1) await sleep(20);
    await pool().query("INSERT INTO organisation_event (organisation_id, number, event) VALUES ($1, 1, 'suspended')", [
      place.id,
    ]);
    outgoing.write(`${line()}\n`);
    outgoing.end();
    const answers = linesOf(await whole);
    assert.deepEqual(
      [answers[0].line, answers[1].line, answers[1].problem.code],
      [1, undefined, "organisation_suspended"],
    );
    assert.equal(await recordsOf(place.id), 1);
  });
});

describe("what is left of a bulk", () => {
  it("one row of the audit log names its range, and every record is anchored once", async () => {
    const sent = lines(1_500);
    const { headers, answers } = await post([...sent, "{}"].join("\n"));
    const id = (headers.get("location") ?? "").split("/").at(-1);
    const { rows } = await pool().query("SELECT action, details FROM audit_event WHERE subject = $1", [id]);
    const [first, last] = [answers[0].id, answers[1_499].id];
    const details = { area: "evidence", from: 1, to: 1_501, refused: 1, first, last };
    assert.deepEqual(rows, [{ action: "bulk.record", details }]);
    while (await appendBlock({ ledger: "main" }));
    const { finding, counts } = await auditLedger({ ledger: "main" });
    assert.equal(finding, undefined);
    const { rows: records } = await pool().query("SELECT count(*)::integer AS count FROM evidence");
    const { rows: entries } = await pool().query(
      "SELECT count(DISTINCT evidence_id)::integer AS count FROM ledger_entry",
    );
    assert.equal(records[0].count, entries[0].count);
    assert.ok(counts.entries >= records[0].count);
  });

  it("a record of it says its submitter, its fields and its digests like one that came alone", async () => {
    const fields = { 合同号: { type: "text", value: "HT-1" } };
    const body = {
      sha256: digest(),
      name: "合同（附件）.pdf",
      size: 7,
      mediaType: "application/pdf",
      "sha3-256": digest(),
      fields,
    };
    const { answers } = await post(JSON.stringify(body));
    const answer = await fetch(`${web.url}/api/v1/evidence/${answers[0].id}`, { headers: keyOf(ours) });
    const { name, sha256, size, mediaType, fields: told } = (await answer.json()) as Json;
    assert.deepEqual([name, sha256, size, mediaType], [body.name, body.sha256, body.size, body.mediaType]);
    assert.deepEqual(told, fields);
    const { rows } = await pool().query("SELECT submitter_id FROM evidence WHERE id = $1", [answers[0].id]);
    assert.equal(rows[0].submitter_id, ours.apiKey.id);
  });
});

async function recordsOf(organisationId: string): Promise<number> {
  const { rows } = await pool().query("SELECT count(*)::integer AS count FROM evidence WHERE organisation_id = $1", [
    organisationId,
  ]);
  return rows[0].count;
}

const countRecords = (): Promise<number> => recordsOf(ours.id);

/** The number of records once it does not change any more, or is as expected. */
async function settled(expected: number): Promise<number> {
  for (let tries = 0; tries < 100 && (await countRecords()) !== expected; tries++) await sleep(50);
  await sleep(200);
  return await countRecords();
}

function open(headers = keyOf(ours)) {
  const outgoing = httpRequest(web.url + PATH, {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-ndjson" },
    agent: false,
  });
  outgoing.on("error", () => {});
  return outgoing;
}

const head = (headers: Record<string, string>): string =>
  Object.entries({
    host: "localhost",
    ...keyOf(ours),
    "content-type": "application/x-ndjson",
    "transfer-encoding": "chunked",
    ...headers,
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** Sends so much of a longer body, and breaks the connection. */
async function cutAfter(text: string, headers: Record<string, string>): Promise<void> {
  const socket = connect(web.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`POST ${PATH} HTTP/1.1\r\n${head(headers)}\r\n${chunk(text)}`);
  socket.resume();
  await sleep(500);
  socket.resetAndDestroy();
}

async function sendAllThenRead(text: string): Promise<string> {
  const socket = connect(web.port, "127.0.0.1");
  socket.pause();
  const message = `POST ${PATH} HTTP/1.1\r\n${head({ connection: "close" })}\r\n${chunk(text)}0\r\n\r\n`;
  await new Promise<void>((resolve, reject) => socket.write(message, (error) => (error ? reject(error) : resolve())));
  let heard = "";
  for await (const piece of socket) heard += piece;
  const body = heard.slice(heard.indexOf("\r\n\r\n") + 4);
  return unchunked(body);
}

function unchunked(body: string): string {
  let text = "";
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (size === 0) return text;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
