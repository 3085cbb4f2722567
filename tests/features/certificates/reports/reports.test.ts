/** What anybody says is wrong with a certificate reaches issuer and operator, and gets an answer; nobody drowns either. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startSmtpSink, textOf } from "#tests/support/smtp-sink.ts";

const sink = await startSmtpSink();
process.env.SMTP_URL = sink.url;
process.env.MAIL_FROM = "Sealbook 印证 <no-reply@example.org>";

const { whole } = await import("#lib/gate/reach.ts");
const { makeClaimLink } = await import("#lib/features/certificates/holders/verbs/send-again.ts");
const { answerLetter, reportLetter } = await import("#lib/features/certificates/reports/letters.ts");
const { listReports } = await import("#lib/features/certificates/reports/rows/reports.ts");
const { OPEN_REPORTS_MAX } = await import("#lib/features/certificates/reports/types.ts");
const { askForCorrection, reportCertificate } = await import(
  "#lib/features/certificates/reports/verbs/report-certificate.ts"
);
const { closeReport, lookAtReport } = await import("#lib/features/certificates/reports/verbs/settle-report.ts");
const { sendDueMail } = await import("#lib/features/outbox/verbs/send-due-mail.ts");
const { issueBatch } = await import("#tests/features/certificates/holders/certificate-place.ts");
const { inRole, makeOrganisation } = await import("#tests/support/accounts.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { ownerPool } = await import("#tests/support/ledger.ts");

const owner = ownerPool();
const limit = { name: "test report", requests: 1_000, windowSeconds: 3600 };
let ours: Awaited<ReturnType<typeof makeOrganisation>>;
let theirs: Awaited<ReturnType<typeof makeOrganisation>>;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("School");
  theirs = await makeOrganisation("Another");
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
  await sink.stop();
});

async function certificate() {
  return (await issueBatch(owner, ours.id, [{ name: "张三", email: "zhang@example.org" }])).certificateIds[0] ?? "";
}

const report = (certificateId: string, more = {}) =>
  reportCertificate({
    ...{
      certificateId,
      kind: "forged",
      body: "This school does not exist.",
      locale: "en",
      address: "192.0.2.7",
      limit,
    },
    ...more,
  });

async function mail() {
  const from = sink.received.length;
  while (await sendDueMail([reportLetter, answerLetter]));
  return sink.received.slice(from).map((each) => ({ to: each.to[0], text: textOf(each.data) }));
}

const openAlerts = async () =>
  (await owner.query("SELECT subject FROM alert WHERE kind = 'certificate_reported' AND resolved_at IS NULL")).rows;

describe("a report", () => {
  it("reaches the issuer by letter and the operator by alert, and its maker gets the answer", async () => {
    const { id } = await report(await certificate(), { email: "reader@example.org" });
    const [told] = await mail();
    assert.equal(told?.to, ours.ownerEmail);
    assert(told.text.includes("This school does not exist."));
    assert.deepEqual(await openAlerts(), [{ subject: ours.id }]);
    const one = async () => (await listReports(whole(ours.id))).rows.find((each) => each.id === id);
    assert.equal((await one())?.state, "open");
    await lookAtReport({ actor: ours.owner, reportId: id });
    assert.equal((await one())?.state, "looked_at");
    await closeReport({ actor: ours.owner, reportId: id, answer: "It does: see our page." });
    assert.equal((await one())?.state, "closed");
    const [answered] = await mail();
    assert.equal(answered?.to, "reader@example.org");
    assert(answered.text.includes("It does: see our page."));
    assert.deepEqual(await openAlerts(), []);
    await assert.rejects(closeReport({ actor: ours.owner, reportId: id, answer: "Again." }), { code: "gone" });
  });

  it("is its issuer's alone", async () => {
    const { id } = await report(await certificate());
    assert.equal((await listReports(whole(theirs.id))).rows.length, 0);
    await assert.rejects(lookAtReport({ actor: theirs.owner, reportId: id }), { code: "gone" });
    await assert.rejects(closeReport({ actor: theirs.owner, reportId: id, answer: "No." }), { code: "gone" });
    const auditor = await inRole(ours.owner, "auditor");
    await assert.rejects(closeReport({ actor: auditor, reportId: id, answer: "No." }), { code: "forbidden" });
    await inRole(ours.owner, "owner");
    await mail();
  });

  it("is one of so many: of one address an hour, and about one certificate until they are closed", async () => {
    const certificateId = await certificate();
    const few = { ...limit, name: "test report few", requests: 2 };
    await report(certificateId, { limit: few });
    await report(certificateId, { limit: few });
    await assert.rejects(report(certificateId, { limit: few }), { code: "too_many_attempts" });
    await owner.query(
      `INSERT INTO certificate_report (id, organisation_id, certificate_id, kind, body, locale, created_at)
       SELECT gen_random_uuid(), $1, $2, 'other', 'Spam', 'en', now() FROM generate_series(1, $3)`,
      [ours.id, certificateId, OPEN_REPORTS_MAX - 4],
    );
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => report(certificateId)));
    assert.equal(all.filter(({ status }) => status === "fulfilled").length, 2);
    for (const each of all) if (each.status === "rejected") assert.equal(each.reason.code, "too_many_reports");
    await assert.rejects(report("01890a5d-ac96-774b-bcce-b302099a8057"), { code: "not_found" });
  });
});

describe("a holder's wish for a correction", () => {
  it("reaches the issuer and not the operator, and is answered to the holder's own address", async () => {
    await owner.query(
      "UPDATE certificate_report SET looked_at = now(), closed_at = now(), answer = '' WHERE closed_at IS NULL",
    );
    await owner.query("UPDATE alert SET resolved_at = now() WHERE resolved_at IS NULL");
    await mail();
    const certificateId = await certificate();
    const token = (await makeClaimLink({ actor: ours.owner, certificateId })).url.split("/").at(-1) ?? "";
    const input = { token, certificateId, body: "我的名字是张叁。", address: "192.0.2.10", locale: "zh-CN" } as const;
    const { id } = await askForCorrection(input);
    assert(((await mail())[0]?.text ?? "").includes("我的名字是张叁。"));
    assert.deepEqual(await openAlerts(), []);
    await closeReport({ actor: ours.owner, reportId: id, answer: "已更正。" });
    assert.equal((await mail())[0]?.to, "zhang@example.org");
    await assert.rejects(askForCorrection({ ...input, token: "x".repeat(43) }), { code: "link_invalid" });
  });
});
