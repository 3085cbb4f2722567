/** An issuer's figures are its own, in the days of the reader's zone, the same before and after the worker counted, and name nobody. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { certificateReceipt } from "#lib/features/certificates/credentials/rows.ts";
import { deliverForm } from "#lib/features/certificates/credentials/verbs/deliver-form.ts";
import { readFigures } from "#lib/features/certificates/figures/rows.ts";
import { DAYS_MAX, FIGURES } from "#lib/features/certificates/figures/types.ts";
import { countFigures } from "#lib/features/certificates/figures/verbs/count-figures.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { shareToken } from "#lib/features/certificates/shares/rows/token.ts";
import { lookAtShare } from "#lib/features/certificates/shares/verbs/look-at-share.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type IssuingPlace, openIssuingPlace } from "#tests/features/certificates/issuing/issuing-place.ts";
import { claimed, issued, share } from "#tests/features/certificates/shares/share-place.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, call, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const HOUR_MS = 3_600_000;
const CHECKED = at("/v/{id}/checked").POST;
const VERIFY = at("/api/v1/verify").POST;

describe("figures of certificates", () => {
  let school: IssuingPlace;
  const now = new Date();

  before(async () => {
    await createTestDatabase();
    school = await openIssuingPlace();
  });
  after(async () => {
    await endThreads();
    await dropTestDatabase();
  });

  const today = async (moment = now) => {
    const days = await readFigures({ organisationId: school.organisation.id, zone: "UTC", days: 30, now: moment });
    assert.equal(days.length, 30);
    return FIGURES.map((what) => days.reduce((sum, figures) => sum + figures[what], 0));
  };

  it("count what was issued and claimed, presses of shares, and checks of pages and programs", async () => {
    assert.deepEqual(await today(), [0, 0, 0, 0]);
    await issued(school, "李四");
    const held = await claimed(school);
    const token = shareToken((await share(held)).id);
    for (const key of ["a", "a", "b"]) await lookAtShare({ token, key: key.repeat(43), viewer: "" });
    assert.equal((await call(CHECKED, { params: { id: held.certificateId } })).status, 204);
    assert.equal((await call(CHECKED, { params: { id: "018f0000-0000-7000-8000-000000000000" } })).status, 204);
    const { bytes } = await deliverForm({ id: held.certificateId, form: "credential" });
    const receipt = (await certificateReceipt(held.certificateId))?.text;
    const body = { certificate: Buffer.from(bytes).toString("utf8"), receipt };
    assert.equal((await call(VERIFY, { body })).status, 200);
    const forged = { ...body, certificate: body.certificate.replace("张𠮷", "王五") };
    assert.equal((await call(VERIFY, { body: forged })).status, 200);
    assert.deepEqual(await today(), [2, 1, 2, 2]);
  });

  it("stay the same when the worker has counted, however many workers, and however often", async () => {
    const later = new Date(now.getTime() + 2 * HOUR_MS);
    while (await countFigures(later));
    await Promise.all([countFigures(later), countFigures(later)]);
    assert.deepEqual(await today(later), [2, 1, 2, 2]);
    const { rows } = await pool().query(
      "SELECT what, sum(count)::integer AS count FROM certificate_figure GROUP BY what ORDER BY what",
    );
    assert.deepEqual(rows, [
      { what: "claimed", count: 1 },
      { what: "issued", count: 2 },
      { what: "verified", count: 2 },
      { what: "viewed", count: 2 },
    ]);
  });

  it("leave as CSV: a line for each day that is kept, in the zone and the language asked for, for who may read", async () => {
    const cookie = school.organisation.ownerHeaders.get("cookie") ?? "";
    const take = async (zone: string, language: string) => {
      const headers = { cookie, "accept-language": language };
      const response = await send(`/certificates/figures/export?${new URLSearchParams({ zone })}`, { headers });
      assert.deepEqual([response.status, response.headers.get("content-type")], [200, "text/csv; charset=utf-8"]);
      assert.equal(response.headers.get("cache-control"), "private, no-store");
      return Buffer.from(await response.arrayBuffer())
        .toString()
        .split("\r\n")
        .slice(0, -1);
    };
    const [head, ...days] = await take("Asia/Shanghai", "en");
    assert.equal(head, '\uFEFF"Day (Asia/Shanghai)","Issued","Claimed","Viewed","Verified"');
    assert.equal(days.length, DAYS_MAX);
    const sums = [1, 2, 3, 4].map((column) =>
      days.reduce((sum, day) => sum + Number(day.split(",")[column]?.replaceAll('"', "")), 0),
    );
    assert.deepEqual(sums, [2, 1, 2, 2]);
    const [chinese, oldest = ""] = await take("Nowhere/At All", "zh-CN");
    assert.equal(chinese, '\uFEFF"日期（UTC）","签发","领取","查看","核验"');
    assert.match(oldest, /^"\d{4}-\d{2}-\d{2}","0","0","0","0"$/);
    const other = await makeOrganisation();
    const theirs = { cookie: other.ownerHeaders.get("cookie") ?? "" };
    const foreign = await (await send("/certificates/figures/export", { headers: theirs })).text();
    assert.doesNotMatch(foreign, /"[1-9]\d*"/);
    const nobody = await send("/certificates/figures/export");
    assert.deepEqual([nobody.status, nobody.headers.get("location")], [303, "/certificates/figures"]);
  });
});
