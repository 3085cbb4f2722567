/** Records of columns come back as the bytes that the ordinary maker makes, and ids keep the order of the lines. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { isLine, isUuidV7 } from "#lib/core/text/json-fields.ts";
import { readDigestBody } from "#lib/features/evidence/intake/schema.ts";
import type { Submission } from "#lib/features/evidence/intake/types.ts";
import { encodeBytes, encodeSubmission, momentNow } from "#lib/features/evidence/intake/verbs/encode-submission.ts";
import { insertRecords } from "#lib/features/evidence/intake/verbs/insert-records.ts";
import { makeMoments } from "#lib/features/evidence/intake/verbs/make-moments.ts";
import { recordOne } from "#lib/features/evidence/intake/verbs/record-batch.ts";
import { toSubmission } from "#lib/features/evidence/intake/verbs/to-submission.ts";
import { readBytes } from "#lib/features/evidence/records/rows/bytes.ts";
import { digestSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool } from "#tests/support/ledger.ts";

let ours: TestOrganisation;
before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
});
after(() => dropTestDatabase());

function actorOf(kind: "api-key" | "user"): MemberActor {
  const { id: organisationId, owner, apiKey } = ours;
  if (kind === "user") return owner;
  return {
    kind,
    apiKeyId: apiKey.id,
    organisationId,
    scopes: ["evidence:write"],
    address: "::1",
  } as unknown as MemberActor;
}

const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex"));
/** Whatever a record can state, also what the schema refuses. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("\\N", "\\x41\\", "a\u2028b", "</script>", "\x7f"),
);
const name = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
  fc.constantFrom("合同（正本）.pdf", 'a"b.pdf', "Ελένη é.txt", "张𠮷.docx", ".", "a b", " x "),
);
const field = fc.constantFrom(
  { type: "text", value: 'HT-2026 ”quoted"' },
  { type: "amount", value: "12.50", currency: "CNY" },
  { type: "date", value: "2031-02-28" },
);
const body = fc.record(
  {
    ...{
      sha256: hex,
      name,
      size: fc.integer({ min: -1 }),
      mediaType: fc.constantFrom("application/pdf", 'text/plain; charset="a b"', "x"),
    },
    ...{
      "sha3-256": hex,
      sm3: hex,
      fields: fc.dictionary(fc.constantFrom("No", "编号", "__proto__", "a"), field, { maxKeys: 3 }),
    },
  },
  { requiredKeys: ["sha256", "name"] },
);

/** What a body is read as, or the code of what is wrong with it. */
function readBy(read: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof SealbookError) return { code: error.code, field: error.field };
    throw error;
  }
}

