/**
 * A contract that goes out: each party signs in its turn and in its own way, everything that is done is evidence in a chain, the document holds
 * for a stranger, and whoever comes too early, too late, twice or with what does not hold signs nothing.
 */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { FIELDS } from "#tests/pades/finished-pdf.ts";
import { contract, newSigner, ROOT, type TestSigner } from "#tests/pades/sealed-pdf.ts";

// The configuration is read once, at import.
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { at, call, callJson } = await import("#tests/support/call.ts");
const { makeOrganisation, sessionHeaders } = await import("#tests/support/accounts.ts");
const { makeKey, makeUnit } = await import("#tests/support/units.ts");
const { receiveFile } = await import("#lib/features/evidence/intake/verbs/receive-file.ts");
const { expireEnvelopes } = await import("#lib/features/contracts/envelopes/verbs/expire-envelopes.ts");
const { forgetShredded } = await import("#lib/features/contracts/envelopes/verbs/forget-shredded.ts");
const { recordContracts } = await import("#lib/features/contracts/envelopes/verbs/record-events.ts");
const { retireOrganisation } = await import("#lib/features/accounts/organisations/verbs/move-organisation.ts");
const { shredOrganisation } = await import("#lib/features/keyring/verbs/change-organisation-key.ts");
const { join } = await import("#tests/support/members.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { SIGNING, signedAttributes, signedData } = await import("#lib/pades/cms.ts");
const { verifyPdfSignatures } = await import("#lib/verify/pdf/verify-signatures.ts");

const PLACE = "/api/v1/contracts/envelopes";
const PARTY = "/api/v1/contracts/signing/{token}";
const PURPOSE = "loan contracts";
const HAND = { by: "name", name: "张𠮷" } as const;
const VALUES = { "borrower-name": "张𠮷", amount: "1,200,000.00", day: "2026-11-30", term: "24", agreed: true };
const PARTIES = [
  { name: "borrower", role: "signs", person: "张𠮷" },
  { name: "guarantor", role: "witness", person: "李四" },
  { name: "manager", role: "approves", person: "Ελένη" },
  { name: "bank", role: "seals", person: "Blue Harbour Bank 蓝港银行" },
] as const;

type Headers = Record<string, string>;

let ours: Awaited<ReturnType<typeof makeOrganisation>>;
let owner: Headers;
let document: string;

async function recorded(pdf: Uint8Array, actor = ours.owner): Promise<string> {
  const { evidence } = await receiveFile({
    ...{ actor, keep: true, announced: { name: "loan.pdf", mediaType: "application/pdf" } },
    source: async (writer) => void (await writer.write(Uint8Array.from(pdf))),
  });
  return evidence.id;
}

const post = async (path: string, params: Headers, body: unknown = {}, headers: Headers = owner) =>
  await callJson(at(`${PLACE}${path}`).POST, { headers, params, body });
const act = async (token: string, path: string, body: unknown = {}) =>
  await callJson(at(`${PARTY}/${path}`).POST, { params: { token }, body });

const wanted = (more: Record<string, unknown> = {}) => ({
  ...{ title: "Loan contract 贷款合同", document, parties: PARTIES, fields: FIELDS },
  edges: [{ field: "bank-seal", width: 30, height: 30 }],
  expiresAt: new Date(Date.now() + 24 * 60 * 60_000).toISOString(),
  ...more,
});

async function sent(more: Record<string, unknown> = {}, headers: Headers = owner): Promise<string> {
  const made = await post("", {}, wanted(more), headers);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const answer = await post("/{id}/send", { id: made.body.id }, {}, headers);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return made.body.id;
}

const IDENTITY = { method: "desk", statement: "Passport seen by the clerk at the desk" };
const handed = async (id: string, party: string) =>
  await post("/{id}/parties/{party}/access", { id, party }, { identity: IDENTITY });

/** A party that opened, read and consented. */
async function ready(id: string, party: string): Promise<string> {
  const { body } = await handed(id, party);
  for (const [step, given] of [
    ["open", {}],
    ["read", { pages: 3 }],
    ["consent", { language: "zh-CN" }],
  ] as const)
    assert.equal((await act(body.token, step, given)).status, 200, step);
  return body.token;
}

/** Digest of the document as it is shown now; of none before it was opened. */
async function shown(token: string): Promise<string> {
  const answer = await call(at(`${PARTY}/document`).GET, { params: { token } });
  return answer.status === 200
    ? createHash("sha256")
        .update(new Uint8Array(await answer.arrayBuffer()))
        .digest("hex")
    : "0".repeat(64);
}

const sign = async (token: string, values: Record<string, unknown> = VALUES) =>
  await act(token, "sign", { document: await shown(token), values, appearance: HAND });

/** With a certificate of one's own: a detached CMS over the digest that is handed out. */
async function signOwn(token: string, { signer, digest }: { signer: TestSigner; digest?: Uint8Array }) {
  const prepared = await act(token, "prepare", {
    ...{ document: await shown(token), values: { remarks: "以本人财产担保" }, appearance: HAND },
  });
  assert.equal(prepared.status, 200, JSON.stringify(prepared.body));
  const { kind, certificate, chain } = signer;
  const signed = digest ?? new Uint8Array(Buffer.from(prepared.body.digest, "hex"));
  const attributes = signedAttributes({ kind, digest: signed, certificate });
  const cms = signedData({ kind, certificate, chain, attributes, signature: signer.sign(attributes) });
  assert.equal(SIGNING[kind].hash.name, "SHA-256");
  return await act(token, "complete", { signature: prepared.body.signature, cms: Buffer.from(cms).toString("base64") });
}

const headersOf = async ({ sessionId }: { sessionId: string }): Promise<Headers> => ({
  cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "",
  origin: "http://localhost:3000",
});

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  owner = await headersOf(ours.owner);
  document = await recorded(await contract({ pages: 3 }));
});
after(async () => await dropTestDatabase());

