/** Records, entries, receipts and blocks of version 2, as a real ledger makes them, read by a checker that shares no code with the product. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { blinded } from "#lib/core/claim/entry.ts";
import { encodeRecord, entryOfRecord } from "#lib/core/claim/record.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { whole } from "#lib/gate/reach.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { verify } from "#tests/support/verify-bytes.ts";
import { checkReceipt } from "./independent-checker.ts";
import { blindedLine, isNext, readClaim } from "./independent-claim.ts";

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
type Json = any;
type Issued = { bytes: Uint8Array; digest: Uint8Array };

const RECORD = at("/api/v1/evidence").POST;

describe("a ledger of format 2, read by a checker that is not ours", () => {
  const issued: Record<string, Issued> = {};
  const jsonOf = (name: string): Json => JSON.parse(Buffer.from(issued[name]!.bytes).toString());

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 2 });
    const organisation = await makeOrganisation();
    const headers = { authorization: `Bearer ${organisation.apiKey.secret}` };
    const digests: Record<string, Buffer> = {};
    const ids: Record<string, string> = {};
    const record = async (name: string, more: object) => {
      digests[name] = randomBytes(32);
      const body = { sha256: digests[name].toString("hex"), name, ...more };
      const made = await callJson(RECORD, { headers, body });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      ids[name] = made.body.id;
    };
    await record("content", {
      "sha3-256": "07".repeat(32),
      fields: { sum: { type: "amount", value: "12.50", currency: "CNY" } },
    });
    await record("first", { kind: "event" });
    await appendAll();
    for (const [name, previous] of [
      ["second", "first"],
      ["third", "second"],
    ] as const) {
      await record(name, { kind: "event", previous: ids[previous] });
      await appendAll();
    }
    for (const [name, evidenceId] of Object.entries(ids)) {
      issued[name] = {
        bytes: (await buildReceipt({ evidenceId, reach: whole(organisation.id) }))!.json,
        digest: digests[name]!,
      };
    }
  });
  after(() => dropTestDatabase());

  /** @returns whether it holds, which both have to say */
  async function agree({ bytes, digest }: Issued, what: string): Promise<boolean> {
    const { verdict } = await verify({ receipt: bytes, sha256: digest });
    const theirs = checkReceipt(bytes, digest);
    assert.equal(verdict === "issuer_unproven", theirs.ok, `${what}: ${verdict}, ${theirs.reason ?? "holds"}`);
    return theirs.ok;
  }

  it("holds: each record, its entry, its path, and its block", async () => {
    const blocks = (await listBlocks({ ledger: "main", limit: 10 })).reverse();
    for (const [name, height] of [
      ["content", 0],
      ["first", 0],
      ["second", 1],
      ["third", 2],
    ] as const) {
      assert.ok(await agree(issued[name]!, name), name);
      const theirs = checkReceipt(issued[name]!.bytes, issued[name]!.digest);
      assert.ok(theirs.ok);
      const { header } = blocks[height]!;
      const time = Buffer.from(header).toString().split("\n")[7];
      assert.deepEqual([theirs.block, theirs.unread], [{ height: BigInt(height), time }, []], name);
    }
    assert.ok(!(await agree({ ...issued.first!, digest: randomBytes(32) }, "another file")));
  });

  it("says what follows what by the blinded lines alone", () => {
    const [first, second, third] = ["first", "second", "third"].map((name) => jsonOf(name).record);
    assert.ok(isNext(second, first) && isNext(third, second));
    assert.ok(!isNext(third, first) && !isNext(first, second));
    assert.throws(() => isNext(third.replace(/"after":"[^"]+"/, `"after":"${"A".repeat(43)}="`), second));
  });

  it("is refused by both with a changed byte, wherever it is", async () => {
    const { bytes, digest } = issued.third!;
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = bytes.slice();
      changed[place]! ^= 1 << (place % 7);
      const json = Buffer.from(changed).toString();
      // An extra of another kind is one that nobody knows: it proves nothing, and takes nothing away.
      const isOther = !json.includes('"kind":"block"');
      const holds = await agree({ bytes: changed, digest }, `byte ${place}`);
      if (holds) assert.ok(isOther && checkReceipt(changed, digest), `byte ${place}`);
    }
  });

  it("is refused by both when a part is another's, and carries what neither knows", async () => {
    const third = jsonOf("third");
    const other = jsonOf("second");
    const { digest } = issued.third!;
    const bytesOf = (receipt: object) => Buffer.from(JSON.stringify(receipt));
    for (const name of ["record", "entry", "details", "proof", "extras"]) {
      assert.ok(!(await agree({ bytes: bytesOf({ ...third, [name]: other[name] }), digest }, name)), name);
    }
    const [block] = third.extras;
    const twice = { ...third, extras: [block, block] };
    assert.ok(!(await agree({ bytes: bytesOf(twice), digest }, "a block twice")));
    const unknown = { ...third, extras: [block, { kind: "weather", sky: ["clear"] }] };
    assert.ok(await agree({ bytes: bytesOf(unknown), digest }, "an unknown extra"));
    const theirs = checkReceipt(bytesOf(unknown), digest);
    assert.ok(theirs.ok);
    assert.deepEqual(theirs.unread, ["weather"]);
    for (const extra of [{ sky: "clear" }, { kind: "weather", degrees: 3 }, "weather", { kind: "Weather" }]) {
      const bent = { ...third, extras: [block, extra] };
      assert.ok(!(await agree({ bytes: bytesOf(bent), digest }, JSON.stringify(extra))));
    }
  });
});

it("every optional line of an entry follows from the record: issuer, subject, after", () => {
  const digest = toBase64(sha256(utf8("content")));
  const other = "the bytes of another record, with its salt";
  for (const line of ["subject", "after"] as const) {
    assert.equal(blindedLine(line, other), toBase64(blinded(line, utf8(other))));
  }
  const event = { parents: [{ role: "previous", record: digest }], claim: { after: blindedLine("after", other) } };
  const lines = { issuer: "did:web:school.example", subject: blindedLine("subject", other) };
  for (const more of [{}, event, lines, { issuer: lines.issuer }, { ...event, ...lines }]) {
    const record = {
      ...({ record: "sealbook.record/v2", id: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37", kind: "event" } as const),
      ...{ digests: { sha256: digest }, details: digest, receivedAt: "2026-11-29T17:55:03.123Z" },
      submitter: { organisation: "0193563e-0000-7abc-8def-0123456789ab", name: "Bank 银行" },
      salt: toBase64(new Uint8Array(16).fill(7)),
      ...more,
    };
    const bytes = encodeRecord(record);
    const entry = Buffer.from(entryOfRecord(record, sha256(bytes))).toString();
    assert.equal(readClaim(Buffer.from(bytes).toString()).entry, entry);
  }
});
