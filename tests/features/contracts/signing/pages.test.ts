/** What a party's page shows: nothing of the document before it was opened by a press, one step at a time, and afterwards how things stand. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { contract } from "#tests/pades/sealed-pdf.ts";

// The configuration is read once, at import.
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { at, call, callJson } = await import("#tests/support/call.ts");
const { makeOrganisation, sessionHeaders } = await import("#tests/support/accounts.ts");
const { receiveFile } = await import("#lib/features/evidence/intake/verbs/receive-file.ts");
const { loadSigning } = await import("#lib/features/contracts/signing/pages.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");

const PLACE = "/api/v1/contracts/envelopes";
const PARTY = "/api/v1/contracts/signing/{token}";
const TITLE = "Loan contract 贷款合同";
const base = { width: 50, height: 8, page: 1, required: true } as const;
const FIELDS = [
  { ...base, name: "sign", kind: "signature", party: "borrower", x: 20, y: 40, height: 18, label: "Signature" },
  { ...base, name: "day", kind: "date", party: "borrower", x: 20, y: 100, label: "Date" },
  { ...base, name: "amount", kind: "amount", party: "borrower", x: 20, y: 130, label: "Amount" },
  { ...base, name: "initials", kind: "initials", party: "borrower", x: 120, y: 130, label: "Initials" },
];
const PARTIES = [
  { name: "borrower", role: "signs", person: "张𠮷" },
  { name: "manager", role: "approves", person: "Ελένη" },
];

let ours: Awaited<ReturnType<typeof makeOrganisation>>;
let headers: Record<string, string>;
let document: string;

async function post(path: string, body: unknown = {}) {
  const answer = await callJson(at(path).POST, { headers, body });
  assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const act = async (token: string, step: string, body: unknown = {}) =>
  await post(`${PARTY.replace("{token}", token)}/${step}`, body);
async function handed(id: string, party: string): Promise<string> {
  return (await post(`${PLACE}/${id}/parties/${party}/access`, { identity: { method: "desk", statement: "Seen" } }))
    .token;
}
async function sent(more: Record<string, unknown> = {}): Promise<string> {
  const expiresAt = new Date(Date.now() + 60 * 60_000).toISOString();
  const { id } = await post(PLACE, { title: TITLE, document, parties: PARTIES, fields: FIELDS, expiresAt, ...more });
  await post(`${PLACE}/${id}/send`);
  return id;
}
const certificateOf = async (token: string) => await call(at(`${PARTY}/certificate`).GET, { params: { token } });

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  const { sessionId } = ours.owner;
  headers = { cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "", origin: "http://localhost:3000" };
  const pdf = await contract({ pages: 1 });
  const { evidence } = await receiveFile({
    ...{ actor: ours.owner, keep: true, announced: { name: "loan.pdf", mediaType: "application/pdf" } },
    source: async (writer) => void (await writer.write(Uint8Array.from(pdf))),
  });
  document = evidence.id;
});
after(async () => await dropTestDatabase());

describe("a party's page", () => {
  it("says from whom a document comes, and opens it by a press alone, for every look at it", async () => {
    const id = await sent();
    const token = await handed(id, "borrower");
    for (const _ of [1, 2]) {
      const page = await loadSigning(token);
      assert.equal(page.state, "cover");
      assert.equal(JSON.stringify(page).includes(TITLE), false);
    }
    assert.equal(await prisma().contractEvent.count({ where: { envelopeId: id, kind: "opened" } }), 0);
    assert.deepEqual(await loadSigning("A".repeat(43)), { state: "closed" });
  });

  it("goes on where its party was, with its own fields in the order of the document, until all is done and taken away", async () => {
    const id = await sent();
    const token = await handed(id, "borrower");
    await act(token, "open");
    const opened = await loadSigning(token);
    assert.equal(opened.state, "open");
    assert.ok(opened.state === "open");
    assert.deepEqual([opened.title, opened.done], [TITLE, ["opened"]]);
    assert.deepEqual(
      opened.fields.map(({ name }) => name),
      ["amount", "day"],
    );
    assert.deepEqual(opened.others, [{ person: "Ελένη", role: "approves", state: "waiting" }]);
    await act(token, "read", { pages: 1 });
    await act(token, "consent", { language: "en" });
    const again = await loadSigning(token);
    assert.ok(again.state === "open");
    assert.deepEqual(again.done, ["opened", "read", "consented"]);
    const { sha256 } = again;
    const values = { amount: "1,200.00", day: "2026-11-30" };
    await act(token, "sign", { document: sha256, values, appearance: { by: "name", name: "张𠮷" } });
    assert.equal((await loadSigning(token)).state, "done");
    assert.equal((await certificateOf(token)).status, 404, "nothing is certified before all have acted");
    const manager = await handed(id, "manager");
    await act(manager, "open");
    await act(manager, "read", { pages: 1 });
    const seen = await loadSigning(manager);
    assert.ok(seen.state === "open");
    await act(manager, "approve", { document: seen.sha256 });
    assert.equal((await loadSigning(manager)).state, "completed");
    assert.equal((await loadSigning(token)).state, "completed");
    const certificate = await certificateOf(token);
    const own = await call(at(`${PLACE}/{id}/certificate`).GET, { headers, params: { id } });
    assert.equal(await certificate.text(), await own.text());
  });

  it("begins anew for whoever else it is handed to, and is closed to those before", async () => {
    const id = await sent();
    const first = await handed(id, "borrower");
    await act(first, "open");
    await act(first, "read", { pages: 1 });
    await act(first, "consent", { language: "en" });
    const second = await handed(id, "borrower");
    assert.equal((await loadSigning(second)).state, "cover");
    assert.equal((await loadSigning(first)).state, "closed");
    const body = { document: "0".repeat(64), values: {}, appearance: { by: "name", name: "张𠮷" } };
    const answers = await Promise.all(
      [first, second].map((token) => callJson(at(`${PARTY}/sign`).POST, { params: { token }, body })),
    );
    assert.deepEqual(
      answers.map((answer) => answer.body.code),
      ["link_invalid", "contract_step_missing"],
    );
  });

  it("takes no signature and no approval of another document than the one that was shown", async () => {
    const id = await sent({ inOrder: false });
    const [borrower, manager] = [await handed(id, "borrower"), await handed(id, "manager")];
    for (const token of [borrower, manager]) {
      await act(token, "open");
      await act(token, "read");
    }
    await act(borrower, "consent", { language: "en" });
    const seen = await loadSigning(manager);
    assert.ok(seen.state === "open");
    const values = { amount: "1,200.00", day: "2026-11-30" };
    const appearance = { by: "name", name: "张𠮷" };
    const unseen = await callJson(at(`${PARTY}/sign`).POST, {
      ...{ params: { token: borrower }, body: { document: "0".repeat(64), values, appearance } },
    });
    assert.equal(unseen.body.code, "contract_changed");
    await act(borrower, "sign", { document: seen.sha256, values, appearance });
    const stale = await callJson(at(`${PARTY}/approve`).POST, {
      ...{ params: { token: manager }, body: { document: seen.sha256 } },
    });
    assert.deepEqual([stale.status, stale.body.code], [409, "contract_changed"]);
    const now = await loadSigning(manager);
    assert.ok(now.state === "open");
    await act(manager, "approve", { document: now.sha256 });
  });

  it("says why nothing is to be done any more", async () => {
    const declined = await sent();
    const token = await handed(declined, "borrower");
    await act(token, "open");
    await act(token, "decline", { reason: "The rate is wrong" });
    assert.equal((await loadSigning(token)).state, "declined");
    const voided = await sent();
    const second = await handed(voided, "borrower");
    await post(`${PLACE}/${voided}/void`, { reason: "A mistake" });
    assert.equal((await loadSigning(second)).state, "voided");
    const late = await sent();
    const third = await handed(late, "borrower");
    await prisma().contractEnvelope.update({ where: { id: late }, data: { expiresAt: new Date() } });
    assert.equal((await loadSigning(third)).state, "expired");
  });
});
