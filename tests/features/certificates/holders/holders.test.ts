/** A holder gets to their certificates by a link or a code and by nothing else, and no program that opens a link changes anything. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startSmtpSink, textOf } from "#tests/support/smtp-sink.ts";

const sink = await startSmtpSink();
process.env.SMTP_URL = sink.url;
process.env.MAIL_FROM = "Sealbook 印证 <no-reply@example.org>";

const { claimLetter, lostLetter, statusLetter } = await import("#lib/features/certificates/holders/letters.ts");
const { readHeld } = await import("#lib/features/certificates/holders/rows/certificates.ts");
const { findHolder } = await import("#lib/features/certificates/holders/rows/holder.ts");
const { askForLink } = await import("#lib/features/certificates/holders/verbs/ask-for-link.ts");
const { claimCertificate } = await import("#lib/features/certificates/holders/verbs/claim-certificate.ts");
const { correctAddress } = await import("#lib/features/certificates/shares/verbs/correct-address.ts");
const { findNewestLetter } = await import("#lib/features/outbox/rows.ts");
const { openByCode } = await import("#lib/features/certificates/holders/verbs/open-by-code.ts");
const { queueClaimLetters, queueStatusLetters } = await import(
  "#lib/features/certificates/holders/verbs/queue-letters.ts"
);
const { makeClaimLink, sendClaimLetter } = await import("#lib/features/certificates/holders/verbs/send-again.ts");
const { setPageOpen } = await import("#lib/features/certificates/holders/verbs/set-page-open.ts");
const { sendDueMail } = await import("#lib/features/outbox/verbs/send-due-mail.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { inRole, makeOrganisation } = await import("#tests/support/accounts.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { ownerPool } = await import("#tests/support/ledger.ts");
const { changeState, issueBatch, ISSUER_NAME, TITLE } = await import("./certificate-place.ts");

const letters = [claimLetter, lostLetter, statusLetter];
const owner = ownerPool();
const address = "192.0.2.7";
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

const count = async (table: string) => Number((await owner.query(`SELECT count(*) AS n FROM ${table}`)).rows[0].n);
const tokenIn = (text: string) => /\/claim\/([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? "";

/** Sends what is due. @returns the letters, newest last */
async function mail() {
  const from = sink.received.length;
  while (await sendDueMail(letters));
  return sink.received.slice(from).map((each) => ({ to: each.to[0], text: textOf(each.data) }));
}

describe("the letter of a certificate", () => {
  it("goes once to each holder of an issued batch, in the certificate's language, with a link of its own", async () => {
    await issueBatch(owner, ours.id, [{ name: "张三", email: "zhang@example.org" }, { name: "Nobody's address" }]);
    assert.equal((await queueClaimLetters()).letters, 1);
    assert.equal((await queueClaimLetters()).letters, 0, "once");
    const [letter, ...more] = await mail();
    assert.equal(more.length, 0);
    assert.equal(letter?.to, "zhang@example.org");
    for (const part of ["张三", TITLE, ISSUER_NAME, "请勿转发"]) assert(letter.text.includes(part), part);
    const holder = await findHolder(tokenIn(letter.text), address);
    assert.equal(holder?.organisationId, ours.id);
    const { rows } = await owner.query("SELECT token_hash FROM certificate_link");
    assert(!JSON.stringify(rows).includes(tokenIn(letter.text)), "the token is not stored");
  });

  it("is written once by several workers at once", async () => {
    await issueBatch(owner, ours.id, [{ name: "Li", email: "li@example.org" }]);
    const results = await Promise.all(Array.from({ length: 5 }, () => queueClaimLetters()));
    assert.equal(
      results.reduce((sum, { letters: each }) => sum + each, 0),
      1,
    );
    await mail();
  });

  it("opens with one certificate those of the same person, address and issuer, and nobody else's", async () => {
    const email = "class@example.org";
    const { certificateIds: first } = await issueBatch(owner, ours.id, [
      { name: "Ann", email },
      { name: "Bob", email },
    ]);
    const { certificateIds: second } = await issueBatch(owner, ours.id, [{ name: "Ann", email }]);
    await issueBatch(owner, theirs.id, [{ name: "Ann", email }]);
    await queueClaimLetters();
    const holders = await Promise.all((await mail()).map(({ text }) => findHolder(tokenIn(text), address)));
    const anns = holders.find(
      (each) => each?.organisationId === ours.id && each.certificateIds.includes(first[0] ?? ""),
    );
    assert.deepEqual(anns?.certificateIds, [second[0], first[0]]);
    const bobs = holders.find((each) => each?.certificateIds.includes(first[1] ?? ""));
    assert.deepEqual(bobs?.certificateIds, [first[1]]);
  });

  it("tells what became of a certificate, once, with the reason; of two changes the last", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [{ name: "Eve", email: "eve@example.org" }]);
    const [id = ""] = certificateIds;
    await queueClaimLetters();
    await mail();
    await changeState(owner, id, "suspended");
    await changeState(owner, id, "revoked", "成绩有误");
    assert.equal((await queueStatusLetters()).letters, 2);
    assert.equal((await queueStatusLetters()).letters, 0);
    const sent = await mail();
    assert.equal(sent.length, 1);
    for (const part of ["撤销", "成绩有误", "Eve"]) assert(sent[0]?.text.includes(part), part);
    assert.equal((await readHeld([id]))[0]?.state, "revoked");
  });

  it("is sent again by the issuer alone", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [
      { name: "Uma", email: "uma@example.org" },
      { name: "No address" },
    ]);
    const [id = "", without = ""] = certificateIds;
    await queueClaimLetters();
    await mail();
    await sendClaimLetter({ actor: ours.owner, certificateId: id });
    assert.equal((await mail())[0]?.to, "uma@example.org");
    await assert.rejects(sendClaimLetter({ actor: ours.owner, certificateId: without }), { code: "gone" });
    await assert.rejects(sendClaimLetter({ actor: theirs.owner, certificateId: id }), { code: "not_found" });
    const auditor = await inRole(ours.owner, "auditor");
    await assert.rejects(sendClaimLetter({ actor: auditor, certificateId: id }), { code: "forbidden" });
    await assert.rejects(makeClaimLink({ actor: auditor, certificateId: id }), { code: "forbidden" });
    await inRole(ours.owner, "owner");
  });
});

