/** A share shows what its holder chose to as many as they allowed, for as long as they allowed, and nothing else ever leaves. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { textOfBase64Url } from "#lib/credentials/base64url.ts";
import { findHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { claimCertificate } from "#lib/features/certificates/holders/verbs/claim-certificate.ts";
import { makeClaimLink } from "#lib/features/certificates/holders/verbs/send-again.ts";
import { setPageOpen } from "#lib/features/certificates/holders/verbs/set-page-open.ts";
import { findShareAccess, listShares } from "#lib/features/certificates/shares/rows/shares.ts";
import { readShareToken, shareToken } from "#lib/features/certificates/shares/rows/token.ts";
import { SHARES_MAX } from "#lib/features/certificates/shares/types.ts";
import { createShare } from "#lib/features/certificates/shares/verbs/create-share.ts";
import { endShare } from "#lib/features/certificates/shares/verbs/end-share.ts";
import { lookAtShare } from "#lib/features/certificates/shares/verbs/look-at-share.ts";
import { issueBatch } from "#tests/features/certificates/holders/certificate-place.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool } from "#tests/support/ledger.ts";

const owner = ownerPool();
const address = "192.0.2.7";
const HIDING = ["fields.holder_name", "predicates.score_gte.90"];
let ours: TestOrganisation;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("School");
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

async function claimed(name = "张三") {
  const { certificateIds } = await issueBatch(owner, ours.id, [{ name }]);
  const certificateId = certificateIds[0] ?? "";
  const { url } = await makeClaimLink({ actor: ours.owner, certificateId });
  const token = url.split("/").at(-1) ?? "";
  await claimCertificate({ token, certificateId, address, locale: "zh-CN" });
  return { token, certificateId };
}

type Claimed = Awaited<ReturnType<typeof claimed>>;
const share = (held: Claimed, more: Partial<Parameters<typeof createShare>[0]> = {}) =>
  createShare({ ...held, label: "", shown: HIDING, days: 7, views: 0, address, ...more });
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
    assert(bytes.includes("张三"));
    for (const hidden of ["93.5", "2004-02-29", "birth_date"]) assert(!bytes.includes(hidden), hidden);
  });

  it("of everything is whole, of a field too many is refused", async () => {
    const held = await claimed();
    const all = ["fields.holder_name", "fields.score", "fields.birth_date"];
    assert.equal((await look((await share(held, { shown: all })).id)).whole, true);
    await assert.rejects(share(held, { shown: ["fields.salary"] }), { code: "unknown_field" });
    assert.equal(
      (await look((await share(held, { shown: [] })).id)).presentation.split("~").length,
      2,
      "nothing is nothing",
    );
  });

  it("closes the certificate's page where it hides what that shows, and not otherwise", async () => {
    const held = await claimed();
    await share(held, { shown: ["fields.holder_name", "fields.score"] });
    assert.equal((await findHeld(held.certificateId))?.pageOpen, true);
    assert.equal((await share(held)).closed, true);
    assert.equal((await findHeld(held.certificateId))?.pageOpen, false);
    await setPageOpen({ ...held, open: true, address });
    assert.equal((await findHeld(held.certificateId))?.pageOpen, true);
  });

  it("is made of what was claimed, by its holder, and so many at once", async () => {
    const { certificateIds } = await issueBatch(owner, ours.id, [{ name: "Not yet" }]);
    const certificateId = certificateIds[0] ?? "";
    const token = (await makeClaimLink({ actor: ours.owner, certificateId })).url.split("/").at(-1) ?? "";
    await assert.rejects(share({ token, certificateId }), { code: "gone" });
    const held = await claimed();
    await assert.rejects(share({ ...held, certificateId }), { code: "link_invalid" });
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
