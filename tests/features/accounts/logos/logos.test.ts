/** The logo of an organisation: set and removed by those who may, told of in its log, on its receipts' paper and nowhere in their proof. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { readLogo } from "#lib/features/accounts/logos/rows.ts";
import { removeLogo } from "#lib/features/accounts/logos/verbs/remove-logo.ts";
import { setLogo } from "#lib/features/accounts/logos/verbs/set-logo.ts";
import { loadReceipt } from "#lib/features/evidence/receipts/pages.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { blank, drawing, jpeg, png } from "#tests/infra/pictures/pictures.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence } from "#tests/support/evidence-factory.ts";
import { join } from "#tests/support/members.ts";

const getLogo = at("/api/v1/organisation/logo").GET;

let ours: TestOrganisation;
let theirs: TestOrganisation;
let id = "";

before(async () => {
  await createTestDatabase();
  [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
  const [made] = await makeEvidence({ organisation: { ...ours, ledger: "main" }, count: 1 });
  id = made?.id ?? "";
  await appendBlock({ ledger: "main" });
});
after(() => dropTestDatabase());

const set = (actor: UserActor, file: Uint8Array) => setLogo({ actor, file: new Uint8Array(file) });
const audited = () =>
  prisma().auditEvent.findMany({
    where: { organisationId: ours.id, action: "organisation.logo" },
    orderBy: { id: "asc" },
  });
const pdf = async (organisationId?: TestOrganisation["id"]) => {
  const wish = { evidenceId: id, format: "pdf", locale: "en", waitSeconds: 0, until: "anchored" } as const;
  return (await loadReceipt({ ...wish, reach: organisationId && whole(organisationId) })).bytes;
};

describe("an organisation’s logo", () => {
  it("is shown to its members alone, as a picture that runs nothing", async () => {
    const ask = (headers: Headers) => call(getLogo, { headers: Object.fromEntries(headers) });
    assert.equal((await ask(ours.ownerHeaders)).status, 404);
    assert.deepEqual(await set(ours.owner, await png()), { changed: true });
    const answer = await ask(ours.ownerHeaders);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "image/png");
    assert.match(answer.headers.get("content-security-policy") ?? "", /^sandbox; default-src 'none'/);
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), await readLogo(ours.id));
    assert.equal((await ask(theirs.ownerHeaders)).status, 404);
    assert.equal((await ask(new Headers())).status, 401);
  });

  it("is changed by who manages the organisation, each change once in its log", async () => {
    await set(ours.owner, await png());
    const count = (await audited()).length;
    assert.deepEqual(await set(ours.owner, await png()), { changed: false });
    assert.equal((await audited()).length, count);
    const before = await readLogo(ours.id);
    assert.deepEqual(await set(ours.owner, await jpeg()), { changed: true });
    assert.notDeepEqual(await readLogo(ours.id), before);
    assert.deepEqual(await removeLogo({ actor: ours.owner }), { changed: true });
    assert.deepEqual(await removeLogo({ actor: ours.owner }), { changed: false });
    assert.equal(await readLogo(ours.id), undefined);
    const [changed, removed] = (await audited())
      .slice(count)
      .map(({ details }) => details as Record<string, string | null>);
    assert.match(changed?.logo ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(removed, { logoBefore: changed?.logo, logo: null });
  });

  it("is refused to others, and what is no picture for paper is told apart", async () => {
    const { actor } = await join(ours.owner, "admin");
    const operator = await inRole(actor, "operator");
    await assert.rejects(set(operator, await png()), { code: "forbidden" });
    await assert.rejects(removeLogo({ actor: operator }), { code: "forbidden" });
    const files: [string, Uint8Array][] = [
      ["logo_format", drawing({ width: 200, height: 100 })],
      ["logo_too_large", new Uint8Array(512 * 1024 + 1)],
      ["logo_unreadable", (await png()).subarray(0, 200)],
      ["logo_dimensions", await png(20, 20)],
      ["logo_blank", await blank("#ffffff00")],
    ];
    for (const [code, file] of files) await assert.rejects(set(ours.owner, file), { code, field: "logo" });
    assert.equal(await readLogo(ours.id), undefined);
  });

  it("is on the paper of its receipts, and changes nothing that they carry", async () => {
    const without = await pdf(ours.id);
    await set(ours.owner, await png());
    const [own, stranger] = [await pdf(ours.id), await pdf()];
    assert.deepEqual(await pdf(ours.id), own, "the same bytes every time");
    for (const bytes of [own, stranger]) assert.ok(Buffer.from(bytes).includes("/Subtype /Image"));
    assert.ok(!Buffer.from(without).includes("/Subtype /Image"));
    assert.deepEqual(openReceipt(own).document?.attachments, openReceipt(without).document?.attachments);
    assert.ok(openReceipt(own).document?.seal);
    await removeLogo({ actor: ours.owner });
    assert.deepEqual(await pdf(ours.id), without);
  });
});
