/** From drafts to certificates: all of a batch with its record, or none; the same ones whatever is tried again. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parseBatchStatement } from "#lib/core/certificate/batch.ts";
import { parseLeaf } from "#lib/core/certificate/leaf.ts";
import { leafHash, rootFromInclusion } from "#lib/core/log/merkle.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { certificateReceipt, findByDigest, readIssued } from "#lib/features/certificates/credentials/rows.ts";
import { deliverForm } from "#lib/features/certificates/credentials/verbs/deliver-form.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { findBatch, listDrafts } from "#lib/features/certificates/issuing/rows/batches.ts";
import { listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { advanceBatch } from "#lib/features/certificates/issuing/verbs/advance-batch.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import { cancelBatch, pauseBatch, resumeBatch } from "#lib/features/certificates/issuing/verbs/steer-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { insertStatuses } from "#lib/features/certificates/status/verbs/insert-statuses.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { type IssuingPlace, issueAll, openIssuingPlace, people } from "./issuing-place.ts";

let place: IssuingPlace;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

async function batchOf(count: number) {
  const { owner: actor } = place.organisation;
  const { id } = await createBatch({ actor, batch: { name: "夏季班", template: place.template } });
  const { size, faults } = await addDrafts({ actor, batchId: id, drafts: people(count) });
  assert.deepEqual([size, faults], [count, []]);
  return id;
}

const certificatesOf = async (batch: string) =>
  (await listCertificates(whole(place.organisation.id), { filter: { batch }, limit: 500 })).rows;
const countOf = async (table: string) =>
  Number((await pool().query(`SELECT count(*)::integer AS count FROM ${table}`)).rows[0].count);

describe("a batch", () => {
  it("is issued with all its certificates: each proves itself in every form", async () => {
    const { owner: actor, id: organisationId } = place.organisation;
    const id = await batchOf(5);
    const drafts = await listDrafts(id);
    await submitBatch({ actor, batchId: id });
    await issueAll();
    const batch = await findBatch(whole(organisationId), id);
    assert.equal(batch?.state, "issued");
    const statement = parseBatchStatement(batch?.statement ?? "");
    assert.equal(statement?.count, 5);
    assert.equal(statement?.issuer, place.issuer.did);
    const issued = await certificatesOf(id);
    assert.deepEqual(issued.map((each) => each.id).sort(), drafts.map((each) => each.certificateId).sort());
    for (const { id: certificate } of issued) {
      const forms = await readIssued(certificate);
      assert.ok(forms);
      const leaf = parseLeaf(forms.leaf);
      const sha = (text: string) => createHash("sha256").update(text).digest("base64");
      assert.equal(leaf?.id, certificate);
      assert.equal(leaf?.credential, sha(forms.credential));
      assert.equal(leaf?.sdJwt, sha(forms.sdJwt.split("~")[0] ?? ""));
      assert.equal(leaf?.pages, forms.pagesSha256.toString("base64"));
      const proof = Array.from({ length: forms.path.length / 32 }, (_, at) =>
        forms.path.subarray(at * 32, at * 32 + 32),
      );
      const at = { leaf: leafHash(utf8(forms.leaf)), index: BigInt(forms.leafIndex), size: 5n, proof };
      assert.equal(toBase64(rootFromInclusion(at) ?? new Uint8Array()), statement?.root);
    }
    assert.deepEqual([await countOf("certificate_work"), await countOf("certificate_draft")], [0, 0]);
  });

  it("is delivered as a PDF that begins with its pages as designed and carries credential and receipt", async () => {
    const { owner: actor } = place.organisation;
    const id = await batchOf(3);
    await submitBatch({ actor, batchId: id });
    await issueAll();
    const [certificate = ""] = (await certificatesOf(id)).map((each) => each.id);
    assert.equal(await refusalOf(deliverForm({ id: certificate, form: "pdf" })), "not_anchored");
    await appendAll();
    const { bytes, filename } = await deliverForm({ id: certificate, form: "pdf" });
    const forms = await readIssued(certificate);
    const pages = (await pool().query("SELECT bytes FROM certificate_pages WHERE certificate_id = $1", [certificate]))
      .rows[0].bytes as Buffer;
    assert.ok(Buffer.from(bytes).subarray(0, pages.length).equals(pages));
    assert.deepEqual(createHash("sha256").update(pages).digest(), forms?.pagesSha256);
    assert.match(filename, /^学员𠮷 \d 数据结构\.pdf$/u);
    const folder = mkdtempSync(join(tmpdir(), "sealbook-certificate-"));
    const file = join(folder, "a.pdf");
    writeFileSync(file, bytes);
    assert.match(execFileSync("qpdf", ["--check", file], { encoding: "utf8" }), /No syntax or stream encoding errors/);
    execFileSync("pdfdetach", ["-saveall", "-o", folder, file]);
    assert.equal(readFileSync(join(folder, "credential.json"), "utf8"), forms?.credential);
    assert.equal(readFileSync(join(folder, "receipt.json"), "utf8"), (await certificateReceipt(certificate))?.text);
    for (const part of [bytes, pages])
      assert.deepEqual(await findByDigest(createHash("sha256").update(part).digest()), [certificate]);
  });

  it("that is called off leaves nothing, and cannot be called off once it is issued", async () => {
    const { owner: actor, id: organisationId } = place.organisation;
    const id = await batchOf(60);
    await submitBatch({ actor, batchId: id });
    await advanceBatch(id);
    await advanceBatch(id);
    const before = (await countOf("certificate")) + 1;
    assert.ok((await countOf("certificate_pages")) > before);
    await cancelBatch({ actor, batchId: id });
    await issueAll();
    assert.equal((await findBatch(whole(organisationId), id))?.state, "cancelled");
    assert.equal(await countOf("certificate_pages"), await countOf("certificate"));
    assert.deepEqual(await certificatesOf(id), []);
    const other = await batchOf(1);
    await submitBatch({ actor, batchId: other });
    await issueAll();
    assert.equal(await refusalOf(cancelBatch({ actor, batchId: other })), "batch_state");
  });

  it("that is paused makes nothing until it goes on, and then the same certificates", async () => {
    const { owner: actor } = place.organisation;
    const id = await batchOf(4);
    await submitBatch({ actor, batchId: id });
    await advanceBatch(id);
    const { rows: entries } = await pool().query(
      "SELECT status_index FROM certificate_work WHERE batch_id = $1 ORDER BY number",
      [id],
    );
    await pauseBatch({ actor, batchId: id });
    await issueAll();
    assert.deepEqual(await certificatesOf(id), []);
    await resumeBatch({ actor, batchId: id });
    await issueAll();
    const { rows } = await pool().query(
      "SELECT status_index FROM certificate WHERE batch_id = $1 ORDER BY leaf_index",
      [id],
    );
    assert.deepEqual(rows, entries);
  });
});

describe("one alone", () => {
  it("is a batch of one; the same request under the same key is the same certificate", async () => {
    const { owner: actor } = place.organisation;
    const [{ line: _, ...one } = { line: 0, holderName: "", values: {} }] = people(1);
    const asked = { actor, certificate: { ...one, template: place.template }, idempotencyKey: "k-1" };
    const [first, second] = await Promise.all([issueOne(asked), issueOne(asked)]);
    assert.equal(first.certificateId, second.certificateId);
    await issueAll();
    assert.equal((await certificatesOf(first.batchId)).length, 1);
    assert.equal((await readIssued(first.certificateId))?.path.length, 0);
    const other = { ...asked, certificate: { ...asked.certificate, holderName: "Somebody else" } };
    assert.equal(await refusalOf(issueOne(other)), "idempotency_key_reused");
  });
});

describe("what a draft replaces", () => {
  const issued = async (of: IssuingPlace): Promise<string> => {
    const [person] = people(1);
    const certificate = { template: of.template, ...person } as Parameters<typeof issueOne>[0]["certificate"];
    const { certificateId } = await issueOne({ actor: of.organisation.owner, certificate });
    await issueAll();
    return certificateId;
  };

  it("is the organisation's own, in force, and replaced once: no batch waits for what cannot come", async () => {
    const { owner: actor } = place.organisation;
    const [own, foreign] = [await issued(place), await issued(await openIssuingPlace("Another school"))];
    const [one, other] = people(2);
    assert.ok(one && other);
    const { id: batchId } = await createBatch({ actor, batch: { name: "更正", template: place.template } });
    const add = (...drafts: Parameters<typeof addDrafts>[0]["drafts"]) => addDrafts({ actor, batchId, drafts });
    const nobody = "0193563f-9a10-7b22-a5d3-0e6f4c1d2b16";
    const faultsOf = async (...drafts: Parameters<typeof addDrafts>[0]["drafts"]) =>
      (await add(...drafts)).faults.flatMap(({ at, faults }) => faults.map(({ code }) => `${at} ${code}`));
    assert.deepEqual(await faultsOf({ ...one, replaces: foreign }, { ...other, replaces: nobody }), [
      "0 replaces_unknown",
      "1 replaces_unknown",
    ]);
    assert.deepEqual(await faultsOf({ ...one, replaces: own }, { ...other, replaces: own }), ["1 replaces_twice"]);
    assert.deepEqual(await faultsOf({ ...other, replaces: own }), ["0 replaces_twice"]);
    assert.equal((await findBatch(whole(place.organisation.id), batchId))?.size, 1);
    await submitBatch({ actor, batchId });
    await issueAll();
    assert.equal((await findBatch(whole(place.organisation.id), batchId))?.state, "issued");
    const { id: late } = await createBatch({ actor, batch: { name: "迟到", template: place.template } });
    const { faults } = await addDrafts({ actor, batchId: late, drafts: [{ ...one, replaces: own }] });
    assert.deepEqual(faults, [{ at: 0, faults: [{ field: "replaces", code: "replaces_over", found: own }] }]);
  });

  it("that is named twice in one act is changed once, and nothing fails by it", async () => {
    const [own, organisationId] = [await issued(place), place.organisation.id];
    const certificates = [{ id: own }, { id: own }];
    const asked = {
      actor: { kind: "worker" },
      reach: whole(organisationId),
      certificates,
      state: "revoked",
      reason: "",
    } as const;
    const outcomes = await transaction(pool(), (connection) => insertStatuses(connection, asked));
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ["changed", "refused"],
    );
  });
});
