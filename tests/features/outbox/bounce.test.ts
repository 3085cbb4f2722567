/** A letter that comes back later is seen by its issuer like one that was refused at once; and nobody makes one come back who has not seen it. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { testFolder } from "#tests/support/environment.ts";
import { startSmtpSink } from "#tests/support/smtp-sink.ts";

const sink = await startSmtpSink();
process.env.SMTP_URL = sink.url;
process.env.MAIL_FROM = "Sealbook 印证 <no-reply@example.org>";
process.env.MAIL_BOUNCES_TO = "bounces@example.org";

const { whole } = await import("#lib/gate/reach.ts");
const { claimLetter } = await import("#lib/features/certificates/holders/letters.ts");
const { CLAIM_LETTER } = await import("#lib/features/certificates/holders/types.ts");
const { readBatchDelivery } = await import("#lib/features/certificates/holders/rows/deliveries.ts");
const { correctAddress } = await import("#lib/features/certificates/shares/verbs/correct-address.ts");
const { queueClaimLetters } = await import("#lib/features/certificates/holders/verbs/queue-letters.ts");
const { countLettersInTrouble, findNewestLetter } = await import("#lib/features/outbox/rows.ts");
const { noteBounce } = await import("#lib/features/outbox/verbs/note-bounce.ts");
const { sendDueMail } = await import("#lib/features/outbox/verbs/send-due-mail.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { sealbook } = await import("#tests/bin/commands/run-cli.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { ownerPool } = await import("#tests/support/ledger.ts");
const { refusalOf } = await import("#tests/support/refusal.ts");
const { issueBatch } = await import("#tests/features/certificates/holders/certificate-place.ts");
const { report } = await import("#tests/infra/mail/report.ts");

const owner = ownerPool();
let ours: Awaited<ReturnType<typeof makeOrganisation>>;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("School");
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
  await sink.stop();
});

/** As the mail server hands it over. */
const pipe = (input: string | Uint8Array) =>
  sealbook(["bounce", "--json"], {
    input,
    env: {
      DATA_DIR: testFolder,
      DATABASE_URL: process.env.DATABASE_URL ?? "",
      APP_DATABASE_URL: process.env.APP_DATABASE_URL ?? "",
    },
  });

let holders = 0;
/** A certificate whose letter the server took. */
async function sent() {
  const email = `holder-${++holders}@example.org`;
  const { certificateIds } = await issueBatch(owner, ours.id, [{ name: `H ${holders}`, email }]);
  await queueClaimLetters();
  while (await sendDueMail([claimLetter]));
  const mail = sink.received.at(-1);
  const [from = "", to = ""] = mail?.envelope ?? [];
  const messageId = /^Message-ID:\s+(<[^>]+>)/im.exec(mail?.data ?? "")?.[1] ?? "";
  const id = certificateIds[0] ?? "";
  const letter = () => findNewestLetter({ organisationId: ours.id, kind: CLAIM_LETTER, subject: id });
  return { id, email, from, to, messageId, envelope: /ENVID=(\S+)/.exec(from)?.[1] ?? "", letter };
}

