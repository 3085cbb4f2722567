/** What is erased can be read nowhere, here or in a backup of the files; what remains is proven; what is kept by a hold or a rule is not erased. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { holdFormSchema } from "#lib/features/evidence/erasure/schema.ts";
import { HOLDS_MAX } from "#lib/features/evidence/erasure/types.ts";
import { addRule, removeRule } from "#lib/features/evidence/erasure/verbs/change-rules.ts";
import { eraseEvidence } from "#lib/features/evidence/erasure/verbs/erase-evidence.ts";
import { holdEvidence, releaseEvidence } from "#lib/features/evidence/erasure/verbs/hold-evidence.ts";
import { recordErasures } from "#lib/features/evidence/erasure/verbs/record-erasures.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { listEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { openEvidenceContent } from "#lib/features/evidence/records/verbs/open-content.ts";
import { tagEvidence } from "#lib/features/evidence/records/verbs/tag-evidence.ts";
import { checkContent } from "#lib/features/evidence/retention/verbs/check-content.ts";
import { createShareLink } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { contentPath } from "#lib/infra/storage/disk/paths.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { testFolder } from "#tests/support/environment.ts";
import { appendAll, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { closeTwo, key, openTwo, ours } from "#tests/support/two-organisations.ts";
import { dump } from "./dump.ts";

/** Words that stand nowhere else. */
const [NAME, FIELD, CONTENT, LABEL] = ["zwiebelkuchen", "quittenmus", "holunderbeere", "birnbaum"].map(
  (word) => `${word}-${randomUUID().slice(0, 8)}`,
) as [string, string, string, string];

before(openTwo);
after(closeTwo);

const DAY_MS = 86_400_000;
const organisationId = () => ours.id as OrganisationId;
const erase = (evidenceId: string) => eraseEvidence({ actor: ours.owner, evidenceId, reason: "asked by the person" });

async function keep(content: string, name = NAME) {
  const { evidence } = await receiveFile({
    actor: ours.owner,
    announced: { name, fields: { case: { type: "text", value: FIELD } } },
    keep: true,
    source: async (writer) => void (await writer.write(new Uint8Array(Buffer.from(content)))),
  });
  const sha256 = new Uint8Array(createHash("sha256").update(content).digest());
  return { id: evidence.id, address: { organisationId: ours.id, sha256 }, size: content.length };
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString("latin1"))
    .join("\n");