describe("records of columns", () => {
  /** What readers are given, beside what the ordinary maker makes of the same. */
  async function compare(actor: MemberActor, submitter: string, submissions: Submission[], at?: Date): Promise<void> {
    const moments = makeMoments(submissions.length, at);
    const options = submissions.map((submission) => ({ actor, submission, submitter, kept: false }));
    const made = options.map((each, place) => ({
      submission: each.submission,
      encoded: encodeSubmission(each, moments[place]),
    }));
    assert.ok(made.every(({ encoded }) => "salts" in encoded.bytes));
    const organisation = { ledger: "main", name: submitter, publish: true };
    await transaction(pool(), (connection) => insertRecords(connection, { actor, organisation, made }));
    const rows = await readBytes(
      whole(ours.id),
      moments.map(({ id }) => id),
    );
    const found = new Map(rows.map(({ id, record, details }) => [id, { record: `${record}`, details: `${details}` }]));
    for (const [place, each] of options.entries()) {
      const moment = moments[place] as (typeof moments)[number];
      assert.deepEqual(found.get(moment.id), encodeBytes(each, moment).bytes);
    }
  }

  /** Names that an organisation can have. */
  const title = name.filter((each) => isLine(each, 200));
  const kind = fc.constantFrom("api-key" as const, "user" as const);

  it("have the record and details of those that are kept as bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 60 }), kind, title, async (given, who, submitter) => {
        const actor = actorOf(who);
        const submissions = given.flatMap((each) => {
          const read = readBy((value) => readDigestBody(value), each) as object;
          return "code" in read ? [] : [toSubmission(actor, { body: read as never, idempotencyKey: undefined })];
        });
        await compare(actor, submitter, submissions as Submission[]);
      }),
      { numRuns: 30 },
    );
  });

  it("have them of any text, size and time", async () => {
    const text = anyText.filter((each) => isLine(each, 200));
    const time = fc.date({ min: new Date(0), max: new Date(), noInvalidDate: true });
    const submission = fc.record({
      ...{ type: fc.constant("digest" as const), sha256: fc.uint8Array({ minLength: 32, maxLength: 32 }), name: text },
      ...{ mediaType: fc.option(text, { nil: undefined }) },
      size: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(submission, { maxLength: 60 }),
        kind,
        text,
        time,
        async (given, who, submitter, time) => {
          await compare(actorOf(who), submitter, given as Submission[], time);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("are the same when they are recorded one by one", async () => {
    const submission: Submission = {
      ...{ type: "digest", sha256: new Uint8Array(32).fill(7), size: 12, mediaType: "text/plain", name: 'a "b" \\ c' },
      second: { "sha3-256": new Uint8Array(32).fill(8), sm3: new Uint8Array(32).fill(9) },
      fields: { 编号: { type: "text", value: 'HT "1"' } },
    };
    const options = { actor: ours.owner, submission, submitter: ours.name, kept: false };
    const [moment] = makeMoments(1) as [ReturnType<typeof makeMoments>[number]];
    const verdict = await recordOne({ ...options, encoded: encodeSubmission(options, moment) });
    assert.equal(verdict.outcome, "recorded");
    const [row] = await readBytes(whole(ours.id), [moment.id]);
    const { record, details } = encodeBytes(options, moment).bytes;
    assert.deepEqual([`${row?.record}`, `${row?.details}`], [record, details]);
    const { rows } = await pool().query("SELECT name, value FROM evidence_field WHERE evidence_id = $1", [moment.id]);
    assert.deepEqual(rows, [{ name: "编号", value: 'HT "1"' }]);
  });

  it("two at once that need the same new form get the same", async () => {
    const forms = await Promise.all(
      Array.from({ length: 6 }, () =>
        transaction(pool(), async (connection) => {
          const { rows } = await connection.query("SELECT evidence_form_of('user', 'Brand new', 'sealbook/9') AS form");
          return rows[0].form;
        }),
      ),
    );
    assert.equal(new Set(forms).size, 1);
  });

  it("no row is half of either, and no form is changed or removed", async () => {
    const owner = ownerPool();
    const half = (columns: string, values: string) =>
      owner.query(
        `INSERT INTO evidence (id, organisation_id, ledger, type, sha256, content_kept, received_at, submitter_id, kind${columns})
         VALUES ($1, $2, 'main', 'digest', sha256('x'), false, now(), $2, 'content'${values})`,
        [randomUUID(), ours.id],
      );
    const salt = "decode(repeat('ab', 16), 'hex')";
    try {
      await half(", form, salt", `, 1, ${salt}`);
      for (const [columns, values] of [
        ["", ""],
        [", form", ", 1"],
        [", form, salt", ", 1, 'short'"],
        [", form, salt, record", `, 1, ${salt}, 'r'`],
        [", record, salt", `, 'r', ${salt}`],
        [", record, sm3", ", 'r', sha256('x')"],
      ] as const)
        await assert.rejects(half(columns, values), /evidence_bytes_or_form/, columns);
      for (const sql of ["UPDATE evidence_form SET submitter = 'x'", "DELETE FROM evidence_form"]) {
        await assert.rejects(owner.query(sql), /append-only/);
        await assert.rejects(pool().query(sql), /permission denied/);
      }
    } finally {
      await owner.end();
    }
  });
});

describe("lines of a bulk", () => {
  it("are read from lines as the schema reads them", () => {
    fc.assert(
      fc.property(body, (given) => {
        const ordinary = readBy((value) => parseInput(digestSchema, value), given);
        assert.deepEqual(readBy(readDigestBody, given), ordinary);
      }),
      { numRuns: 1_000 },
    );
  });

  it("have ids of version 7 in the order in which they are made, of the time of receipt", () => {
    const receivedAt = new Date("2026-11-30T02:03:04.567Z");
    const moments = makeMoments(4_096, receivedAt);
    const ids = moments.map(({ id }) => id);
    assert.deepEqual(ids, ids.toSorted());
    assert.equal(new Set(ids.map((id) => id.slice(-12))).size, 4_096);
    assert.ok(
      ids.every((id) => isUuidV7(id) && Number.parseInt(id.replace("-", "").slice(0, 12), 16) === receivedAt.getTime()),
    );
    const salts = moments.flatMap((moment) => [moment.salts.subarray(0, 16), moment.salts.subarray(16)]);
    assert.ok(salts.every(({ length }) => length === 16));
    assert.equal(new Set(salts.map((salt) => Buffer.from(salt).toString("hex"))).size, 2 * 4_096);
    assert.throws(() => makeMoments(4_097), RangeError);
  });

  it("have such ids one by one, too, and follow a clock that is set back", () => {
    const later = new Date("2026-11-30T02:03:04.567Z");
    const earlier = new Date(later.getTime() - 60_000);
    const ids = [earlier, later].map((at) => Array.from({ length: 1_000 }, () => momentNow(at).id));
    assert.deepEqual(ids.flat(), ids.flat().toSorted());
    assert.ok(momentNow(earlier).id < (ids[1]?.[0] as string));
  });
});