describe("a letter", () => {
  it("asks for a report, under a name that nobody guesses, at the address for it", async () => {
    const { from, to, email, envelope, messageId } = await sent();
    assert.match(from, /^MAIL FROM:<bounces@example\.org> .*RET=HDRS/);
    assert.match(envelope, /^[0-9a-f-]{36}\.[A-Za-z0-9_-]{22}$/);
    assert.ok(to.startsWith(`RCPT TO:<${email}>`) && to.includes("NOTIFY=FAILURE"), to);
    assert.ok(to.includes(`ORCPT=rfc822;${email}`), to);
    assert.ok(messageId.startsWith(`<${envelope}@`));
  });

  it("that came back is shown like one that was refused, and the corrected address gets a new one", async () => {
    const one = await sent();
    assert.equal((await one.letter())?.state, "sent");
    const { code, stdout } = await pipe(report({ envelope: one.envelope, to: one.email }));
    assert.deepEqual([code, JSON.parse(stdout)], [0, { bounce: "noted" }]);
    const { state, failure } = (await one.letter()) ?? {};
    assert.deepEqual([state, failure], ["failed", "bounced"]);
    const since = new Date(Date.now() - 60_000);
    assert.equal((await countLettersInTrouble({ organisationId: ours.id, since })).failed, 1);
    await correctAddress({ actor: ours.owner, certificateId: one.id, email: "right@example.org" });
    while (await sendDueMail([claimLetter]));
    assert.deepEqual(sink.received.at(-1)?.to, ["right@example.org"]);
    assert.equal((await one.letter())?.state, "sent");
    // The first report once more is about the first letter alone.
    await pipe(report({ envelope: one.envelope }));
    assert.equal((await one.letter())?.state, "sent");
  });

  it("is counted in its batch by the newest letter about each certificate, and named where it did not arrive", async () => {
    const holders = [
      { name: "王㛃", email: "back@example.org" },
      { name: "Ann", email: "ann@example.org" },
      { name: "No" },
    ];
    const { batchId, certificateIds } = await issueBatch(owner, ours.id, holders);
    const counts = () => readBatchDelivery(whole(ours.id), batchId);
    await queueClaimLetters();
    const before = { claimed: 0, sent: 0, failed: 0, waiting: 2, unaddressed: 1, undelivered: [] };
    assert.deepEqual(await counts(), before);
    while (await sendDueMail([claimLetter]));
    const mail = sink.received.find(({ to }) => to[0] === "back@example.org");
    const envelope = /ENVID=(\S+)/.exec(mail?.envelope[0] ?? "")?.[1] ?? "";
    await pipe(report({ envelope, to: "back@example.org" }));
    const undelivered = [{ id: certificateIds[0], holderName: "王㛃", failure: "bounced" }];
    assert.deepEqual(await counts(), { ...before, waiting: 0, sent: 1, failed: 1, undelivered });
    await correctAddress({ actor: ours.owner, certificateId: certificateIds[0] ?? "", email: "right@example.org" });
    while (await sendDueMail([claimLetter]));
    assert.deepEqual(await counts(), { ...before, waiting: 0, sent: 2 });
    const { id: stranger } = await makeOrganisation("Another school");
    const nothing = { ...before, waiting: 0, unaddressed: 0 };
    assert.deepEqual(await readBatchDelivery(whole(stranger), batchId), nothing);
  });

  it("that came back from a server that knows no such names is known by the head that is returned", async () => {
    const one = await sent();
    assert.equal(JSON.parse((await pipe(report({ messageId: one.messageId }))).stdout).bounce, "noted");
    assert.equal((await one.letter())?.failure, "bounced");
  });

  it("that is late has not come back", async () => {
    const one = await sent();
    const late = report({ envelope: one.envelope, action: "delayed" });
    assert.equal(JSON.parse((await pipe(late)).stdout).bounce, "late");
    assert.equal((await one.letter())?.state, "sent");
  });

  it("stays as it is whatever somebody makes up: its id, another's name, an answer, noise", async () => {
    const [one, other] = [await sent(), await sent()];
    const [id = ""] = one.envelope.split(".");
    const [, mac = ""] = other.envelope.split(".");
    for (const envelope of [id, `${id}.`, `${id}.${mac}`, "' OR 1=1 --", "%", "\u0000"]) {
      const { bounce } = await noteBounce({ actor: { kind: "operator" }, message: report({ envelope }) });
      assert.equal(bounce, "unknown", envelope);
    }
    for (const message of ["", "Subject: Thank you\n\nfor the certificate", Buffer.from([0, 255, 128, 10, 10])]) {
      const { code, stdout } = await pipe(message);
      assert.deepEqual([code, JSON.parse(stdout)], [0, { bounce: "other" }]);
    }
    assert.equal((await one.letter())?.state, "sent");
    assert.equal((await pipe("x".repeat(1024 * 1024 + 1))).code, 2);
  });

  it("is marked by the mail server of the installation alone", async () => {
    const asked = noteBounce({ actor: ours.owner, message: report({}) });
    assert.equal(await refusalOf(asked), "forbidden");
  });
});