describe("a wrong address", () => {
  it("is shown to the issuer with why, corrected, and written to; what went to the old one opens nothing", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [{ name: "Wanda", email: "wrong@example.org" }]);
    const [certificateId = ""] = certificateIds;
    await queueClaimLetters();
    sink.refuse = "550 5.1.1 no such user";
    assert.equal((await mail()).length, 0);
    sink.refuse = undefined;
    const newest = async () =>
      await findNewestLetter({ organisationId: ours.id, kind: "certificate-claim", subject: certificateId });
    assert.deepEqual([(await newest())?.state, (await newest())?.failure], ["failed", "rejected"]);
    const old = tokenIn((await makeClaimLink({ actor: ours.owner, certificateId })).url);
    await owner.query("UPDATE certificate_link SET kind = 'letter' WHERE certificate_id = $1", [certificateId]);
    await correctAddress({ actor: ours.owner, certificateId, email: "wanda@example.org" });
    const [letter, ...more] = await mail();
    assert.equal(more.length, 0);
    assert.equal(letter?.to, "wanda@example.org");
    assert.equal((await newest())?.state, "sent");
    assert.equal(await findHolder(old, address), undefined);
    assert.ok(await findHolder(tokenIn(letter.text), address));
    const auditor = await inRole(ours.owner, "auditor");
    const theirOwn = correctAddress({ actor: theirs.owner, certificateId, email: "thief@example.org" });
    await assert.rejects(theirOwn, { code: "not_found" });
    await assert.rejects(correctAddress({ actor: auditor, certificateId, email: "a@example.org" }), {
      code: "forbidden",
    });
    await inRole(ours.owner, "owner");
  });
});

