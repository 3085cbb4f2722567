/**
 * Whoever has a contract in their hands is told what is recorded of it, by its number and without an account: whose it is, since when, how its
 * signing stands and by which roles; never what it says, nor who its parties are.
 */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { compareDigest } from "#components/contracts/checking/compared.ts";
import { contract } from "#tests/pades/sealed-pdf.ts";

// The configuration is read once, at import.
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { at, call, callJson } = await import("#tests/support/call.ts");
const { makeOrganisation, sessionHeaders } = await import("#tests/support/accounts.ts");
const { recordContracts } = await import("#lib/features/contracts/envelopes/verbs/record-events.ts");
const { eraseEvidence } = await import("#lib/features/evidence/erasure/verbs/erase-evidence.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");

const CHECK = at("/api/v1/contracts/check/{reference}").GET;
const ENVELOPES = "/api/v1/contracts/envelopes";
const PARTY = "/api/v1/contracts/signing/{token}";
const PERSON = "Ελένη 张𠮷";
const IDENTITY = { method: "desk", statement: "Seen by the clerk" };

let ours: Awaited<ReturnType<typeof makeOrganisation>>;
let headers: Record<string, string>;

const ask = async (reference: string) => await callJson(CHECK, { params: { reference } });
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A PDF with the mark on it, recorded. */
async function marked(): Promise<{ number: string; evidenceId: string; sha256: string }> {
  const body = await contract({ pages: 1 });
  const mark = {
    headers: { ...headers, "content-type": "application/pdf" },
    query: { name: "loan.pdf", language: "zh-CN" },
    body,
  };
  const answer = await callJson(at("/api/v1/contracts/documents").POST, mark);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

async function post(path: string, body: unknown, as = headers) {
  const answer = await callJson(at(path).POST, { headers: as, body });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}

async function prepared(document: string): Promise<string> {
  const expiresAt = new Date(Date.now() + 60 * 60_000).toISOString();
  const parties = [{ name: "manager", role: "approves", person: PERSON }];
  const title = "A secret title";
  return (await post(ENVELOPES, { title, document, parties, fields: [], expiresAt })).id;
}

async function sent(document: string): Promise<string> {
  const id = await prepared(document);
  await post(`${ENVELOPES}/${id}/send`, {});
  return id;
}

async function accessOf(id: string): Promise<string> {
  return (await post(`${ENVELOPES}/${id}/parties/manager/access`, { identity: IDENTITY })).token;
}

async function acted(id: string, last: "approve" | "decline"): Promise<void> {
  const token = await accessOf(id);
  const act = (step: string, body: object) => post(`${PARTY.replace("{token}", token)}/${step}`, body, {});
  await act("open", {});
  await act("read", { pages: 1 });
  const shown = await call(at(`${PARTY}/document`).GET, { params: { token } });
  const document = digestOf(new Uint8Array(await shown.arrayBuffer()));
  await act(last, last === "decline" ? { reason: "A private reason" } : { document });
}

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  const { sessionId } = ours.owner;
  headers = { cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "", origin: "http://localhost:3000" };
});
after(async () => await dropTestDatabase());

describe("a contract that somebody checks", () => {
  it("is told by its number, however that is typed, and by its id; with roles and times, and neither names nor words", async () => {
    const { number, evidenceId, sha256 } = await marked();
    const alone = (await ask(number)).body;
    assert.equal(alone.organisation, "Blue Harbour Bank 蓝港银行");
    assert.deepEqual([alone.document.id, alone.document.sha256, alone.document.open], [evidenceId, sha256, true]);
    assert.deepEqual(alone.signings, []);
    assert.deepEqual((await ask(number.toLowerCase().replaceAll("-", " "))).body, alone);

    const id = await prepared(evidenceId);
    assert.equal((await ask(id)).status, 404, "a draft is nobody's business");
    assert.deepEqual((await ask(number)).body.signings, []);
    await post(`${ENVELOPES}/${id}/send`, {});
    const [out] = (await ask(number)).body.signings;
    assert.deepEqual([out.state, out.parties], ["sent", [{ role: "approves", state: "due" }]]);

    await acted(id, "approve");
    while ((await recordContracts()) > 0);
    const done = await ask(number);
    const [signing] = done.body.signings;
    const pdf = await call(at(`${ENVELOPES}/{id}/document`).GET, { headers, params: { id } });
    assert.equal(signing.state, "completed");
    assert.equal(signing.completed.sha256, digestOf(new Uint8Array(await pdf.arrayBuffer())));
    assert.equal(typeof signing.parties[0].doneAt, "string");
    assert.deepEqual((await ask(id)).body, done.body, "its link says what its number says");
    for (const secret of [PERSON, "A secret title", "Seen by the clerk", "manager"])
      assert.equal(JSON.stringify(done.body).includes(secret), false, secret);
  });

  it("came to nothing: that is said, and no reason", async () => {
    const { number, evidenceId } = await marked();
    await acted(await sent(evidenceId), "decline");
    const id = await sent(evidenceId);
    await prisma().contractEnvelope.update({ where: { id }, data: { expiresAt: new Date() } });
    const { body } = await ask(number);
    assert.deepEqual(
      body.signings.map(({ state }: { state: string }) => state),
      ["expired", "declined"],
    );
    assert.equal(JSON.stringify(body).includes("A private reason"), false);
  });

  it("is another answer for a number that is mistyped than for one that nobody was given", async () => {
    const { number } = await marked();
    const swapped = `${number[1]}${number[0]}${number.slice(2)}`;
    const other = `${number[0] === "7" ? "8" : "7"}${number.slice(1)}`;
    for (const wrong of [other, number.slice(1), "hello", ...(number[0] === number[1] ? [] : [swapped])]) {
      const { status, body } = await ask(wrong);
      assert.deepEqual([status, body.code], [400, "contract_number_mistyped"], wrong);
    }
    const { makeMarkNumber } = await import("#lib/core/text/mark-number.ts");
    const free = makeMarkNumber((bytes) => new Uint8Array(bytes).map((_, at) => at + 3));
    assert.equal((await ask(free)).status, 404);
    assert.equal((await ask("00000000-0000-7000-8000-000000000000")).status, 404);
  });

  it("that was erased has no digest any more, and keeps its place", async () => {
    const { number, evidenceId } = await marked();
    await eraseEvidence({ actor: ours.owner, evidenceId, reason: "asked for by the borrower" });
    const { document } = (await ask(number)).body;
    assert.deepEqual([document.id, document.sha256], [evidenceId, undefined]);
  });

  it("is compared with a file by its digest: the last document, an earlier one, or none of them", () => {
    const record = (sha256: string) => ({ id: "1", recordedAt: "", anchored: undefined, open: true, sha256 });
    const signing = { sentAt: "", expiresAt: "", endedAt: undefined, parties: [], completed: undefined };
    const versions = ["b", "c", "d"].map((sha256, signatures) => ({ sha256, signatures }));
    const known = (state: "completed" | "voided") => ({
      ...{ number: undefined, organisation: "", test: false, document: record("a") },
      signings: [{ ...signing, state, versions }],
    });
    assert.deepEqual(compareDigest("a", known("completed")), { is: "composed" });
    assert.deepEqual(compareDigest("d", known("completed")), { is: "completed" });
    assert.deepEqual(compareDigest("c", known("completed")), { is: "version", signatures: 1, state: "completed" });
    assert.deepEqual(compareDigest("d", known("voided")), { is: "version", signatures: 2, state: "voided" });
    assert.deepEqual(compareDigest("e", known("completed")), { is: "other" });
  });
});
