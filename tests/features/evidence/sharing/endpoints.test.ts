/** A record is open to strangers exactly as long as its organisation says so. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { updateOrganisation } from "#lib/features/accounts/organisations/verbs/update-organisation.ts";
import { readShareToken, shareToken } from "#lib/features/evidence/sharing/rows/share-token.ts";
import { findShareAccess, readSharing } from "#lib/features/evidence/sharing/rows/sharing.ts";
import { SHARE_LINKS_MAX, SHARE_LINKS_PAGE_SIZE } from "#lib/features/evidence/sharing/types.ts";
import { createShareLink, revokeShareLink, setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool } from "#tests/support/ledger.ts";

const postEvidence = at("/api/v1/evidence").POST;
const lookUp = at("/api/v1/lookup").GET;
const getPublicReceipt = at("/api/v1/records/{id}/receipt").GET;

const owner = ownerPool();
let ours: TestOrganisation;
let theirs: TestOrganisation;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  theirs = await makeOrganisation();
  const settings = { name: ours.name, keepContent: false, publicLookup: true, publishRecords: true, alsoSm3: false };
  await updateOrganisation({ actor: ours.owner, settings });
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

async function record(): Promise<{ id: string; sha256: string }> {
  const sha256 = sha256Hex(randomBytes(16));
  const headers = { authorization: `Bearer ${ours.apiKey.secret}` };
  const answer = await callJson(postEvidence, { method: "POST", headers, body: { sha256, name: "租赁合同.pdf" } });
  return { id: answer.body.id, sha256 };
}

/** Status and code of the public receipt. */
async function asked(id: string, link?: string): Promise<[number, string | undefined]> {
  const { status, body } = await callJson(getPublicReceipt, { params: { id }, query: link ? { link } : {} });
  return [status, body.code];
}

async function link(evidenceId: string, label = "counsel"): Promise<{ id: string; token: string }> {
  const made = await createShareLink({ actor: ours.owner, evidenceId, label, days: 7 });
  assert.ok("id" in made);
  return { id: made.id, token: shareToken(made.id) };
}

const setPage = (evidenceId: string, on: boolean) => setPublicPage({ actor: ours.owner, evidenceId, on });
const expire = (id: string) =>
  owner.query("UPDATE evidence_link SET created_at = now() - interval '8 days', expires_at = now() WHERE id = $1", [
    id,
  ]);
const actions = async (subject: string) =>
  (await pool().query("SELECT action, details FROM audit_event WHERE subject = $1 ORDER BY id", [subject])).rows;

describe("the public page", () => {
  it("is on from the beginning; turned off, neither its id nor its digest leads anywhere", async () => {
    const { id, sha256 } = await record();
    const found = async () => (await callJson(lookUp, { query: { sha256 } })).body.records.length;
    assert.deepEqual([await asked(id), await found()], [[202, undefined], 1]);
    assert.deepEqual(await setPage(id, false), { public: false });
    assert.deepEqual([await asked(id), await found()], [[404, "not_found"], 0]);
    assert.deepEqual(await setPage(id, true), { public: true });
    assert.deepEqual([await asked(id), await found()], [[202, undefined], 1]);
    const told = (await actions(id)).map(({ action }) => action);
    assert.deepEqual(told, ["evidence.record", "evidence.withdraw", "evidence.publish"]);
  });

  it("a record whose page is off looks like none at all", async () => {
    const { id } = await record();
    await setPage(id, false);
    const { body, status } = await callJson(getPublicReceipt, { params: { id } });
    const none = await callJson(getPublicReceipt, { params: { id: uuidv7() } });
    assert.deepEqual([status, body], [none.status, none.body]);
  });

  it("asked to be as it is, it leaves no row; changed by many at once, it ends in one of their wishes", async () => {
    const { id } = await record();
    await setPage(id, true);
    assert.equal((await actions(id)).length, 1);
    await Promise.allSettled(Array.from({ length: 6 }, (_, at) => setPage(id, at % 2 === 0)));
    const { rows } = await pool().query(
      "SELECT number, public FROM evidence_publication WHERE evidence_id = $1 ORDER BY number",
      [id],
    );
    assert.deepEqual(
      rows.map(({ number, public: on }) => [number, on]),
      rows.map((_, at) => [at + 1, at % 2 === 1]),
    );
  });
});