describe("a lost link", () => {
  it("is sent to the mailbox alone: the answer is one, whether or not there are certificates", async () => {
    const ask = (email: string) => askForLink({ email, address: "192.0.2.8", locale: "en" });
    assert.equal(await ask("class@example.org"), undefined);
    assert.equal(await ask("stranger@example.org"), undefined);
    const sent = await mail();
    assert.deepEqual(
      sent.map(({ to }) => to),
      ["class@example.org"],
    );
    const text = sent[0]?.text ?? "";
    const tokens = [...text.matchAll(/\/claim\/([A-Za-z0-9_-]{43})/g)].map(([, token]) => token ?? "");
    assert.equal(tokens.length, 3, "Ann's and Bob's, and Ann's of the other issuer");
    for (const token of tokens) assert(await findHolder(token, address));
    assert.equal(
      Number((await owner.query("SELECT count(*) AS n FROM outbox_item WHERE kind = 'certificate-lost'")).rows[0].n),
      0,
    );
  });

  it("is asked for so many times an hour", async () => {
    const limits = {
      address: { name: "test lost address", requests: 3, windowSeconds: 3600 },
      email: { name: "test lost email", requests: 2, windowSeconds: 3600 },
    };
    const ask = (email: string) => askForLink({ email, address: "192.0.2.9", locale: "en", limits });
    await ask("a@example.org");
    await ask("a@example.org");
    await assert.rejects(ask("a@example.org"), { code: "too_many_attempts" });
    await assert.rejects(ask("b@example.org"), { code: "too_many_attempts" });
    await mail();
  });
});

describe("a link and a code that are handed over", () => {
  it("open that certificate alone, until they expire", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [{ name: "Kim", email: "kim@example.org" }]);
    await issueBatch(owner, ours.id, [{ name: "Kim", email: "kim@example.org" }]);
    const [id = ""] = certificateIds;
    const { url, code } = await makeClaimLink({ actor: ours.owner, certificateId: id });
    assert.match(code, /^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/);
    assert.deepEqual((await findHolder(tokenIn(url), address))?.certificateIds, [id]);
    const { token } = await openByCode({ code: code.toLowerCase().replaceAll("-", " "), address });
    assert.deepEqual((await findHolder(token, address))?.certificateIds, [id]);
    await owner.query("UPDATE certificate_link SET expires_at = now()");
    assert.equal(await findHolder(token, address), undefined);
    await assert.rejects(openByCode({ code, address }), { code: "link_invalid" });
  });

  it("cannot be guessed: so many tries an hour from one address, which keep nobody else out", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [{ name: "Guess" }]);
    const { code } = await makeClaimLink({ actor: ours.owner, certificateId: certificateIds[0] ?? "" });
    const limit = { name: "test code", requests: 5, windowSeconds: 3600 };
    const guess = (typed: string, from = "192.0.2.66") => openByCode({ code: typed, address: from, limit });
    for (const typed of ["K7QF-2M9X-4TPA", "", "0000-0000-0000", "' OR 1=1", `${code}A`]) {
      await assert.rejects(guess(typed), { code: "link_invalid" }, typed);
    }
    await assert.rejects(guess(code), { code: "too_many_attempts" });
    assert.ok((await guess(code, "192.0.2.67")).token);
  });

  it("a token that is none opens nothing", async () => {
    for (const token of ["", "a".repeat(43), "../../etc", "%00", "a".repeat(10_000)]) {
      assert.equal(await findHolder(token, address), undefined);
    }
  });
});

describe("a holder's page", () => {
  it("changes nothing by being opened; claiming is a press of a button, and once", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [{ name: "Pia" }]);
    const certificateId = certificateIds[0] ?? "";
    const { url } = await makeClaimLink({ actor: ours.owner, certificateId });
    const token = tokenIn(url);
    const before = [await count("certificate_claim"), await count("audit_event"), await count("certificate_link")];
    for (let at = 0; at < 3; at++) await readHeld((await findHolder(token, address))?.certificateIds ?? []);
    assert.deepEqual(
      [await count("certificate_claim"), await count("audit_event"), await count("certificate_link")],
      before,
    );
    const claim = () => claimCertificate({ token, certificateId, address, locale: "en" });
    await Promise.all([claim(), claim(), claim()]);
    assert.equal(await count("certificate_claim"), (before[0] ?? 0) + 1);
    assert.equal(await count("audit_event"), (before[1] ?? 0) + 1);
    assert.ok((await readHeld([certificateId]))[0]?.claimedAt);
  });

  it("does nothing to another's certificate", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [{ name: "One" }, { name: "Two" }]);
    const [one = "", two = ""] = certificateIds;
    const token = tokenIn((await makeClaimLink({ actor: ours.owner, certificateId: one })).url);
    const input = { token, certificateId: two, address };
    await assert.rejects(claimCertificate({ ...input, locale: "en" }), { code: "link_invalid" });
    await assert.rejects(setPageOpen({ ...input, open: false }), { code: "link_invalid" });
    await assert.rejects(setPageOpen({ token, certificateId: one, address, open: false }), { code: "gone" });
    assert.equal(pool().totalCount > 0, true);
  });
});