describe("erasing", () => {
  let id: string;
  let address: { organisationId: string; sha256: Uint8Array<ArrayBuffer> };
  let size: number;
  let handedOut: Uint8Array;
  let backup: Buffer;

  before(async () => {
    ({ id, address, size } = await keep(`the ${CONTENT} of it`));
    await tagEvidence({ actor: ours.owner, records: { ids: [id] }, add: [LABEL], remove: [] });
    await createShareLink({ actor: ours.owner, evidenceId: id, label: "", days: 7 });
    await appendAll();
    handedOut = (await buildReceipt({ evidenceId: id, reach: whole(organisationId()) }))!.json;
    backup = readFileSync(contentPath(address));
    // What the tags' audit rows say stays: the test looks for the other words alone.
    assert.ok((await dump()).includes(NAME));
    const erased = await erase(id);
    assert.deepEqual([erased.content, erased.contentStays], [true, []]);
    await appendAll();
  });

  it("leaves none of its words in any row or file", async () => {
    const text = (await dump()) + filesBelow(testFolder);
    for (const word of [NAME, FIELD, CONTENT]) assert.equal(text.includes(word), false, word);
    assert.equal(existsSync(contentPath(address)), false);
    assert.equal(await prisma().tag.count({ where: { label: LABEL } }), 0);
    assert.equal(await prisma().evidenceLink.count({ where: { evidenceId: id } }), 0);
  });

  it("a file that comes back from a backup is noise", async () => {
    assert.equal(backup.includes(CONTENT), false);
    mkdirSync(dirname(contentPath(address)), { recursive: true });
    writeFileSync(contentPath(address), backup);
    assert.deepEqual(await checkContent({ ...address, size }), { damage: "unreadable" });
    assert.equal(await refusalOf(openEvidenceContent({ actor: ours.owner, id })), "evidence_erased");
  });

  it("the receipt that was handed out holds, and one that is built now says when it was erased", async () => {
    const before = await checkReceipt({ receipt: handedOut });
    assert.equal(before.verdict, "valid");
    const now = (await buildReceipt({ evidenceId: id, reach: whole(organisationId()) }))!.json;
    const after = await checkReceipt({ receipt: now });
    assert.equal(after.verdict, "valid");
    assert.equal(after.facts?.details, undefined);
    const { claimId } = await prisma().evidenceErasure.findUniqueOrThrow({ where: { evidenceId: id } });
    const claim = await prisma().evidence.findUniqueOrThrow({ where: { id: claimId! } });
    assert.equal(claim.kind, "erasure");
    assert.equal(after.facts?.erasedAt, claim.receivedAt.toISOString());
    assert.ok(
      after.steps.some(({ name, status, reason }) => name === "erasure" && status === "ok" && reason === "erased"),
    );
  });

  it("another record's erasure is none of this one's", async () => {
    const other = await keep("nothing to hide");
    await appendAll();
    const erased = JSON.parse(Buffer.from((await buildReceipt({ evidenceId: id }))!.json).toString());
    const whole = JSON.parse(Buffer.from((await buildReceipt({ evidenceId: other.id }))!.json).toString());
    const extra = erased.extras.find(({ kind }: { kind: string }) => kind === "erasure");
    const forged = Buffer.from(
      `${JSON.stringify({ ...whole, receipt: erased.receipt, extras: [...(whole.extras ?? []), extra] })}\n`,
    );
    const { steps, verdict } = await checkReceipt({ receipt: forged });
    assert.equal(verdict, "failed");
    assert.equal(steps.find(({ name }) => name === "erasure")?.reason, "erasure_mismatch");
  });

  it("the API, the list and the audit say so, and asking again changes nothing", async () => {
    const read = await callJson(at("/api/v1/evidence/{id}").GET, { params: { id }, headers: key });
    assert.deepEqual([read.body.name, read.body.contentKept, typeof read.body.erasedAt], ["", false, "string"]);
    const { evidence } = await listEvidence(whole(organisationId()), {
      filter: { q: NAME.slice(0, 8) },
      cursor: {},
      limit: 10,
    });
    assert.deepEqual(
      evidence.filter((each) => each.id === id),
      [],
    );
    assert.equal(await auditFinding(), undefined);
    const again = await erase(id);
    assert.equal(again.erasedAt, read.body.erasedAt);
    assert.equal(await prisma().evidence.count({ where: { kind: "erasure" } }), 1);
    assert.equal(await recordErasures(), 0);
  });

  it("the audit finds details that went without an erasure, and an erasure of another record", async () => {
    const owner = ownerPool();
    const { id: other } = await keep("left alone");
    await assert.rejects(
      owner.query(
        "UPDATE evidence_private SET name = '', details = NULL, digest = sha256(details) WHERE evidence_id = $1",
        [other],
      ),
      /append-only/,
    );
    await assert.rejects(owner.query("UPDATE evidence SET content_kept = false WHERE id = $1", [other]), /append-only/);
    await assert.rejects(
      owner.query("UPDATE evidence_private SET digest = sha256(digest) WHERE evidence_id = $1", [id]),
      /append-only/,
    );
    await assert.rejects(
      owner.query("DELETE FROM evidence_field WHERE evidence_id = $1", [other]),
      /only of what was erased/,
    );
    await appendAll();
    await rewrite(
      owner,
      "UPDATE evidence_private SET name = '', details = NULL, digest = sha256(details) WHERE evidence_id = $1",
      [other],
    );
    assert.equal((await auditFinding())?.column, "details");
    await owner.end();
  });
});

describe("content of two records", () => {
  it("stays for the other one, and goes with the last", async () => {
    const [first, second] = [await keep("shared by two"), await keep("shared by two", "the second")];
    assert.deepEqual((await erase(first.id)).contentStays, [second.id]);
    const { stream } = await openEvidenceContent({ actor: ours.owner, id: second.id });
    assert.equal(Buffer.concat(await stream.toArray()).toString(), "shared by two");
    const use = async () => (await prisma().contentUse.findUniqueOrThrow({ where: { organisationId: ours.id } })).bytes;
    const before = await use();
    await erase(second.id);
    assert.equal(before - (await use()), BigInt(first.size));
    assert.equal(await prisma().contentKey.count({ where: first.address }), 0);
  });
});

