/** Who signed what was recorded: told soon after, by whom the organisation names, kept as it was found, and gone with what is erased. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { eraseEvidence } from "#lib/features/evidence/erasure/verbs/erase-evidence.ts";
import { checkInThread } from "#lib/features/evidence/signatures/checks/check-in-thread.ts";
import { listAuthorities } from "#lib/features/evidence/signatures/rows.ts";
import { findSignatures, keepCheck } from "#lib/features/evidence/signatures/verbs/keep-check.ts";
import { lookForDocuments } from "#lib/features/evidence/signatures/verbs/look-for-documents.ts";
import {
  dateAuthority,
  forgetAuthority,
  nameAuthorities,
} from "#lib/features/evidence/signatures/verbs/name-authorities.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { until } from "#tests/support/ledger.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { closeTwo, key, openTwo, ours, theirKey, upload } from "#tests/support/two-organisations.ts";
import { makeSigner, type Signer, signedPdf } from "#tests/verify/pdf/signed-pdf.ts";

const route = at("/api/v1/evidence/{id}/signatures");
const again = at("/api/v1/evidence/{id}/signatures/check");
const reported = at("/api/v1/evidence/{id}/signatures/report");
const find = at("/api/v1/signed-evidence");

describe("the signatures of a document that was recorded", { skip: OPENSSL_MISSING }, () => {
  let signer: Signer;
  let id: string;
  before(async () => {
    await openTwo();
    signer = makeSigner("张伟 Customer");
    const answer = await upload("loan.pdf", new Uint8Array(signedPdf(signer)));
    id = (answer.body as { id: string }).id;
    assert.ok(id);
  });
  after(async () => {
    signer.remove();
    await closeTwo();
  });

  const read = async (of = id, headers = key) => await callJson(route.GET, { params: { id: of }, headers });
  const items = async () => (await read()).body.items as Record<string, unknown>[];

  it("are looked for when whoever began to record before has committed, and not earlier", async () => {
    assert.equal(await lookForDocuments(), false);
    // What commits only now has an earlier id than what was recorded meanwhile, and is still to come.
    const { after: seen } = await prisma().signatureRound.findUniqueOrThrow({ where: { id: 1 } });
    assert.ok(seen < firstIdAt(Date.now() - 50_000), seen);
    assert.equal((await items()).length, 0);
  });

  it("are told by the worker soon after, with what they were checked by, and to nobody else", async () => {
    await until(async () => {
      await lookForDocuments({ settledMs: 0 });
      return (await items()).length > 0;
    });
    const [found] = await items();
    assert.deepEqual(
      [found?.headline, found?.indication, found?.subIndication, found?.authorities],
      ["untrusted", "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", []],
    );
    const [signature] = (found?.signatures ?? []) as { signer: { name: string } }[];
    assert.equal(signature?.signer.name, "张伟 Customer");
    assert.equal((await read(id, theirKey)).status, 404);
    const kept = await prisma().signatureCheck.findFirstOrThrow({ where: { evidenceId: id } });
    assert.equal(found?.digest, toHex(sha256(utf8(kept.result))));
    const audit = await prisma().auditEvent.findFirstOrThrow({ where: { action: "signatures.check", subject: id } });
    assert.deepEqual(audit.details, { headline: "untrusted", digest: found?.digest });
    // Again finds nothing new.
    assert.equal(await lookForDocuments({ settledMs: 0 }), false);
    assert.equal((await items()).length, 1);
  });

  it("are checked again by whom the organisation names then; what was found before stays", async () => {
    const { owner: actor } = ours;
    assert.deepEqual(await nameAuthorities({ actor, role: "signer", file: signer.certificate }), { added: 1 });
    assert.deepEqual(await nameAuthorities({ actor, role: "signer", file: signer.certificate }), { added: 0 });
    const { status, body } = await callJson(again.POST, { params: { id }, headers: key, body: {} });
    assert.equal(status, 200);
    assert.deepEqual(
      [body.headline, body.indication, (body.authorities as unknown[]).length],
      ["valid", "TOTAL-PASSED", 1],
    );
    assert.deepEqual(
      (await items()).map(({ headline }) => headline),
      ["valid", "untrusted"],
    );
    const { authorities, count } = await listAuthorities(actor.organisationId, { search: "张伟", page: 1 });
    const [named] = authorities;
    assert.ok(named && count === 1);
    await dateAuthority({ actor, id: named.id, from: undefined, to: "2020-01-01" });
    const outside = await callJson(again.POST, { params: { id }, headers: key, body: {} });
    assert.deepEqual([outside.body.headline, outside.body.subIndication], ["untrusted", "CHAIN_CONSTRAINTS_FAILURE"]);
    assert.equal(
      await refusalOf(dateAuthority({ actor, id: named.id, from: "2021-01-01", to: "2020-01-01" })),
      "dates_reversed",
    );
    const stranger = (await makeOrganisation("Another")).owner;
    assert.equal(await refusalOf(forgetAuthority({ actor: stranger, id: named.id })), "not_found");
    await forgetAuthority({ actor, id: named.id });
    assert.equal((await listAuthorities(actor.organisationId, { page: 1 })).count, 0);
    assert.equal(
      await refusalOf(nameAuthorities({ actor, role: "signer", file: utf8("nothing") })),
      "authorities_unreadable",
    );
  });

  it("are checked one document at a time of an organisation: who comes meanwhile comes again later", async () => {
    const ask = () => callJson(again.POST, { params: { id }, headers: key, body: {} });
    let refused: Awaited<ReturnType<typeof ask>> | undefined;
    await until(async () => {
      const answers = await Promise.all([ask(), ask(), ask()]);
      assert.ok(answers.some(({ status }) => status === 200));
      // Where they came one after the other, none met another one.
      refused = answers.find(({ status }) => status !== 200);
      return refused !== undefined;
    }, 60_000);
    assert.deepEqual([refused?.status, refused?.body.code], [429, "too_many_at_once"]);
    assert.equal((await ask()).status, 200);
  });

  it("are handed out as a report: as they are kept, and on pages in both languages that carry just that", async () => {
    const give = async (query: Record<string, string>, headers = key) =>
      await call(reported.GET, { params: { id }, query, headers });
    const [newest] = await items();
    const json = Buffer.from(await (await give({ format: "json" })).arrayBuffer());
    assert.equal(toHex(sha256(new Uint8Array(json))), newest?.digest);
    const folder = mkdtempSync(join(tmpdir(), "sealbook-report-"));
    try {
      for (const [lang, title] of [
        ["en", "Report on signatures"],
        ["zh-CN", "文件签名报告"],
      ] as const) {
        const answer = await give({ lang });
        assert.equal(answer.headers.get("content-type"), "application/pdf");
        const path = join(folder, `${lang}.pdf`);
        writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
        const text = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
        for (const words of [title, "loan.pdf", "张伟 Customer", "ETSI EN 319 102-1"])
          assert.ok(text.includes(words), words);
        execFileSync("pdfdetach", ["-save", "1", "-o", join(folder, "result.json"), path]);
        assert.deepEqual(readFileSync(join(folder, "result.json")), json);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const checks = (await items()).map((each) => String(each.id));
    const older = await give({ format: "json", check: checks.at(-1) ?? "" });
    assert.equal(JSON.parse(await older.text()).headline, "untrusted");
    assert.equal((await give({ format: "json" }, theirKey)).status, 404);
  });

  it("are found by who signed and by the serial number of the certificate, within the organisation", async () => {
    const ask = async (query: Record<string, string>, headers = key) =>
      ((await callJson(find.GET, { query, headers })).body.items as { evidence: string; serial: string }[]).map(
        ({ evidence }) => evidence,
      );
    assert.deepEqual(await ask({ signer: "张伟" }), [id]);
    assert.deepEqual(await ask({ signer: "nobody" }), []);
    const { serial } = await prisma().signatureSigner.findFirstOrThrow({ where: { evidenceId: id } });
    assert.deepEqual(await ask({ serial: serial.toUpperCase() }), [id]);
    assert.deepEqual(await ask({ signer: "张伟" }, theirKey), []);
  });

  it("are none of what is not signed, and the database keeps what was found as it was", async () => {
    const answer = await upload("plain.pdf", utf8("%PDF-1.7\n%%EOF\n"));
    const plain = (answer.body as { id: string }).id;
    const refused = await callJson(again.POST, { params: { id: plain }, headers: key, body: {} });
    assert.equal(refused.body.code, "not_signed");
    assert.deepEqual((await read(plain)).body.items, []);
    const change = { where: { evidenceId: id }, data: { headline: "valid" } };
    await assert.rejects(prisma().signatureCheck.updateMany(change), /permission denied/);
    await assert.rejects(prisma().signatureCheck.deleteMany({ where: { evidenceId: id } }), /permission denied/);
  });

  it("take no more time than they may: a document that would is told to be too costly", async () => {
    const input = { pdf: new Uint8Array(signedPdf(signer)), named: [], known: new Date() };
    assert.equal(await checkInThread(input, { msMax: 1 }), "too_costly");
    const found = await checkInThread({ ...input, pdf: new Uint8Array(input.pdf) });
    assert.ok(typeof found === "object" && found.headline === "untrusted");
  });

  it("are not written down behind an erasure at the same moment", async () => {
    const { organisationId } = ours.owner;
    const of = (await upload("meanwhile.pdf", new Uint8Array(signedPdf(signer)))).body as { id: string };
    const row = await prisma().evidence.findUniqueOrThrow({ where: { id: of.id } });
    const document = {
      ...{ id: of.id, organisationId },
      sha256: row.sha256,
      size: Number(row.size),
      receivedAt: row.receivedAt,
    };
    const result = await findSignatures(document);
    assert.ok(result);
    const keep = () =>
      prisma().$transaction((tx) => keepCheck(tx, { actor: { kind: "worker" }, organisationId, result }));
    await eraseEvidence({ actor: ours.owner, evidenceId: of.id, reason: "asked for" });
    assert.equal(await refusalOf(keep()), "evidence_erased");
    assert.equal(await prisma().signatureSigner.count({ where: { evidenceId: of.id } }), 0);
    // The other way round the erasure waits, and takes with it what was written.
    const next = (await upload("before.pdf", new Uint8Array(signedPdf(signer)))).body as { id: string };
    let erased: Promise<unknown> | undefined;
    let isErased = false;
    await prisma().$transaction(async (tx) => {
      await keepCheck(tx, { actor: { kind: "worker" }, organisationId, result: { ...result, evidence: next.id } });
      erased = eraseEvidence({ actor: ours.owner, evidenceId: next.id, reason: "asked for" }).then(() => {
        isErased = true;
      });
      await sleep(500);
      assert.equal(isErased, false);
    });
    await erased;
    assert.equal(await prisma().signatureSigner.count({ where: { evidenceId: next.id } }), 0);
  });

  it("go with a record that is erased", async () => {
    await eraseEvidence({ actor: ours.owner, evidenceId: id, reason: "asked for" });
    assert.equal(await prisma().signatureCheck.count({ where: { evidenceId: id } }), 0);
    assert.equal(await prisma().signatureSigner.count({ where: { evidenceId: id } }), 0);
  });
});
