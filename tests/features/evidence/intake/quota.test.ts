/** What an organisation may keep: counted where it is recorded, so that no number of uploads at once goes beyond it. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { readStorageUse } from "#lib/features/accounts/organisations/rows.ts";
import { changeQuotas } from "#lib/features/accounts/organisations/verbs/change-quotas.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { closeUploadPlace, openUploadPlace, type UploadPlace, uploadUrl } from "./upload-place.ts";
import { filesIn } from "./upload-server.ts";

let bank: TestOrganisation;

let place: UploadPlace;

before(async () => {
  place = await openUploadPlace();
});
after(() => closeUploadPlace(place));
beforeEach(async () => {
  bank = await makeOrganisation();
});

const operator = { kind: "operator" } as const;
const allow = (bytes: number | null) =>
  changeQuotas({ actor: operator, organisationId: bank.id, quotas: { storageQuota: bytes } });
const used = async () => (await readStorageUse(bank.id)).used;

async function keep(bytes: Uint8Array, idempotencyKey?: string): Promise<string> {
  const copy = new Uint8Array(bytes);
  return await receiveFile({
    actor: bank.owner,
    announced: { name: "a.bin", ...(idempotencyKey ? { idempotencyKey } : {}) },
    keep: true,
    source: async (writer) => void (await writer.write(copy)),
  }).then(
    ({ created }) => (created ? "recorded" : "before"),
    (error: unknown) => {
      if (error instanceof SealbookError) return error.code;
      throw error;
    },
  );
}

describe("the storage of an organisation", () => {
  it("has no bound unless one is set, and says what it keeps, the same content once", async () => {
    const content = randomBytes(1000);
    assert.deepEqual(await readStorageUse(bank.id), { used: 0, quota: undefined, ownQuota: undefined });
    assert.deepEqual(
      [await keep(content), await keep(content), await keep(randomBytes(500))],
      Array(3).fill("recorded"),
    );
    assert.equal(await used(), 1500);
    await recordEvidence({
      actor: bank.owner,
      submission: { type: "digest", sha256: randomBytes(32), name: "d", size: 9 },
    });
    assert.equal(await used(), 1500);
  });

  it("is never more than its quota, however many come at once, and what fits is taken", async () => {
    await allow(10_000);
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => keep(randomBytes(1000))));
    assert.equal(outcomes.filter((outcome) => outcome === "recorded").length, 10);
    assert.equal(outcomes.filter((outcome) => outcome === "storage_quota_exceeded").length, 30);
    assert.equal(await used(), 10_000);
    const kept = await prisma().evidence.count({ where: { organisationId: bank.id, contentKept: true } });
    assert.equal(kept, 10);
  });

  it("is not passed by bringing the same content twice at once", async () => {
    await allow(3_000);
    const content = randomBytes(5_000);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => keep(content)));
    assert.deepEqual(outcomes, Array(12).fill("storage_quota_exceeded"));
    assert.deepEqual(filesIn("uploads"), [], "nor does it fill the disk until the sweep");
    const small = randomBytes(2_000);
    assert.deepEqual(await Promise.all([keep(small), keep(small), keep(content), keep(small), keep(content)]), [
      "recorded",
      "recorded",
      "storage_quota_exceeded",
      "recorded",
      "storage_quota_exceeded",
    ]);
    assert.equal(await used(), 2_000);
    const kept = await prisma().evidence.findMany({ where: { organisationId: bank.id, contentKept: true } });
    assert.deepEqual(
      kept.map(({ size }) => Number(size)),
      Array(3).fill(2_000),
    );
  });

  it("one too large keeps those out that do not fit, and none that comes with it", async () => {
    await allow(3_000);
    const outcomes = await Promise.all([
      keep(randomBytes(5_000)),
      ...Array.from({ length: 3 }, () => keep(randomBytes(1000))),
    ]);
    assert.deepEqual(outcomes, ["storage_quota_exceeded", "recorded", "recorded", "recorded"]);
  });

  it("full, it takes what it keeps already, what was recorded before, and digests", async () => {
    const content = randomBytes(1000);
    assert.equal(await keep(content, "key-1"), "recorded");
    await allow(1000);
    assert.equal(await keep(content), "recorded");
    assert.equal(await keep(content, "key-1"), "before");
    assert.equal(await keep(randomBytes(1)), "storage_quota_exceeded");
    const digest = { type: "digest", sha256: randomBytes(32), name: "d" } as const;
    assert.ok((await recordEvidence({ actor: bank.owner, submission: digest })).created);
    await allow(0);
    assert.equal(await keep(content, "key-1"), "before");
    assert.equal(await used(), 1000, "what it keeps stays");
    await allow(null);
    assert.equal(await keep(randomBytes(1)), "recorded");
  });

  it("leaves nothing of what it refused", async () => {
    await allow(10);
    const content = randomBytes(2000);
    const digest = createHash("sha256").update(content).digest("hex");
    assert.equal(await keep(content), "storage_quota_exceeded");
    assert.deepEqual(
      filesIn("content").filter((file) => file.endsWith(digest)),
      [],
    );
    assert.deepEqual(filesIn("uploads"), []);
  });

  it("is the operators' to bound, which the audit log tells", async () => {
    await assert.rejects(changeQuotas({ actor: bank.owner, organisationId: bank.id, quotas: { storageQuota: 1 } }), {
      code: "operators_only",
    });
    assert.deepEqual(
      [await allow(5), await allow(5), await allow(null)].map(({ changed }) => changed),
      [true, false, true],
    );
    const rows = await prisma().auditEvent.findMany({
      where: { organisationId: bank.id, action: "organisation.quota" },
      orderBy: { id: "asc" },
    });
    assert.deepEqual(
      rows.map(({ details }) => details),
      [
        { storageQuotaBefore: null, storageQuota: 5 },
        { storageQuotaBefore: 5, storageQuota: null },
      ],
    );
  });

  it("is looked at before a body is asked for", async () => {
    await changeQuotas({ actor: operator, organisationId: place.organisation.id, quotas: { storageQuota: 100 } });
    const send = (bytes: number) =>
      fetch(uploadUrl(place.server, "a.bin"), { method: "PUT", headers: place.key, body: randomBytes(bytes) });
    const answer = await send(1000);
    assert.deepEqual([answer.status, (await answer.json()).code], [507, "storage_quota_exceeded"]);
    assert.equal((await send(50)).status, 201);
  });
});
