/** Records that are written down, many at once, are byte for byte those that the ordinary maker makes, and ids keep the order of the lines. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isUuidV7 } from "#lib/core/text/json-fields.ts";
import { readDigestBody } from "#lib/features/evidence/intake/schema.ts";
import type { Submission } from "#lib/features/evidence/intake/types.ts";
import { encodeSubmission } from "#lib/features/evidence/intake/verbs/encode-submission.ts";
import { contentMaker, isPlainContent, makeMoments } from "#lib/features/evidence/intake/verbs/make-contents.ts";
import { toSubmission } from "#lib/features/evidence/intake/verbs/to-submission.ts";
import { digestSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import { SealbookError } from "#lib/words/errors.ts";

const organisationId = randomUUID();
const key = { kind: "api-key", apiKeyId: randomUUID(), organisationId, scopes: [], address: "::1" };
const user = {
  kind: "user",
  userId: randomUUID(),
  sessionId: randomUUID(),
  organisationId,
  role: "owner",
  address: "::1",
};
const actors = [key, user] as unknown as MemberActor[];

const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex"));
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

describe("contents that are made many at once", () => {
  it("have the records and details of those that are made one by one", () => {
    fc.assert(
      fc.property(body, fc.constantFrom(...actors), name, (given, actor, submitter) => {
        let submission: Submission;
        try {
          submission = toSubmission(actor, { body: readDigestBody(given), idempotencyKey: undefined }) as Submission;
        } catch (error) {
          assert.ok(error instanceof SealbookError);
          return;
        }
        assert.ok(isPlainContent(submission));
        const [moment] = makeMoments(1);
        assert.ok(moment);
        const options = { actor, submission, submitter, kept: false };
        // What no organisation can be called, no record can state.
        const ordinary = readBy(() => encodeSubmission(options, moment), undefined) as object;
        assert.deepEqual(contentMaker({ actor, submitter })(submission, moment), ordinary);
      }),
      { numRuns: 1_000 },
    );
  });

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
    assert.equal(new Set(moments.flatMap(({ salts }) => [salts.record, salts.details])).size, 2 * 4_096);
    assert.throws(() => makeMoments(4_097), RangeError);
  });
});