describe("a link", () => {
  it("opens the record while its page is off, until it is revoked, and then says that it is the link", async () => {
    const { id } = await record();
    const { id: linkId, token } = await link(id);
    await setPage(id, false);
    assert.deepEqual(await asked(id, token), [202, undefined]);
    await revokeShareLink({ actor: ours.owner, linkId });
    assert.deepEqual(await asked(id, token), [410, "link_revoked"]);
    await assert.rejects(revokeShareLink({ actor: ours.owner, linkId }), { code: "gone" });
    const told = await actions(linkId);
    assert.deepEqual(
      told.map(({ action, details }) => [action, details.evidence]),
      [
        ["share.create", id],
        ["share.revoke", id],
      ],
    );
    assert.ok(!JSON.stringify(told).includes(token), "the audit log opens nothing");
  });

  it("expires by itself, which a public page outlives", async () => {
    const { id } = await record();
    const { id: linkId, token } = await link(id);
    await setPage(id, false);
    await expire(linkId);
    assert.deepEqual(await asked(id, token), [410, "link_expired"]);
    assert.deepEqual(await findShareAccess({ evidenceId: id, token }), { access: "expired" });
    await setPage(id, true);
    assert.deepEqual(await asked(id, token), [202, undefined]);
  });

  it("opens its own record and no other, and no made-up token opens anything", async () => {
    const [one, other] = [await record(), await record()];
    const { id: linkId, token } = await link(one.id);
    await setPage(one.id, false);
    await setPage(other.id, false);
    assert.deepEqual(await asked(other.id, token), [404, "not_found"]);
    for (let at = 0; at < token.length; at += 1) {
      const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      assert.deepEqual(
        await findShareAccess({ evidenceId: one.id, token: changed }),
        { access: "absent" },
        `character ${at}`,
      );
    }
    for (const bad of ["", linkId, `${token}A`, token.slice(1), "🔗", shareToken(uuidv7())])
      assert.deepEqual(await findShareAccess({ evidenceId: one.id, token: bad }), { access: "absent" }, bad);
    assert.equal(
      (await callJson(getPublicReceipt, { params: { id: one.id }, query: { link: "x".repeat(65) } })).status,
      400,
    );
    assert.equal(readShareToken(token), linkId);
  });

  it("there are only so many", async () => {
    const { id } = await record();
    for (let made = 0; made < SHARE_LINKS_MAX; made += 1) await link(id, `${made}`);
    await assert.rejects(createShareLink({ actor: ours.owner, evidenceId: id, label: "", days: 1 }), {
      code: "too_many_links",
    });
  });
});

