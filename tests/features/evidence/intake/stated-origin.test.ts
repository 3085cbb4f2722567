/** What is said of another service is recorded as the submitter's word, its receipt as parent, and checked here by nobody but us. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { toHex } from "#lib/core/text/bytes.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";
import { startWeb, type Web } from "#tests/support/web.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import { keyOf } from "./upload-place.ts";

// biome-ignore lint/suspicious/noExplicitAny: JSON of an answer
type Json = any;

let web: Web;
let ours: TestOrganisation;
let theirs: TestOrganisation;
let tsa: TsaAuthority;
const CONTENT = randomBytes(100);
const stamped = createHash("sha256").update(CONTENT).digest("hex");
const digest = () => randomBytes(32).toString("hex");

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  theirs = await makeOrganisation("Someone else");
  web = await startWeb({ trustedProxies: 1 });
  if (!OPENSSL_MISSING) tsa = await makeTsa();
});
after(async () => {
  tsa?.remove();
  web.server.closeAllConnections();
  await new Promise((resolve) => web.server.close(resolve));
  await dropTestDatabase();
});

async function bulk(lines: object[], headers = keyOf(ours)): Promise<Json[]> {
  const answer = await fetch(`${web.url}/api/v1/evidence/bulk`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-ndjson" },
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  const text = await answer.text();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

async function upload(bytes: Uint8Array<ArrayBuffer>, name = "old.tsr", headers = keyOf(ours)): Promise<string> {
  const answer = await fetch(`${web.url}/api/v1/uploads?name=${name}`, { method: "PUT", headers, body: bytes });
  assert.equal(answer.status, 201, await answer.clone().text());
  return ((await answer.json()) as Json).id;
}

async function recorded(id: string): Promise<{ record: Json; fields: Json; hash: string }> {
  const { record, details } = await findWhole(id);
  const text = Buffer.from(record).toString("utf8");
  const hash = createHash("sha256").update(record).digest("base64");
  return { record: JSON.parse(text), fields: JSON.parse(Buffer.from(details).toString("utf8")).fields, hash };
}

const service = "Old Notary 老公证";

describe("a digest that another service had", { skip: OPENSSL_MISSING }, () => {
  it("is recorded with what is said of it, its receipt as parent, and what was found of that", async () => {
    const receipt = await upload(new Uint8Array(await tsa.stamp(CONTENT)));
    const origin = { service, id: "7", transaction: "0xab", block: "12", certificate: "(2020) 1", receipt };
    const [first, second, third] = await bulk([
      { sha256: stamped, name: "a.pdf", origin: { ...origin, time: "2020-05-01T12:00:00+08:00" } },
      { sha256: digest(), name: "b.pdf", origin: { service, receipt }, fields: { no: { type: "text", value: "1" } } },
      { sha256: digest(), name: "c.pdf", origin: { service, id: "9" } },
    ]);
    const { hash } = await recorded(receipt);
    const one = await recorded(first.id);
    assert.deepEqual(one.record.parents, [{ role: "old-receipt", record: hash }]);
    assert.deepEqual(one.fields["origin time"], { type: "time", value: "2020-05-01T04:00:00.000Z" });
    const texts = ["service", "id", "transaction", "block", "certificate", "receipt"].map(
      (member) => one.fields[`origin ${member}`].value,
    );
    assert.deepEqual(texts, [service, "7", "0xab", "12", "(2020) 1", receipt]);
    assert.match(one.fields["origin check"].value, /^timestamp holds 20\d\d-/);
    const two = await recorded(second.id);
    assert.deepEqual(two.record.parents, one.record.parents);
    assert.match(two.fields["origin check"].value, /^timestamp other_digest 20/);
    assert.equal(two.fields.no.value, "1");
    const three = await recorded(third.id);
    assert.deepEqual([three.record.parents, three.fields["origin id"].value], [undefined, "9"]);
  });

  it("is answered the same when it is sent again, and found by its number there", async () => {
    const receipt = await upload(new Uint8Array(await tsa.stamp(randomBytes(9))), "again.tsr");
    const line = { sha256: digest(), name: "d.pdf", key: "k1", origin: { service, id: "again-7", receipt } };
    const [first] = await bulk([line]);
    const [again, other] = await bulk([line, { ...line, origin: { service, id: "again-8", receipt } }]);
    assert.equal(again.id, first.id);
    assert.equal(other.problem.code, "idempotency_key_reused");
    const found = await fetch(`${web.url}/api/v1/evidence?value=again-7`, { headers: keyOf(ours) });
    assert.deepEqual(
      ((await found.json()) as Json).evidence.map(({ id }: Json) => id),
      [first.id],
    );
  });

  it("is refused alone, with field and code, where what is said of it cannot be", async () => {
    const strange = await upload(new Uint8Array(randomBytes(50)), "strange.bin", keyOf(theirs));
    const [{ id: digestAlone }] = await bulk([{ sha256: digest(), name: "alone" }]);
    const large = await upload(new Uint8Array(randomBytes(8 * 1024 * 1024 + 1)), "large.bin");
    const line = (origin: unknown, more: object = {}) => ({ sha256: digest(), name: "x.pdf", origin, ...more });
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const cases: [object, string, string | undefined][] = [
      [line({ service, receipt: strange }), "not_found", "origin.receipt"],
      [line({ service, receipt: digestAlone }), "content_not_kept", "origin.receipt"],
      [line({ service, receipt: large }), "file_too_large", "origin.receipt"],
      [line({ service, receipt: "x" }), "invalid_field", "origin.receipt"],
      [line({ service, time: future }), "time_in_future", "origin.time"],
      [line({ service, time: "2020-05-01 12:00" }), "invalid_field", "origin.time"],
      [line({ id: "1" }), "missing_field", "origin.service"],
      [line({ service: "a\nb" }), "invalid_field", "origin.service"],
      [line({ service, number: "1" }), "unknown_field", "number"],
      [line("ab"), "invalid_digest", "origin"],
      [line(toHex(randomBytes(32))), "not_found", undefined],
      [
        line({ service }, { fields: { "origin check": { type: "text", value: "timestamp holds" } } }),
        "invalid_field",
        "fields",
      ],
    ];
    const answers = await bulk([...cases.map(([body]) => body), line({ service })]);
    for (const [at, [, code, field]] of cases.entries())
      assert.deepEqual(
        [answers[at].problem?.code, answers[at].problem?.field],
        [code, field],
        JSON.stringify(answers[at]),
      );
    assert.ok(answers.at(-1).id, "what is right beside it is recorded");
  });

  it("is taken one by one as well, and no upload says of itself what was checked", async () => {
    const receipt = await upload(new Uint8Array(await tsa.stamp(CONTENT)), "single.tsr");
    const headers = { ...keyOf(ours), "content-type": "application/json", "idempotency-key": "single" };
    const body = JSON.stringify({ sha256: stamped, name: "one.pdf", origin: { service, receipt } });
    const answer = await fetch(`${web.url}/api/v1/evidence`, { method: "POST", headers, body });
    const { id, fields } = (await answer.json()) as Json;
    assert.equal(answer.status, 201);
    assert.match(fields["origin check"].value, /^timestamp holds/);
    assert.equal((await recorded(id)).record.parents[0].role, "old-receipt");
    const forged = encodeURIComponent(JSON.stringify({ "origin check": { type: "text", value: "timestamp holds" } }));
    const sent = { method: "PUT", headers: keyOf(ours), body: "x" };
    const refused = await fetch(`${web.url}/api/v1/uploads?name=a.txt&fields=${forged}`, sent);
    assert.equal(refused.status, 400);
  });

  it("shares its receipt with as many as name it, across the transactions of a bulk", async () => {
    const receipt = await upload(new Uint8Array(await tsa.stamp(CONTENT)), "shared.tsr");
    const lines = Array.from({ length: 1_500 }, (_, at) => ({
      ...{ sha256: digest(), name: `${at}.pdf` },
      origin: { service, id: `shared-${at}`, receipt },
    }));
    const answers = await bulk(lines);
    assert.equal(answers.filter(({ id }) => id).length, 1_500);
    const { rows } = await pool().query(
      "SELECT count(*)::integer AS count FROM evidence_field WHERE name = 'origin receipt' AND value = $1",
      [receipt],
    );
    assert.equal(rows[0].count, 1_500);
  });
});