describe("a contract", () => {
  it("is signed by a key of the moment, by a certificate of one's own, approved and sealed; what comes of it holds and is told whole", async () => {
    const design = { shape: "round", words: "蓝港银行股份有限公司" };
    const made = await callJson(at("/api/v1/seals").POST, {
      headers: owner,
      body: { name: "Contract seal", picture: { design }, key: { make: "rsa-sha256" }, fourEyes: false },
    });
    const id = await sent();
    assert.equal((await sign(await ready(id, "borrower"))).status, 200);
    const own = await signOwn(await ready(id, "guarantor"), { signer: newSigner() });
    assert.equal(own.status, 200, JSON.stringify(own.body));
    const manager = await ready(id, "manager");
    assert.equal((await act(manager, "approve", { document: await shown(manager) })).status, 200);
    const seal = { seal: made.body.id, purpose: PURPOSE };
    const done = await post("/{id}/parties/{party}/seal", { id, party: "bank" }, seal);
    assert.equal(done.body.state, "completed", JSON.stringify(done.body));

    const answer = await call(at(`${PLACE}/{id}/document`).GET, { headers: owner, params: { id } });
    const pdf = new Uint8Array(await answer.arrayBuffer());
    assert.equal(createHash("sha256").update(pdf).digest("hex"), done.body.document.sha256);
    const authority = await prisma().documentSealAuthority.findUniqueOrThrow({ where: { id: 1 } });
    const anchors = [ROOT, new Uint8Array(authority.certificate)];
    const report = await verifyPdfSignatures(pdf, { anchors, authorities: [] });
    assert.equal(report?.headline, "valid");
    assert.deepEqual(
      report?.signatures.map(({ field, signer, changes }) => [field, signer?.name, changes.forbidden]),
      [
        ["borrower-sign", "张𠮷", []],
        ["guarantor-sign", "甲银行股份有限公司", []],
        ["bank-seal", "Blue Harbour Bank 蓝港银行", []],
      ],
    );

    // Its record keeps it from now on, and every event is recorded behind the one before it.
    while ((await recordContracts()) > 0);
    const kept = await call(at(`${PLACE}/{id}/document`).GET, { headers: owner, params: { id } });
    assert.deepEqual(new Uint8Array(await kept.arrayBuffer()), pdf);
    assert.equal(await prisma().contractVersion.count({ where: { envelopeId: id, content: { not: null } } }), 0);
    const { body: events } = await callJson(at(`${PLACE}/{id}/events`).GET, {
      headers: owner,
      params: { id },
    });
    const kinds = events.items.map(({ kind }: { kind: string }) => kind);
    const turn = ["handed_over", "opened", "read", "consented"];
    assert.deepEqual(kinds, [
      "sent",
      ...turn,
      "signed",
      ...turn,
      "prepared",
      "signed",
      ...turn,
      "approved",
      "sealed",
      "completed",
    ]);
    const records = await prisma().evidence.findMany({
      where: { id: { in: events.items.map(({ evidence }: { evidence: string }) => evidence) } },
      orderBy: { id: "asc" },
    });
    assert.equal(records.length, kinds.length);
    assert.equal(
      records.filter(({ kind, after: follows }) => kind === "event" && follows !== null).length,
      kinds.length - 1,
    );
    const certificate = await call(at(`${PLACE}/{id}/certificate`).GET, { headers: owner, params: { id } });
    const text = await certificate.text();
    assert.equal(
      createHash("sha256").update(text).digest("hex"),
      Buffer.from(records.at(-1)?.sha256 ?? []).toString("hex"),
    );
    const said = JSON.parse(text);
    assert.deepEqual(
      said.parties.map(({ name, way, kind }: Headers) => [name, kind, way]),
      [
        ["borrower", "signed", "once"],
        ["guarantor", "signed", "own"],
        ["manager", "approved", undefined],
        ["bank", "sealed", "seal"],
      ],
    );
    assert.deepEqual(said.parties[0].identity, { checkedBy: "sender", checkedHere: [], method: IDENTITY.method });
    assert.equal(said.parties[0].certificate.name, "张𠮷");
  });

  it("waits for whoever is first, for each step, and for what is filled in rightly", async () => {
    const id = await sent();
    assert.equal((await handed(id, "guarantor")).body.code, "contract_party_waits");
    assert.equal((await handed(id, "bank")).body.code, "contract_party_unfit");
    const { body: access } = await handed(id, "borrower");
    assert.equal((await act(access.token, "read", { pages: 3 })).body.code, "contract_step_missing");
    const early = await call(at(`${PARTY}/document`).GET, { params: { token: access.token } });
    assert.equal(early.status, 409, "nothing is shown before somebody opened it");
    assert.equal((await act(access.token, "open")).status, 200);
    const shown = await call(at(`${PARTY}/document`).GET, { params: { token: access.token } });
    assert.equal(shown.status, 200);
    assert.equal((await sign(access.token)).body.code, "contract_step_missing");
    assert.equal((await act(access.token, "approve", { document: "0".repeat(64) })).body.code, "contract_party_unfit");
    const token = await ready(id, "borrower");
    for (const values of [
      { ...VALUES, day: "tomorrow" },
      { ...VALUES, term: "36" },
      { ...VALUES, agreed: false },
      { ...VALUES, remarks: "not mine" },
      {},
    ])
      assert.equal((await sign(token, values)).body.code, "contract_values_unfit", JSON.stringify(values));
    assert.equal((await sign(token, { ...VALUES, "borrower-name": "\u{1f642}" })).body.code, "pdf_letters_missing");
    assert.equal(await prisma().contractSignature.count({ where: { envelopeId: id } }), 0);
    assert.equal((await act("A".repeat(43), "open")).body.code, "link_invalid");
  });

  it("is signed once by two tabs at once, and by parties at once one after the other", async () => {
    const id = await sent();
    const token = await ready(id, "borrower");
    const answers = await Promise.all([sign(token), sign(token)]);
    assert.deepEqual(
      answers.map(({ status }) => status).sort(),
      [200, 409],
      JSON.stringify(answers.map(({ body }) => body.code)),
    );
    assert.equal(await prisma().contractSignature.count({ where: { envelopeId: id, finishedAt: { not: null } } }), 1);
    assert.equal((await sign(token)).body.code, "contract_party_done");
    const together = await sent({ inOrder: false });
    const guarantor = await ready(together, "guarantor");
    const prepared = await act(guarantor, "prepare", {
      ...{ document: await shown(guarantor), values: {}, appearance: HAND },
    });
    assert.equal((await sign(await ready(together, "borrower"))).status, 200);
    const late = await act(guarantor, "complete", { signature: prepared.body.signature, cms: "AAAA" });
    assert.equal(late.body.code, "contract_changed");
    assert.equal((await signOwn(guarantor, { signer: newSigner("rsa-sha256") })).status, 200);
  });

  it("takes no signature over another digest, and none that is no CMS", async () => {
    const id = await sent({ inOrder: false });
    const token = await ready(id, "guarantor");
    const other = await signOwn(token, { signer: newSigner(), digest: new Uint8Array(32) });
    assert.equal(other.body.code, "contract_cms_unfit");
    const prepared = await act(token, "prepare", { document: await shown(token), values: {}, appearance: HAND });
    const broken = await act(token, "complete", { signature: prepared.body.signature, cms: "AAAA" });
    assert.equal(broken.body.code, "contract_cms_unfit");
    const { body } = await callJson(at(`${PLACE}/{id}`).GET, { headers: owner, params: { id } });
    assert.equal(body.document.version, 0);
  });

  it("that was declined, taken back or is late takes nobody's signature, and its document is gone", async () => {
    const declined = await sent();
    const token = await ready(declined, "borrower");
    assert.equal((await act(token, "decline", { reason: "The rate is wrong" })).status, 200);
    assert.equal((await sign(token)).body.code, "contract_over");
    const voided = await sent();
    const second = await ready(voided, "borrower");
    assert.equal((await post("/{id}/void", { id: voided }, { reason: "A mistake" })).body.state, "voided");
    assert.equal((await sign(second)).body.code, "contract_over");
    assert.equal((await post("/{id}/send", { id: voided })).body.code, "contract_over");
    const gone = await call(at(`${PLACE}/{id}/document`).GET, { headers: owner, params: { id: voided } });
    assert.equal(gone.status, 410);
    const late = await sent();
    const third = await ready(late, "borrower");
    await prisma().contractEnvelope.update({ where: { id: late }, data: { expiresAt: new Date() } });
    assert.equal((await sign(third)).body.code, "contract_over");
    assert.equal(await expireEnvelopes(new Date(Date.now() + 1_000)), 1);
    const { body } = await callJson(at(`${PLACE}/{id}`).GET, { headers: owner, params: { id: late } });
    assert.equal(body.state, "expired");
  });

  it("is sealed under four eyes by what was approved of the document as it stands, and of no other", async () => {
    const made = await callJson(at("/api/v1/seals").POST, {
      headers: owner,
      body: { name: "Two people", picture: { design: { shape: "square", words: "蓝港" } }, key: { make: "ed25519" } },
    });
    const bank = { ...PARTIES[3] };
    const fields = FIELDS.filter(({ party }) => party === "bank");
    const id = await sent({ parties: [bank], fields });
    const { actor: colleague } = await join(ours.owner, "admin");
    const other = await headersOf(colleague);
    const seals = { headers: owner, params: { id: made.body.id } };
    const approved = async (digest: string) => {
      const body = { purpose: PURPOSE, document: "Loan contract 贷款合同", covers: "file", digest };
      const asked = await callJson(at("/api/v1/seals/{id}/requests").POST, { ...seals, body });
      const params = { id: made.body.id, request: asked.body.id };
      const path = "/api/v1/seals/{id}/requests/{request}/approve";
      assert.equal((await callJson(at(path).POST, { headers: other, params, body: {} })).status, 200);
      return asked.body.id;
    };
    const seal = async (request?: string) =>
      await post(
        "/{id}/parties/{party}/seal",
        { id, party: "bank" },
        { seal: made.body.id, purpose: PURPOSE, request },
      );
    assert.equal((await seal()).body.code, "seal_approval_needed");
    assert.equal((await seal(await approved("0".repeat(64)))).body.code, "seal_request_other");
    const { body } = await callJson(at(`${PLACE}/{id}`).GET, { headers: owner, params: { id } });
    assert.equal(body.document.version, 0);
    assert.equal((await seal(await approved(body.document.sha256))).body.state, "completed");
  });

  it("goes with the keys of its organisation", async () => {
    const gone = await makeOrganisation("Closed Bank");
    const own = await recorded(await contract({ pages: 3 }), gone.owner);
    const id = await sent({ document: own }, await headersOf(gone.owner));
    assert.equal(await forgetShredded(), 0);
    const operator = { kind: "operator" } as const;
    await retireOrganisation({ actor: operator, organisationId: gone.id });
    await shredOrganisation({ actor: operator, organisationId: gone.owner.organisationId });
    assert.equal(await forgetShredded(), 1);
    assert.equal(await prisma().contractVersion.count({ where: { envelopeId: id, content: { not: null } } }), 0);
  });

  it("has parties and fields that fit, and a document that is kept, and is nobody's of another unit", async () => {
    const without = FIELDS.filter(({ party }) => party !== "guarantor");
    assert.equal((await post("", {}, wanted({ fields: without }))).body.code, "contract_parties_unfit");
    const stranger = FIELDS.map((field) => ({ ...field, party: "nobody" }));
    assert.equal((await post("", {}, wanted({ fields: stranger }))).body.code, "contract_parties_unfit");
    const nowhere = { document: "00000000-0000-7000-8000-000000000000" };
    assert.equal((await post("", {}, wanted(nowhere))).body.code, "not_found");
    const text = await recorded(new TextEncoder().encode("a letter"));
    assert.equal((await post("", {}, wanted({ document: text }))).body.code, "pdf_malformed");
    const [one, other] = [await makeUnit(ours.owner, "Branch one"), await makeUnit(ours.owner, "Branch two")];
    const made = await post("", {}, wanted({ unit: one }));
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { headers } = await makeKey(ours.owner, other);
    const seen = await callJson(at(`${PLACE}/{id}`).GET, { headers, params: { id: made.body.id } });
    assert.equal(seen.status, 404);
    const query = { q: "贷款", state: "draft" };
    const { body } = await callJson(at(PLACE).GET, { headers: owner, query });
    assert.ok(body.items.some(({ id }: { id: string }) => id === made.body.id));
    assert.deepEqual((await callJson(at(PLACE).GET, { headers, query })).body.items, []);
  });
});
