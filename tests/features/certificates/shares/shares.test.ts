/** A share shows what its holder chose to as many as they allowed, for as long as they allowed, and nothing else ever leaves. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { textOfBase64Url } from "#lib/credentials/base64url.ts";
import { findHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { createHolderLink } from "#lib/features/certificates/holders/verbs/create-link.ts";
import { setPageOpen } from "#lib/features/certificates/holders/verbs/set-page-open.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { findShareAccess, listShares } from "#lib/features/certificates/shares/rows/shares.ts";
import { findPublicCertificate } from "#lib/features/certificates/shares/rows/shown.ts";
import { readShareToken, shareToken } from "#lib/features/certificates/shares/rows/token.ts";
import { SHARES_MAX } from "#lib/features/certificates/shares/types.ts";
import { correctAddress } from "#lib/features/certificates/shares/verbs/correct-address.ts";
import { endShare } from "#lib/features/certificates/shares/verbs/end-share.ts";
import { lookAtShare } from "#lib/features/certificates/shares/verbs/look-at-share.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { type IssuingPlace, openIssuingPlace } from "#tests/features/certificates/issuing/issuing-place.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import * as sharing from "./share-place.ts";
import { ALL, address, issued, share } from "./share-place.ts";

const owner = ownerPool();
let place: IssuingPlace;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
});
after(async () => {
  await endThreads();
  await owner.end();
  await dropTestDatabase();
});

const claimed = () => sharing.claimed(place);
const key = () => randomBytes(16).toString("base64url");
const look = (id: string, by = key(), viewer = "") => lookAtShare({ token: shareToken(id), key: by, viewer });

describe("a share", () => {
  it("shows the chosen fields alone: what is hidden is in no byte of it", async () => {
    const { id } = await share(await claimed());
    const view = await look(id);
    assert.equal(view.whole, false);
    const bytes = `${JSON.stringify(view)} ${view.presentation
      .split(/[.~]/)
      .map((part) => textOfBase64Url(part) ?? "")
      .join(" ")}`;
    assert(bytes.includes("张𠮷"));
    for (const hidden of ["93.5", "2026-06-30", "passed_on", "score", "成绩"]) assert(!bytes.includes(hidden), hidden);
  });

  it("has its fields called by the names that a reader has seen, in their language, and no other's", async () => {
    const { certificateId: id } = await claimed();
    const ask = async (names: string, language: string) => {
      const asked = { params: { id }, query: { names }, headers: { "accept-language": language } };
      return (await callJson(at("/v/{id}/labels").GET, asked)).body;
    };
    assert.deepEqual(await ask("score,course,nothing,holder_name", "zh-CN"), {
      labels: { course: "课程", score: "成绩" },
    });
    assert.deepEqual(await ask("course", "en"), { labels: { course: "Course" } });
    const absent = { params: { id: "018f0000-0000-7000-8000-000000000000" }, query: { names: "course" } };
    assert.deepEqual((await callJson(at("/v/{id}/labels").GET, absent)).body, { labels: {} });
  });

  it("of everything is whole, of a field too many is refused", async () => {
    const held = await claimed();
    assert.equal((await look((await share(held, { shown: ALL })).id)).whole, true);
    await assert.rejects(share(held, { shown: ["fields.salary"] }), { code: "unknown_field" });
    assert.equal(
      (await look((await share(held, { shown: [] })).id)).presentation.split("~").length,
      2,
      "nothing is nothing",
    );
  });

  it("that was made by whoever got the letter by mistake ends with its correction; the holder's own goes on", async () => {
    const [held, another] = [await claimed(), await claimed()];
    const { certificateId } = held;
    await owner.query("UPDATE certificate SET email = 'wrong@example.org' WHERE id = ANY ($1)", [
      [certificateId, another.certificateId],
    ]);
    const mailed = async (id: string) => {
      const expiresAt = new Date(Date.now() + 60_000);
      const link = { certificateId: id, organisationId: place.organisation.id, kind: "letter", expiresAt } as const;
      return { certificateId, token: (await prisma().$transaction((tx) => createHolderLink(tx, link))).token };
    };
    const [first, second] = [await mailed(certificateId), await mailed(another.certificateId)];
    const [one, two, own] = [await share(first, { shown: ALL }), await share(second), await share(held)];
    const viewer = key();
    await look(one.id, viewer);
    const actor = place.organisation.owner;
    await correctAddress({ actor, certificateId, email: "right@example.org" });
    await assert.rejects(look(one.id, viewer), { code: "share_ended" });
    await assert.rejects(look(two.id), { code: "share_ended" }, "made by a letter about another certificate");
    assert.equal((await look(own.id)).certificateId, certificateId, "by a link that the issuer handed over");
  });

  it("is made by nobody whose letter is being corrected at that moment", async () => {
    const held = await claimed();
    const { certificateId } = held;
    const { token } = await prisma().$transaction((tx) =>
      createHolderLink(tx, {
        ...{ certificateId, organisationId: place.organisation.id, kind: "letter" },
        expiresAt: new Date(Date.now() + 60_000),
      }),
    );
    const correcting = await owner.connect();
    await correcting.query("BEGIN");
    await correcting.query("UPDATE certificate SET email = 'right@example.org' WHERE id = $1", [certificateId]);
    await correcting.query("UPDATE certificate_link SET ended_at = now() WHERE certificate_id = $1", [certificateId]);
    const sharing = assert.rejects(share({ certificateId, token }), { code: "link_invalid" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await correcting.query("COMMIT");
    correcting.release();
    await sharing;
  });

  it("closes the certificate's page where it hides what that shows, and not otherwise", async () => {
    const held = await claimed();
    await share(held, { shown: ["fields.holder_name", "fields.course", "fields.passed_on"] });
    assert.equal((await findHeld(held.certificateId))?.pageOpen, true);
    assert.equal((await share(held)).closed, true);
    assert.equal((await findHeld(held.certificateId))?.pageOpen, false);
    await setPageOpen({ ...held, open: true, address });
    assert.equal((await findHeld(held.certificateId))?.pageOpen, true);
  });

  it("is made of what was claimed, by its holder, and so many at once", async () => {
    const notYet = await issued(place, "Not yet");
    await assert.rejects(share(notYet), { code: "gone" });
    const held = await claimed();
    await assert.rejects(share({ ...held, certificateId: notYet.certificateId }), { code: "link_invalid" });
    await assert.rejects(share({ ...held, token: "x".repeat(43) }), { code: "link_invalid" });
    for (let at = 2; at < SHARES_MAX; at++) await share(held);
    const made = await Promise.allSettled(Array.from({ length: 5 }, () => share(held)));
    assert.equal(made.filter(({ status }) => status === "fulfilled").length, 2);
    for (const each of made) if (each.status === "rejected") assert.equal(each.reason.code, "too_many_shares");
  });
});

describe("looking at a share", () => {
  it("is counted by the press of a button alone, with when and who they said they are", async () => {
    const held = await claimed();
    const { id } = await share(held, { label: "For the bank" });
    for (let at = 0; at < 5; at++) assert.equal((await findShareAccess(shareToken(id))).state, "open");
    assert.equal((await listShares(held.certificateId))[0]?.views, 0, "asking is not looking");
    await look(id, key(), "蓝港银行");
    const [told] = await listShares(held.certificateId);
    assert.equal(told?.views, 1);
    assert.equal(told.looked[0]?.viewer, "蓝港银行");
    assert.ok(Date.now() - Date.parse(told.looked[0]?.at ?? "") < 60_000);
  });

  it("one time only is one, also of thirty who press at once", async () => {
    const { id } = await share(await claimed(), { views: 1 });
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => look(id)));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of results) if (result.status === "rejected") assert.equal(result.reason.code, "share_used");
    assert.equal((await findShareAccess(shareToken(id))).state, "used");
  });

  it("goes on for the page that looked, after a reload, without counting", async () => {
    const held = await claimed();
    const { id } = await share(held, { views: 1 });
    const mine = key();
    const first = await look(id, mine);
    assert.deepEqual(await look(id, mine), first);
    await Promise.all(Array.from({ length: 10 }, () => look(id, mine)));
    assert.equal((await listShares(held.certificateId))[0]?.views, 1);
    await owner.query("UPDATE certificate_share_view SET at = now() - interval '2 hours' WHERE share_id = $1", [id]);
    await assert.rejects(look(id, mine), { code: "share_used" });
    const { id: many } = await share(held);
    await look(many, mine);
    await owner.query("UPDATE certificate_share_view SET at = now() - interval '2 hours' WHERE share_id = $1", [many]);
    await look(many, mine);
    assert.equal((await listShares(held.certificateId))[0]?.views, 2, "hours later it is another look");
  });

  it("ends when its holder says so, for who looks already, too", async () => {
    const held = await claimed();
    const { id } = await share(held);
    const mine = key();
    await look(id, mine);
    await assert.rejects(endShare({ ...(await claimed()), shareId: id, address }), { code: "gone" });
    await endShare({ ...held, shareId: id, address });
    await assert.rejects(look(id, mine), { code: "share_ended" });
    await assert.rejects(endShare({ ...held, shareId: id, address }), { code: "gone" });
    assert.equal((await findShareAccess(shareToken(id))).state, "ended");
  });

  it("ends by its time", async () => {
    const { id } = await share(await claimed());
    await owner.query("UPDATE certificate_share SET expires_at = now() WHERE id = $1", [id]);
    await assert.rejects(look(id), { code: "share_expired" });
  });

  it("cannot be guessed: a token is of our making or none", async () => {
    const { id } = await share(await claimed());
    const token = shareToken(id);
    assert.equal(readShareToken(token), id);
    const last = token.at(-1);
    for (const other of [
      "",
      id,
      `${token}A`,
      token.slice(0, -1),
      `${token.slice(0, -1)}${last === "A" ? "E" : "A"}`,
      "A".repeat(43),
    ]) {
      assert.equal(readShareToken(other), undefined, other);
      assert.deepEqual(await findShareAccess(other), { state: "absent" });
      await assert.rejects(lookAtShare({ token: other, key: key(), viewer: "" }), { code: "not_found" });
    }
  });
});

describe("the certificate's own page", () => {
  it("shows what its template shows, and no field once its holder shares less", async () => {
    const held = await claimed();
    const textOf = async () =>
      (await findPublicCertificate(held.certificateId))?.presentation
        .split(/[.~]/)
        .map((part) => textOfBase64Url(part) ?? "")
        .join(" ") ?? "";
    const before = await textOf();
    for (const shown of ["张𠮷", "数据结构", "2026-06-30"]) assert(before.includes(shown), shown);
    assert(!before.includes("93.5"), "private");
    await share(held);
    const after = await textOf();
    for (const hidden of ["张𠮷", "2026-06-30", "93.5", "holder_name"]) assert(!after.includes(hidden), hidden);
  });
});

describe("over HTTP", () => {
  const looks = at("/api/v1/shares/{token}/looks");
  const pdf = at("/v/{id}/certificate.pdf");
  const ownPdf = at("/claim/{token}/{id}/certificate.pdf");

  it("a look is a POST: GET and HEAD are refused and count nothing, an ended share is 410", async () => {
    const held = await claimed();
    const { id } = await share(held, { views: 1 });
    const params = { token: shareToken(id) };
    for (const method of ["GET", "HEAD"] as const) assert.equal((await call(looks[method], { params })).status, 405);
    const first = await callJson(looks.POST, { params, body: { key: key(), viewer: "Bank" } });
    assert.equal(first.status, 200);
    assert.deepEqual(Object.keys(first.body).sort(), ["certificateId", "labels", "presentation", "receipt", "whole"]);
    assert(!JSON.stringify(first.body).includes("93.5"));
    const second = await callJson(looks.POST, { params, body: { key: key() } });
    assert.deepEqual([second.status, second.body.code], [410, "share_used"]);
    for (const body of [{}, { key: "short" }, { key: key(), viewer: "x".repeat(101) }, { key: key(), more: 1 }]) {
      assert.equal((await call(looks.POST, { params, body })).status, 400, JSON.stringify(body));
    }
    assert.equal((await call(looks.POST, { params: { token: "A".repeat(43) }, body: { key: key() } })).status, 404);
  });

  it("files, which hold every field, are for the holder and for whoever is shown every field", async () => {
    const held = await claimed();
    const id = held.certificateId;
    const status = async (query: Record<string, string> = {}) =>
      (await call(pdf.GET, { params: { id }, query })).status;
    assert.equal(await status(), 404, "its page hides the score");
    const [part, whole] = [await share(held), await share(held, { shown: ALL })];
    const mine = key();
    await look(part.id, mine);
    assert.equal(await status({ share: shareToken(part.id), key: mine }), 404, "a part is shown");
    assert.equal(await status({ share: shareToken(whole.id), key: mine }), 404, "nobody pressed the button");
    await look(whole.id, mine);
    assert.equal(await status({ share: shareToken(whole.id), key: mine }), 200);
    assert.equal(await status({ share: shareToken(whole.id) }), 404);
    const other = await claimed();
    assert.equal(
      (await call(pdf.GET, { params: { id: other.certificateId }, query: { share: shareToken(whole.id), key: mine } }))
        .status,
      404,
    );
    const own = await call(ownPdf.GET, { params: { token: held.token, id } });
    assert.equal(own.status, 200);
    assert.match(own.headers.get("content-disposition") ?? "", /^attachment; filename=/);
    assert.equal((await call(ownPdf.GET, { params: { token: other.token, id } })).status, 410);
    await endShare({ ...held, shareId: whole.id, address });
    assert.equal(await status({ share: shareToken(whole.id), key: mine }), 404);
  });
});