describe("the links of a record", () => {
  /** Links made in SQL, as by an earlier version. @returns their ids, oldest first */
  async function insertLinks(evidenceId: string, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7()).sort();
    await owner.query(
      `INSERT INTO evidence_link (id, evidence_id, label, user_id, created_at, expires_at)
       SELECT id, $2, '', $3, now(), now() + interval '1 day' FROM unnest($1::uuid[]) AS id`,
      [ids, evidenceId, ours.owner.userId],
    );
    return ids;
  }
  const make = (evidenceId: string) => createShareLink({ actor: ours.owner, evidenceId, label: "", days: 1 });
  const outcomes = async (made: Promise<unknown>[]) =>
    (await Promise.allSettled(made)).map((each) => (each.status === "fulfilled" ? "made" : each.reason.code)).sort();

  it("never pass their limit, also when many are made at once", async () => {
    const { id } = await record();
    await insertLinks(id, SHARE_LINKS_MAX - 2);
    const refused = Array.from({ length: 6 }, () => "too_many_links");
    assert.deepEqual(await outcomes(Array.from({ length: 8 }, () => make(id))), ["made", "made", ...refused].sort());
    assert.equal((await readSharing(whole(ours.id), id)).open, SHARE_LINKS_MAX);
  });

  it("count while they open the record: one that is revoked makes room", async () => {
    const { id } = await record();
    const [first = ""] = await insertLinks(id, SHARE_LINKS_MAX);
    await assert.rejects(make(id), { code: "too_many_links" });
    await revokeShareLink({ actor: ours.owner, linkId: first });
    await make(id);
  });

  it("are all listed while they open it, page by page, however many there are, and each can be ended", async () => {
    const { id } = await record();
    const ids = await insertLinks(id, SHARE_LINKS_MAX + 45);
    const found: string[] = [];
    let page = await readSharing(whole(ours.id), id);
    const firstPage = page.links;
    for (;;) {
      found.push(...page.links.map((link) => link.id));
      if (!page.older) break;
      page = await readSharing(whole(ours.id), id, { older: page.older });
    }
    assert.deepEqual(found.toReversed(), ids);
    const back = await readSharing(whole(ours.id), id, { newer: page.newer ?? "" });
    assert.equal(back.links.length, SHARE_LINKS_PAGE_SIZE);
    assert.equal(firstPage.length, SHARE_LINKS_PAGE_SIZE);
    for (const linkId of ids) await revokeShareLink({ actor: ours.owner, linkId });
    const ended = await readSharing(whole(ours.id), id);
    assert.deepEqual([ended.open, ended.links.filter(({ state }) => state === "open").length], [0, 0]);
  });

  it("of changes of the public page that come at once, each is a row of its own", async () => {
    const { id } = await record();
    const changes = Array.from({ length: 8 }, (_, at) =>
      setPublicPage({ actor: ours.owner, evidenceId: id, on: at % 2 === 1 }),
    );
    assert.ok((await Promise.allSettled(changes)).every(({ status }) => status === "fulfilled"));
  });
});

describe("who shares", () => {
  it("another organisation changes nothing", async () => {
    const { id } = await record();
    const { id: linkId } = await link(id);
    const actor = theirs.owner;
    await assert.rejects(setPublicPage({ actor, evidenceId: id, on: false }), { code: "gone" });
    await assert.rejects(createShareLink({ actor, evidenceId: id, label: "", days: 1 }), { code: "gone" });
    await assert.rejects(revokeShareLink({ actor, linkId }), { code: "gone" });
    assert.deepEqual((await readSharing(whole(theirs.id), id)).links, []);
  });

  it("an auditor sees how it is shared and changes nothing", async () => {
    const { id } = await record();
    const { id: linkId } = await link(id);
    const actor = await inRole(ours.owner, "auditor");
    await assert.rejects(setPublicPage({ actor, evidenceId: id, on: false }), { code: "forbidden" });
    await assert.rejects(createShareLink({ actor, evidenceId: id, label: "", days: 1 }), { code: "forbidden" });
    await assert.rejects(revokeShareLink({ actor, linkId }), { code: "forbidden" });
    await inRole(ours.owner, "owner");
  });

  it("the record tells what happened, in order", async () => {
    const { id } = await record();
    const { id: first } = await link(id, "counsel");
    const { id: second } = await link(id, "court");
    await setPage(id, false);
    await revokeShareLink({ actor: ours.owner, linkId: second });
    await expire(first);
    const sharing = await readSharing(whole(ours.id), id);
    assert.equal(sharing.public, false);
    assert.deepEqual(sharing.links.map(({ label, state }) => [label, state]).sort(), [
      ["counsel", "expired"],
      ["court", "revoked"],
    ]);
    assert.deepEqual(sharing.events.map(({ kind }) => kind).sort(), [
      "expired",
      "linked",
      "linked",
      "revoked",
      "withdrawn",
    ]);
    assert.deepEqual(
      sharing.events.map(({ at }) => at),
      sharing.events.map(({ at }) => at).toSorted(),
    );
  });

  it("the application can neither rewrite what was said about the page nor prolong a link", async () => {
    const { id } = await record();
    const { id: linkId } = await link(id);
    await setPage(id, false);
    await assert.rejects(pool().query("UPDATE evidence_publication SET public = true"), { code: "42501" });
    await assert.rejects(owner.query("DELETE FROM evidence_publication"), { code: "42501" });
    await assert.rejects(
      pool().query("UPDATE evidence_link SET expires_at = expires_at + interval '1 year' WHERE id = $1", [linkId]),
      { code: "42501" },
    );
  });
});
