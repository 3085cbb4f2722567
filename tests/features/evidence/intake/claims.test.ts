/** What intake records from now on: records of version 2, digests beside SHA-256, own fields, and chains of events. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { parseDetails } from "#lib/core/claim/details.ts";
import { blinded, parseEntry } from "#lib/core/claim/entry.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { parseReceipt } from "#lib/core/receipt/receipt.ts";
import { sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { loadReceipt } from "#lib/features/evidence/receipts/pages.ts";
import { findCommitments } from "#lib/features/evidence/records/rows/commitments.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";

const RECORD = at("/api/v1/evidence").POST;
const digestOf = (algorithm: string, content: Uint8Array) => createHash(algorithm).update(content).digest("hex");

describe("claims", () => {
  let ours: TestOrganisation;
  let theirs: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
  });
  after(() => dropTestDatabase());

  const post = (body: object, { by = ours, key }: { by?: TestOrganisation; key?: string } = {}) => {
    const headers = { authorization: `Bearer ${by.apiKey.secret}`, ...(key ? { "idempotency-key": key } : {}) };
    return callJson(RECORD, { headers, body: { sha256: toHex(randomBytes(32)), name: "x", ...body } });
  };
  const recordOf = async (id: string) => {
    const row = await findWhole(id);
    const record = parseRecord(new TextDecoder().decode(row.record));
    assert.ok(record?.record === RECORD_V2);
    return { row, record, details: parseDetails(new TextDecoder().decode(row.details)) };
  };

  it("a digest is recorded in version 2, with the digests and own fields that its submitter states", async () => {
    const content = randomBytes(100);
    const fields = {
      "contract number": { type: "text", value: "A-17" },
      sum: { type: "amount", value: "12.50", currency: "CNY" },
    };
    const { status, body } = await post({
      ...{
        sha256: digestOf("sha256", content),
        "sha3-256": digestOf("sha3-256", content),
        sm3: digestOf("sm3", content),
      },
      fields,
    });
    assert.deepEqual([status, body.kind, body.type], [201, "content", "digest"]);
    const { row, record, details } = await recordOf(body.id);
    assert.deepEqual([record.kind, record.claim, row.kind], ["content", { type: "digest" }, "content"]);
    assert.equal(record.digests["sha3-256"], Buffer.from(digestOf("sha3-256", content), "hex").toString("base64"));
    assert.equal(record.digests.sm3, Buffer.from(digestOf("sm3", content), "hex").toString("base64"));
    assert.deepEqual(JSON.parse(JSON.stringify(details?.fields)), fields);
    const shown = await findCommitments(whole(ours.id), body.id);
    assert.deepEqual(
      [shown?.claim?.kind, shown?.claim?.digests.map(({ algorithm }) => algorithm)],
      ["content", ["sha3-256", "sm3"]],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(shown?.fields)), fields);
    assert.equal(await findCommitments(whole(theirs.id), body.id), undefined);
  });

  for (const keep of [true, false]) {
    it(`an upload that is ${keep ? "" : "not "}kept is recorded ${keep ? "without" : "with"} a SHA3-256`, async () => {
      for (const size of [1, 300_000, 20_000_000]) {
        const content = randomBytes(size);
        const source = async (writer: { write: (chunk: Uint8Array) => Promise<void> | undefined }) => {
          for (let from = 0; from < size; from += 65_536)
            await writer.write(Uint8Array.from(content.subarray(from, from + 65_536)));
        };
        const { evidence } = await receiveFile({ actor: ours.owner, announced: { name: "x" }, keep, source });
        const { record } = await recordOf(evidence.id);
        const expected = keep ? undefined : createHash("sha3-256").update(content).digest("base64");
        assert.deepEqual([record.claim, record.digests["sha3-256"]], [{ type: "file" }, expected], `${size}`);
      }
    });
  }

  it("an event follows another by its id or its record's hash, and its entry says so to whoever holds that receipt", async () => {
    const first = await post({ kind: "event" });
    assert.deepEqual([first.status, first.body.kind], [201, "event"]);
    const { row, record } = await recordOf(first.body.id);
    assert.deepEqual([record.parents, record.claim], [undefined, undefined]);
    const second = await post({ kind: "event", previous: first.body.id });
    assert.equal(second.status, 201, JSON.stringify(second.body));
    const { row: next, record: following } = await recordOf(second.body.id);
    const after = toBase64(blinded("after", row.record));
    assert.deepEqual(following.parents, [{ role: "previous", record: toBase64(sha256(row.record)) }]);
    assert.deepEqual(following.claim, { after });
    const third = await post({ kind: "event", previous: toHex(sha256(next.record)) });
    assert.equal(third.status, 201, JSON.stringify(third.body));
    await appendAll();
    const entry = await prisma().ledgerEntry.findUniqueOrThrow({ where: { evidenceId: second.body.id } });
    assert.equal(
      new TextDecoder().decode(entry.entry),
      `sealbook.entry/v2\nevent\n${toBase64(sha256(next.record))}\nafter ${after}\n`,
    );
    const options = {
      evidenceId: second.body.id,
      format: "json",
      locale: "en",
      waitSeconds: 0,
      until: "anchored",
    } as const;
    const { bytes } = await loadReceipt({ ...options, reach: whole(ours.id) });
    const receipt = parseReceipt(bytes);
    assert.ok(!("failed" in receipt) && receipt.receipt === "sealbook.receipt/v2");
    assert.equal(parseEntry(utf8(receipt.entry))?.version, 2);
    const { verdict, facts } = await verify({ receipt: await open(bytes) });
    assert.equal(verdict, "issuer_unproven");
    assert.deepEqual([facts?.claim?.kind, facts?.claim?.own], ["event", [{ name: "after", value: after }]]);
  });

  it("one event takes a place: of many that follow the same one, one is recorded and the others are told which", async () => {
    const { body: first } = await post({ kind: "event" });
    const many = await Promise.all(Array.from({ length: 8 }, () => post({ kind: "event", previous: first.id })));
    const [won, ...others] = many.toSorted((a, b) => a.status - b.status);
    assert.equal(won?.status, 201);
    for (const { status, body } of others) {
      assert.deepEqual([status, body.code, body.field], [409, "place_taken", "previous"]);
      assert.match(body.detail, new RegExp(won?.body.id));
    }
  });

  it("the same event under the same key is the same event, and another one under it is refused", async () => {
    const { body: first } = await post({ kind: "event" });
    const body = { kind: "event", previous: first.id, sha256: toHex(randomBytes(32)) };
    const recorded = await post(body, { key: "event-key" });
    const again = await post(body, { key: "event-key" });
    assert.deepEqual([recorded.status, again.status, again.body.id], [201, 200, recorded.body.id]);
    for (const other of [
      { ...body, kind: "content", previous: undefined },
      { ...body, previous: recorded.body.id },
    ]) {
      const refused = await post(other, { key: "event-key" });
      assert.deepEqual([refused.status, refused.body.code], [409, "idempotency_key_reused"]);
    }
  });

  it("what is no event of the same organisation is followed by none", async () => {
    const { body: content } = await post({});
    const { body: foreign } = await post({ kind: "event" }, { by: theirs });
    for (const previous of [content.id, foreign.id, toHex(randomBytes(32))]) {
      const { status, body } = await post({ kind: "event", previous });
      assert.deepEqual([status, body.code, body.field], [404, "not_found", "previous"]);
    }
    const { status, body } = await post({ previous: foreign.id });
    assert.deepEqual([status, body.code], [400, "unknown_field"]);
    for (const bad of [
      { kind: "status" },
      { "sha3-256": "x" },
      { sm3: "00" },
      { fields: { a: { type: "b" } } },
      { fields: {} },
    ]) {
      assert.equal((await post(bad)).status, 400, JSON.stringify(bad));
    }
  });

  it("own fields have any name, none is lost, and what does not fit is refused", async () => {
    const fields = JSON.parse('{"__proto__":{"type":"text","value":"a"},"constructor":{"type":"text","value":"b"}}');
    const { body } = await post({ fields });
    const { details } = await recordOf(body.id);
    assert.deepEqual(JSON.parse(JSON.stringify(details?.fields)), fields);
    const inner = JSON.parse('{"a":{"type":"text","value":"a","__proto__":{}}}');
    const long = Array.from({ length: 32 }, (_, at) => [`${at}`, { type: "text", value: '"'.repeat(256) }]);
    for (const bad of [inner, Object.fromEntries(long)]) {
      const refused = await post({ fields: bad });
      assert.deepEqual([refused.status, refused.body.code, refused.body.field], [400, "invalid_field", "fields"]);
    }
    const fitting = await post({ name: "x".repeat(255), fields: Object.fromEntries(long.slice(0, 21)) });
    assert.equal(fitting.status, 201);
  });

  it("all of it is anchored, and the audit finds nothing", async () => {
    await appendAll();
    const { finding, counts } = await auditLedger({ ledger: "main" });
    assert.equal(finding, undefined);
    assert.ok(counts.entries > 15);
  });

  it("no key that a submitter chooses makes a record that of an origin", async () => {
    const { body } = await post({});
    await appendAll();
    const { row } = await recordOf(body.id);
    const record = toHex(sha256(row.record));
    await post({}, { key: `origin:${record}` });
    const authorization = `Bearer ${ours.apiKey.secret}`;
    const receipt = await send(`/api/v1/evidence/${body.id}/receipt`, { headers: { authorization } });
    const headers = { authorization, "content-type": "application/json" };
    const sent = { method: "POST", headers, body: new Uint8Array(await receipt.arrayBuffer()) };
    const answer = await send("/api/v1/archive/origins", sent);
    assert.deepEqual(Object.keys(await answer.json()).sort(), ["record", "sha256"]);
    assert.equal((await post({}, { key: `origin ${record}` })).status, 400);
  });
});
