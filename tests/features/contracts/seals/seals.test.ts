/**
 * An organisation's seals: what they sign holds for a stranger, every use is evidence in a chain, and nobody uses one who may not, for what it
 * may not, without the approval that it needs, or after it was revoked.
 */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import sharp from "sharp";
import { contract } from "#tests/pades/sealed-pdf.ts";
import { startTsa } from "#tests/support/tsa.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-seals-"));
const tsa = await startTsa({});
writeFileSync(join(folder, "ca.pem"), tsa.caPem);
writeFileSync(join(folder, "authorities.json"), JSON.stringify([{ name: "Example TSA", url: tsa.url, ca: "ca.pem" }]));
process.env.TIMESTAMP_AUTHORITIES = join(folder, "authorities.json");

// The configuration is read once, at import.
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { at, call, callJson } = await import("#tests/support/call.ts");
const { makeOrganisation, sessionHeaders } = await import("#tests/support/accounts.ts");
const { join: joinAs } = await import("#tests/support/members.ts");
const { createApiKey } = await import("#lib/features/accounts/api-keys/verbs/create-api-key.ts");
const { recordUses } = await import("#lib/features/contracts/seals/verbs/record-uses.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { readCertificate } = await import("#lib/pki/certificate.ts");
const { complete, coveredDigest, prepare, readSignable } = await import("#lib/pades/prepare.ts");
const { DOCUMENT_HASHES } = await import("#lib/pki/oids.ts");
const { verifyPdfSignatures } = await import("#lib/verify/pdf/verify-signatures.ts");
const { makePkcs12 } = await import("./pkcs12-file.ts");

const PLACE = "/api/v1/seals";
const DESIGN = { shape: "round", words: "蓝港银行股份有限公司", caption: "合同专用章", code: "1101010012345" } as const;
const PURPOSE = "loan contracts";

type Headers = Record<string, string>;

const headersOf = async ({ sessionId }: { sessionId: string }): Promise<Headers> => ({
  cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "",
  origin: "http://localhost:3000",
});

after(async () => {
  await tsa.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("seals", () => {
  let ours: Awaited<ReturnType<typeof makeOrganisation>>;
  let owner: Headers;
  let key: Headers;
  let keyId: string;

  const post = async (path: string, body: unknown, headers: Headers = owner, params: Record<string, string> = {}) =>
    await callJson(at(`${PLACE}${path}`).POST, { headers, params, body });
  const made = async (more: Record<string, unknown> = {}) => {
    const answer = await post("", {
      ...{ name: "Contract seal 合同专用章", picture: { design: DESIGN }, key: { make: "ecdsa-sha256" } },
      ...{ fourEyes: false, ...more },
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const sealed = async (id: string, pdf: Uint8Array, query: Record<string, string> = {}, headers: Headers = owner) =>
    await call(at(`${PLACE}/{id}/seal`).POST, {
      ...{ params: { id }, query: { purpose: PURPOSE, document: "贷款合同.pdf", ...query }, body: pdf },
      headers: { ...headers, "content-type": "application/pdf" },
    });
  const verified = async (pdf: Uint8Array) => {
    const rows = await prisma().documentSeal.findMany({ select: { certificate: true, chain: true } });
    const anchors = rows.map(({ chain, certificate }) => new Uint8Array(chain.at(-1) ?? certificate));
    return await verifyPdfSignatures(pdf, { anchors, authorities: [tsa.tsa.ca] });
  };

  before(async () => {
    await createTestDatabase();
    ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
    owner = await headersOf(ours.owner);
    const created = await createApiKey({ actor: ours.owner, name: "core banking", scopes: ["seals:use"] });
    keyId = created.key.id;
    key = { authorization: `Bearer ${created.secret}` };
  });
  after(async () => await dropTestDatabase());

  for (const make of ["ecdsa-sha256", "rsa-sha256", "ed25519", "sm2-sm3"]) {
    it(`made here with a key of ${make} signs a document, with a time-stamp, seen and across the edges`, async () => {
      const seal = await made({ key: { make } });
      assert.match(seal.certificate.issuer, /trial/i);
      const answer = await sealed(seal.id, await contract({ pages: 3 }), { keyword: "Seal here", edges: "true" });
      assert.equal(answer.status, 200);
      const report = await verified(new Uint8Array(await answer.arrayBuffer()));
      assert.equal(report?.headline, "valid");
      const [signature] = report?.signatures ?? [];
      assert.equal(signature?.signer?.name, "Blue Harbour Bank 蓝港银行");
      assert.equal(signature?.time.proven?.isTrusted, true);
      assert.deepEqual(signature?.profile, []);
      const { body } = await callJson(at(`${PLACE}/{id}/uses`).GET, { headers: owner, params: { id: seal.id } });
      assert.deepEqual(
        body.items.map(({ state, purpose, document }: Headers) => ({ state, purpose, document })),
        [{ state: "stamped", purpose: PURPOSE, document: "贷款合同.pdf" }],
      );
    });
  }

  it("signs a digest alone: the document never comes, and holds all the same", async () => {
    const { id } = await made();
    const { body: material } = await callJson(at(`${PLACE}/{id}/material`).GET, { headers: owner, params: { id } });
    assert.equal(JSON.stringify(material).includes("PRIVATE"), false);
    const { picture } = material;
    const prepared = await prepare(await readSignable(await contract()), {
      ...{ name: material.name, at: new Date(), reserveBytes: material.reserve },
      picture: { ...picture, operators: new Uint8Array(Buffer.from(picture.operators, "base64")) },
      place: { by: "position", page: 1, x: 100, y: 50 },
    });
    const hash = Object.values(DOCUMENT_HASHES).find(({ name }) => name === "SHA-256");
    assert.ok(hash && material.digest === "sha256");
    const digest = Buffer.from(coveredDigest(prepared, hash)).toString("hex");
    const { body } = await post("/{id}/sign", { digest, purpose: PURPOSE, document: "secret.pdf" }, owner, { id });
    const pdf = complete(prepared, new Uint8Array(Buffer.from(body.cms, "base64")));
    assert.equal((await verified(pdf))?.headline, "valid");
    const wrong = await post("/{id}/sign", { digest: "00".repeat(64), purpose: PURPOSE, document: "x" }, owner, { id });
    assert.equal(wrong.body.code, "invalid_field");
  });

  it("brought as PKCS #12 signs with its own certificate and chain; what does not open, or does not fit, is refused by name", async () => {
    const file = makePkcs12({ folder, password: "印章密码" });
    const brought = (password: string, pkcs12 = file) => ({
      ...{ name: "Brought", picture: { design: DESIGN }, fourEyes: false },
      key: { pkcs12: Buffer.from(pkcs12).toString("base64"), password },
    });
    const { status, body: seal } = await post("", brought("印章密码"));
    assert.equal(status, 201);
    assert.equal(seal.certificate.issuer, "Example CA");
    const answer = await sealed(seal.id, await contract(), { page: "1", x: "50", y: "50" });
    assert.equal((await verified(new Uint8Array(await answer.arrayBuffer())))?.headline, "valid");
    assert.equal((await post("", brought("other"))).body.code, "key_file_password_wrong");
    assert.equal((await post("", brought("x", new Uint8Array(40)))).body.code, "key_file_malformed");
    const weak = makePkcs12({ folder, password: "x", bits: 1024 });
    assert.equal((await post("", brought("x", weak))).body.code, "seal_key_unfit");
    const server = makePkcs12({ folder, password: "x", usage: "serverAuth" });
    assert.equal((await post("", brought("x", server))).body.code, "seal_certificate_unfit");
    const over = makePkcs12({ folder, password: "x", days: -1 });
    assert.equal((await post("", brought("x", over))).body.code, "seal_certificate_time");
    const stored = await prisma().documentSeal.findMany({ select: { secret: true } });
    assert.ok(stored.every(({ secret }) => secret && !Buffer.from(secret).includes("PRIVATE")));
  });

  it("has a picture that is drawn, or brought as a transparent PNG; what is none, or has no letters, is refused", async () => {
    for (const shape of ["round", "oval", "square", "script"]) {
      const { id } = await made({ picture: { design: { shape, words: "蓝港银行" } } });
      const answer = await call(at(`${PLACE}/{id}/picture`).GET, { headers: owner, params: { id } });
      assert.equal(answer.headers.get("content-type"), "image/svg+xml");
      assert.match(await answer.text(), /^<svg [^>]*viewBox.*<path /);
    }
    const circle = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><circle cx="100" cy="100" r="90" fill="red"/></svg>`;
    const png = (await sharp(Buffer.from(circle)).png().toBuffer()).toString("base64");
    const { id } = await made({ picture: { png, width: 40 } });
    const answer = await sealed(id, await contract(), { page: "-1", x: "50", y: "50" });
    assert.equal((await verified(new Uint8Array(await answer.arrayBuffer())))?.headline, "valid");
    const refused = async (picture: unknown) =>
      (await post("", { name: "x", picture, key: { make: "ed25519" } })).body.code;
    assert.equal(await refused({ png: Buffer.from("GIF89a").toString("base64"), width: 40 }), "picture_format");
    assert.equal(await refused({ design: { shape: "round", words: "\u{1F642}" } }), "seal_letters_missing");
  });

  it("is used by those who are named, for what they are named, and by who manages seals", async () => {
    const { id } = await made({ purposes: [PURPOSE, "letters"] });
    const { actor: operator } = await joinAs(ours.owner, "operator");
    const headers = await headersOf(operator);
    const code = async (query: Record<string, string>, by: Headers) => {
      const answer = await sealed(id, await contract(), query, by);
      return answer.status === 200 ? undefined : (await answer.json()).code;
    };
    for (const by of [headers, key]) assert.equal(await code({}, by), "seal_not_granted");
    assert.equal(await code({ purpose: "other" }, owner), "seal_purpose_refused");
    // Before the document is looked into.
    assert.equal(await code({ keyword: "盖章处" }, key), "seal_not_granted");
    const items = [
      { user: operator.userId, purposes: ["letters"] },
      { key: keyId, purposes: [] },
    ];
    const named = await callJson(at(`${PLACE}/{id}/grants`).PUT, { headers: owner, params: { id }, body: { items } });
    assert.deepEqual(
      named.body.items.map(({ party }: { party: Headers }) => party.name),
      [named.body.items[0].party.name, "core banking"],
    );
    assert.equal(await code({ purpose: "letters" }, headers), undefined);
    assert.equal(await code({}, headers), "seal_purpose_refused");
    assert.equal(await code({}, key), undefined);
    const theirs = await makeOrganisation();
    const stranger = await headersOf(theirs.owner);
    assert.equal(await code({}, stranger), "not_found");
    const unknown = { items: [{ user: theirs.owner.userId, purposes: [] }] };
    const refused = await callJson(at(`${PLACE}/{id}/grants`).PUT, { headers: owner, params: { id }, body: unknown });
    assert.equal(refused.body.code, "seal_party_unknown");
    const auditor = await headersOf((await joinAs(ours.owner, "auditor")).actor);
    assert.equal((await callJson(at(PLACE).GET, { headers: auditor })).body.code, "forbidden");
  });

  it("of four eyes is used once for each approval, of what was approved, and not approved by whoever asked", async () => {
    const { id } = await made({ fourEyes: true });
    const pdf = await contract();
    const digest = createHash("sha256").update(pdf).digest("hex");
    const code = async (answer: Response) => (answer.status === 200 ? undefined : (await answer.json()).code);
    assert.equal(await code(await sealed(id, pdf)), "seal_approval_needed");
    assert.equal(await code(await sealed(id, pdf, { keyword: "盖章处" })), "seal_approval_needed");
    const asking = { purpose: PURPOSE, document: "贷款合同.pdf", covers: "file", digest };
    const { body: request } = await post("/{id}/requests", asking, owner, { id });
    assert.equal(request.state, "waiting");
    const query = { request: request.id as string };
    assert.equal(await code(await sealed(id, pdf, query)), "seal_approval_needed");
    const decide = async (name: string, by: Headers, of = request.id as string) =>
      await post(`/{id}/requests/{request}/${name}`, {}, by, { id, request: of });
    assert.equal((await decide("approve", owner)).body.code, "seal_request_own");
    assert.equal((await decide("approve", key)).status, 403);
    const admin = await headersOf((await joinAs(ours.owner, "admin")).actor);
    assert.equal((await decide("approve", admin)).body.state, "approved");
    assert.equal((await decide("reject", admin)).body.code, "seal_request_over");
    assert.equal(await code(await sealed(id, await contract({ words: "Another" }), query)), "seal_request_other");
    for (const other of [{ document: "other.pdf" }, { reason: "paid in full" }] as Headers[])
      assert.equal(await code(await sealed(id, pdf, { ...query, ...other })), "seal_request_other");
    assert.equal(await code(await sealed(id, pdf, query, admin)), "not_found");
    // Two at once: one is signed.
    const stated = { ...query, reason: PURPOSE };
    const both = await Promise.all([sealed(id, pdf, stated), sealed(id, pdf, stated)]);
    assert.deepEqual((await Promise.all(both.map(code))).sort(), ["seal_request_over", undefined]);
    const { body: second } = await post("/{id}/requests", asking, owner, { id });
    assert.equal((await decide("reject", admin, second.id)).body.state, "rejected");
    assert.equal(await code(await sealed(id, pdf, { request: second.id })), "seal_request_over");
    const waiting = await callJson(at(`${PLACE}/{id}/requests`).GET, {
      ...{ headers: owner, params: { id }, query: { state: "used" } },
    });
    assert.equal(waiting.body.items.length, 1);
  });

  it("of four eyes is approved by two people, never by who made the key that asked; two people, and no program, set that aside", async () => {
    const { id } = await made({ fourEyes: true });
    const items = [{ key: keyId, purposes: [] }];
    await callJson(at(`${PLACE}/{id}/grants`).PUT, { headers: owner, params: { id }, body: { items } });
    const pdf = await contract();
    const digest = createHash("sha256").update(pdf).digest("hex");
    const asking = { purpose: PURPOSE, document: "a.pdf", covers: "file", digest };
    const { body: request } = await post("/{id}/requests", asking, key, { id });
    const approve = async (by: Headers) =>
      await post("/{id}/requests/{request}/approve", {}, by, { id, request: request.id });
    // The owner made the key.
    assert.equal((await approve(owner)).body.code, "seal_request_own");
    const admin = await headersOf((await joinAs(ours.owner, "admin")).actor);
    assert.equal((await approve(admin)).body.state, "approved");
    assert.equal((await sealed(id, pdf, { request: request.id, document: "a.pdf" }, key)).status, 200);

    const { secret } = await createApiKey({
      actor: ours.owner,
      name: "manager",
      scopes: ["seals:use", "seals:manage"],
    });
    const manager = { authorization: `Bearer ${secret}` };
    const change = async (body: unknown, headers: Headers) =>
      await callJson(at(`${PLACE}/{id}`).PATCH, { headers, params: { id }, body });
    assert.equal((await change({ fourEyes: false }, manager)).body.code, "forbidden");
    assert.equal((await change({ name: "Renamed" }, manager)).body.fourEyes, true);
    // The same person twice is one; who says that they stay ends it.
    for (const by of [owner, owner]) {
      const { body } = await change({ fourEyes: false }, by);
      assert.deepEqual([body.fourEyes, body.aside.by], [true, ours.owner.userId]);
    }
    assert.deepEqual((await change({ name: "Again" }, admin)).body.aside.by, ours.owner.userId);
    assert.equal((await change({ fourEyes: true }, manager)).body.aside, undefined);
    assert.equal((await change({ fourEyes: false }, admin)).body.fourEyes, true);
    await prisma().documentSeal.update({ where: { id }, data: { asideAt: new Date(Date.now() - 8 * 86_400_000) } });
    assert.equal((await change({ fourEyes: false }, owner)).body.fourEyes, true, "a word of last week");
    const second = await change({ fourEyes: false }, admin);
    assert.deepEqual([second.body.fourEyes, second.body.aside], [false, undefined]);
    assert.equal((await change({ fourEyes: true }, manager)).body.fourEyes, true);
  });

  it("goes where it was approved that it goes, where that was asked; onto words by their number", async () => {
    const { id } = await made({ fourEyes: true });
    const pdf = await contract({ pages: 2 });
    const digest = createHash("sha256").update(pdf).digest("hex");
    const admin = await headersOf((await joinAs(ours.owner, "admin")).actor);
    const place = { by: "keyword", keyword: "Seal here", which: 1, edges: true };
    const asking = { purpose: PURPOSE, document: "贷款合同.pdf", covers: "file", digest, place };
    const { body: request } = await post("/{id}/requests", asking, owner, { id });
    assert.deepEqual(request.place, place);
    await post("/{id}/requests/{request}/approve", {}, admin, { id, request: request.id });
    const used = async (query: Record<string, string>) => await sealed(id, pdf, { request: request.id, ...query });
    const said = { keyword: "Seal here", edges: "true" };
    const others: Headers[] = [
      { ...said, which: "2" },
      { ...said, which: "1", edges: "false" },
      { page: "1", x: "5", y: "5" },
      {},
    ];
    for (const other of others) assert.equal((await (await used(other)).json()).code, "seal_request_other");
    assert.equal((await used({ ...said, which: "1" })).status, 200);
    const digested = { ...asking, covers: "digest" };
    assert.equal((await post("/{id}/requests", digested, owner, { id })).body.code, "invalid_field");
    const words = async (keyword: string, headers: Headers) => {
      const answer = await call(at(`${PLACE}/{id}/places`).POST, {
        ...{
          params: { id },
          query: { keyword },
          body: pdf,
          headers: { ...headers, "content-type": "application/pdf" },
        },
      });
      return await answer.json();
    };
    const { items, more } = await words("Seal here", owner);
    assert.deepEqual([items.map(({ page }: { page: number }) => page), more], [[1, 2], false]);
    assert.equal((await words("盖章处", owner)).code, "pdf_keyword_absent");
    assert.equal((await words("Seal here", key)).code, "seal_not_granted");
  });

  it("is asked for though a thousand wait whose week is over; not behind a thousand that wait", async () => {
    const { id } = await made({ fourEyes: true });
    const askedAt = new Date(Date.now() - 8 * 24 * 60 * 60 * 1_000);
    const row = { sealId: id, userId: ours.owner.userId, purpose: PURPOSE, document: "a.pdf", covers: "file" };
    const digest = new Uint8Array(32);
    const many = (more: { askedAt?: Date }) =>
      Array.from({ length: 1_000 }, () => ({ id: randomUUID(), ...row, digest, ...more }));
    await prisma().documentSealRequest.createMany({ data: many({ askedAt }) });
    const asking = { purpose: PURPOSE, document: "a.pdf", covers: "file", digest: "00".repeat(32) };
    assert.equal((await post("/{id}/requests", asking, owner, { id })).status, 201);
    await prisma().documentSealRequest.createMany({ data: many({}) });
    assert.equal((await post("/{id}/requests", asking, owner, { id })).body.code, "too_many_seal_requests");
  });

  it("has every use in the ledger, each behind the one before, with the statement that is recorded", async () => {
    const { id } = await made();
    const pdf = await contract();
    const all = await Promise.all([1, 2, 3].map(() => sealed(id, pdf)));
    assert.ok(all.every(({ status }) => status === 200));
    // So many as are waiting, of all seals of this organisation.
    assert.ok((await recordUses()) >= 3);
    assert.equal(await recordUses(), 0);
    const { body } = await callJson(at(`${PLACE}/{id}/uses`).GET, { headers: owner, params: { id } });
    const uses = (body.items as { id: string; number: number; evidence: string; state: string }[]).reverse();
    assert.deepEqual(
      uses.map(({ number, state }) => ({ number, state })),
      [1, 2, 3].map((number) => ({ number, state: "stamped" })),
    );
    let before: Buffer | undefined;
    for (const use of uses) {
      const answer = await call(at(`${PLACE}/{id}/uses/{use}/statement`).GET, {
        ...{ headers: owner, params: { id, use: use.id } },
      });
      const statement = Buffer.from(await answer.arrayBuffer());
      const row = await prisma().evidence.findUniqueOrThrow({ where: { id: use.evidence } });
      assert.deepEqual(Buffer.from(row.sha256), createHash("sha256").update(statement).digest());
      assert.equal(row.kind, "event");
      const record = JSON.parse(Buffer.from(row.record ?? new Uint8Array()).toString());
      const previous = record.parents?.find(({ role }: Headers) => role === "previous")?.record;
      assert.equal(previous, before && createHash("sha256").update(before).digest("base64"));
      before = Buffer.from(row.record ?? new Uint8Array());
      assert.equal(JSON.parse(statement.toString()).by.id, ours.owner.userId);
    }
  });

  it("has a chain of uses that nobody else records in: who tries is refused, and the uses behind it are recorded", async () => {
    const { id } = await made();
    const use = async () => {
      assert.equal((await sealed(id, await contract())).status, 200);
      await recordUses();
      const { body } = await callJson(at(`${PLACE}/{id}/uses`).GET, { headers: owner, params: { id } });
      return body.items[0].evidence as string;
    };
    const first = await use();
    const { record } = await prisma().evidence.findUniqueOrThrow({ where: { id: first } });
    const { secret } = await createApiKey({ actor: ours.owner, name: "events", scopes: ["evidence:write"] });
    const event = { sha256: "ab".repeat(32), name: "In between", kind: "event" };
    const names = [
      first,
      createHash("sha256")
        .update(record ?? "")
        .digest("hex"),
    ];
    for (const headers of [owner, { authorization: `Bearer ${secret}` }]) {
      for (const previous of names) {
        const body = { ...event, previous };
        const answer = await callJson(at("/api/v1/evidence").POST, { headers, body });
        assert.equal(answer.body.code, "place_reserved");
      }
    }
    assert.ok(await use());
  });

  it("is revoked for good: later uses are refused, its key is gone, and what it signed holds", async () => {
    const { id } = await made();
    const earlier = new Uint8Array(await (await sealed(id, await contract())).arrayBuffer());
    const revoked = await post("/{id}/revoke", { reason: "lost" }, owner, { id });
    assert.ok(revoked.body.revokedAt);
    assert.equal((await (await sealed(id, await contract())).json()).code, "seal_revoked");
    assert.equal((await post("/{id}/revoke", { reason: "again" }, owner, { id })).body.code, "seal_revoked");
    assert.equal((await prisma().documentSeal.findUniqueOrThrow({ where: { id } })).secret, null);
    assert.equal((await verified(earlier))?.headline, "valid");
    const listed = await callJson(at(PLACE).GET, { headers: owner, query: { state: "revoked" } });
    assert.deepEqual(
      listed.body.items.map((each: Headers) => each.id),
      [id],
    );
  });

  it("refuses documents that cannot be sealed, and notes no use of them", async () => {
    const { id } = await made();
    const code = async (pdf: Uint8Array, query: Record<string, string> = {}) =>
      (await (await sealed(id, pdf, query)).json()).code;
    assert.equal(await code(new TextEncoder().encode("%PDF-1.7 nothing")), "pdf_malformed");
    const pdf = await contract();
    assert.equal(await code(pdf, { page: "1", x: "190", y: "10" }), "pdf_place_outside");
    assert.equal(await code(pdf, { field: "Bank" }), "pdf_field_unknown");
    assert.equal(await code(pdf, { keyword: "盖章处" }), "pdf_keyword_absent");
    assert.equal(await code(pdf, { edges: "true" }), "pdf_strips_one_page");
    assert.equal(await code(pdf, { page: "1" }), "invalid_field");
    assert.equal(await code(pdf, { level: "B-B" }), "seal_timestamp_needed");
    const once = new Uint8Array(await (await sealed(id, await contract({ pages: 2 }))).arrayBuffer());
    assert.equal(await code(once, { edges: "true" }), "pdf_signed_before");
    assert.equal(await prisma().documentSealUse.count({ where: { sealId: id } }), 1);
  });

  it("keeps its certificates readable for whoever checks: the trial authority vouches for no seal that was brought", async () => {
    const rows = await prisma().documentSeal.findMany({ select: { certificate: true, origin: true } });
    assert.ok(rows.length > 5 && rows.every(({ certificate }) => readCertificate(new Uint8Array(certificate))));
    assert.equal(await prisma().documentSealAuthority.count(), 1);
  });
});