describe("what keeps a record", () => {
  it("a hold, until it is released", async () => {
    const { id } = await keep("held");
    const { placedBy } = await holdEvidence({ actor: ours.owner, evidenceId: id, reason: "case 7" });
    const { name } = await prisma().user.findUniqueOrThrow({ where: { id: ours.owner.userId } });
    assert.deepEqual(placedBy, { kind: "user", id: ours.owner.userId, name });
    assert.equal(await refusalOf(erase(id)), "evidence_held");
    assert.deepEqual(await releaseEvidence({ actor: ours.owner, evidenceId: id }), { released: 1 });
    assert.equal((await erase(id)).content, true);
  });

  it("a hold with an end, and a rule, each with its date; what has run out keeps nothing", async () => {
    const { id } = await keep("kept by a rule");
    const until = new Date(Date.now() + DAY_MS);
    await holdEvidence({ actor: ours.owner, evidenceId: id, reason: "case 8", until });
    await assert.rejects(erase(id), { code: "evidence_held", details: { until: until.toISOString() } });
    await prisma().evidenceHold.updateMany({ where: { evidenceId: id }, data: { until: new Date(Date.now() - 1) } });
    const rule = await addRule({ actor: ours.owner, rule: { type: "file", days: 3_650 } });
    assert.equal(await refusalOf(erase(id)), "evidence_retained");
    assert.equal(await refusalOf(addRule({ actor: ours.owner, rule: { type: "file", days: 2 } })), "conflict");
    await removeRule({ actor: ours.owner, id: rule.id });
    await addRule({ actor: ours.owner, rule: { tag: "other", days: 3_650 } });
    assert.equal((await erase(id)).content, true);
  });

  it("an open hold, behind any number of others that have run out", async () => {
    const { id } = await keep("held for long");
    await holdEvidence({ actor: ours.owner, evidenceId: id, reason: "case 10" });
    const over = { organisationId: ours.id, evidenceId: id, reason: "over", until: new Date(0), placedBy: {} };
    await prisma().evidenceHold.createMany({
      data: Array.from({ length: HOLDS_MAX }, () => ({ ...over, id: uuidv7() })),
    });
    assert.equal(await refusalOf(erase(id)), "evidence_held");
  });

  it("who may: owners and admins of the organisation, and keys with the scope", async () => {
    const { id } = await keep("nobody's business");
    const operator = { ...ours.owner, role: "operator" } as const;
    assert.equal(await refusalOf(eraseEvidence({ actor: operator, evidenceId: id, reason: "x" })), "forbidden");
    assert.equal(
      await refusalOf(eraseEvidence({ actor: (await makeOrganisation()).owner, evidenceId: id, reason: "x" })),
      "not_found",
    );
    const answer = await callJson(at("/api/v1/evidence/{id}/erase").POST, {
      params: { id },
      ...{ method: "POST", headers: key, body: { reason: "x" } },
    });
    assert.deepEqual([answer.status, answer.body.code], [403, "scope_missing"]);
  });

  it("a hold by a form ends with its day, or is open", () => {
    const form = { id: ours.id, reason: "case 9" };
    const read = (until: string) => holdFormSchema.safeParse({ ...form, until });
    assert.equal(read("2031-02-28").data?.until?.toISOString(), "2031-02-28T23:59:59.999Z");
    assert.deepEqual([read("").data?.until, read("2031-02-30").success], [undefined, false]);
  });

  it("an erasure itself is not erased", async () => {
    const claim = await prisma().evidence.findFirstOrThrow({ where: { kind: "erasure" } });
    assert.equal(await refusalOf(erase(claim.id)), "not_erasable");
  });
});

describe("a worker that died before it was recorded", () => {
  it("another one records it once, and programs are told once", async () => {
    const { id } = await keep("to be recorded later");
    await erase(id);
    const before = await prisma().evidence.count({ where: { kind: "erasure" } });
    const owner = ownerPool();
    await rewrite(owner, "UPDATE evidence_erasure SET claim_id = NULL, told = false WHERE evidence_id = $1", [id]);
    await owner.end();
    assert.equal(await recordErasures(), 1);
    assert.equal(await prisma().evidence.count({ where: { kind: "erasure" } }), before);
    const row = await prisma().evidenceErasure.findUniqueOrThrow({ where: { evidenceId: id } });
    assert.ok(row.claimId && row.told);
  });
});
