/** Bundles are found by a file in them, by their organisation alone; whose content is kept is handed out with it. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { readListPage } from "#lib/features/evidence/records/rows/list-page.ts";
import { parseFilters, toFilter } from "#lib/features/evidence/records/schema/filters.ts";
import { whole } from "#lib/gate/reach.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { makeKey, makeUnit } from "#tests/support/units.ts";

let ours: TestOrganisation;
let theirs: TestOrganisation;
before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  theirs = await makeOrganisation("Someone else");
});
after(() => dropTestDatabase());

const hexOf = (text: string) => createHash("sha256").update(text).digest("hex");
const by = ({ apiKey }: TestOrganisation) => ({ authorization: `Bearer ${apiKey.secret}` });
const field = { 合同号: { type: "text", value: "HT-2026-17" } };

async function bundleOf(contents: readonly string[], who = ours, more: object = {}): Promise<string> {
  const files = contents.map((content, at) => ({ name: `附件/${at}.txt`, sha256: hexOf(content) }));
  const { status, body } = await callJson(at("/api/v1/bundles").POST, {
    headers: by(who),
    body: { name: `Case of ${contents[0]}`, files, ...more },
  });
  assert.equal(status, 201);
  return body.id;
}

type FoundRecord = { id: string; file?: { name: string; links: { receipt: string } } };

async function find(query: Record<string, string>, who = ours): Promise<FoundRecord[]> {
  const { status, body } = await callJson(at("/api/v1/evidence").GET, { headers: by(who), query });
  assert.equal(status, 200);
  return body.evidence;
}
const ids = (found: { id: string }[]) => found.map(({ id }) => id);

describe("a search for a digest", () => {
  it("finds records of it and bundles that have it, newest first, and says which file; each bundle once", async () => {
    const sha256 = hexOf("the contract");
    const first = await bundleOf(["other", "the contract", "the contract"]);
    const alone = await callJson(at("/api/v1/evidence").POST, {
      headers: by(ours),
      body: { sha256, name: "contract.pdf" },
    });
    const second = await bundleOf(["the contract"], ours, { fields: field });
    const found = await find({ sha256 });
    assert.deepEqual(ids(found), [second, alone.body.id, first]);
    assert.deepEqual(
      found.map(({ file }) => file?.name),
      ["附件/0.txt", undefined, found[2]?.file?.name],
    );
    assert.match(found[2]?.file?.name ?? "", /附件\/[12]\.txt/);
    const receipt = found[0]?.file?.links.receipt ?? "";
    const answer = await callJson(at(new URL(receipt).pathname).GET, { headers: by(ours), query: { format: "json" } });
    const { extras } = answer.body;
    const { line } = extras.find(({ kind }: { kind: string }) => kind === "bundle");
    assert.equal(JSON.parse(line).sha256, Buffer.from(sha256, "hex").toString("base64"));
    // With whatever else is asked for.
    assert.deepEqual(ids(await find({ sha256, kind: "bundle" })), [second, first]);
    assert.deepEqual(ids(await find({ sha256, kind: "content" })), [alone.body.id]);
    assert.deepEqual(ids(await find({ sha256, q: "case of other" })), [first]);
    assert.deepEqual(ids(await find({ sha256, value: "ht-2026-17" })), [second]);
    assert.deepEqual(ids(await find({ sha256: hexOf("nothing") })), []);
    await appendAll();
    assert.deepEqual(ids(await find({ sha256, state: "anchored" })), [second, alone.body.id, first]);
    const page = await callJson(at("/api/v1/evidence").GET, { headers: by(ours), query: { sha256, limit: "2" } });
    assert.deepEqual(ids(await find({ sha256, cursor: page.body.next })), [first]);
    const listed = await readListPage({
      reach: whole(ours.id),
      filter: toFilter(parseFilters({ q: sha256.toUpperCase() })),
      cursor: {},
    });
    assert.deepEqual(
      listed.rows.map(({ file }) => file?.name !== undefined),
      [true, false, true],
    );
  });

  it("tells nobody else: not another organisation, nor a stranger, the bundle's page being public or not", async () => {
    const sha256 = hexOf("known to a stranger");
    await bundleOf(["known to a stranger"]);
    assert.deepEqual(await find({ sha256 }, theirs), []);
    const { body } = await callJson(at("/api/v1/lookup").GET, { query: { sha256 } });
    assert.deepEqual(body.records, []);
    assert.equal((await call(at("/api/v1/evidence").GET, { query: { sha256 } })).status, 401);
  });
});

describe("a bundle of a unit", () => {
  it("is found by a file in it from there and from above; beside it neither bundle nor kept content is told of", async () => {
    const [east, west] = [await makeUnit(ours.owner, "East"), await makeUnit(ours.owner, "West")];
    const [there, beside] = [await makeKey(ours.owner, east), await makeKey(ours.owner, west)];
    const files = [{ name: "a.txt", sha256: hexOf("of the east") }];
    const record = async ({ headers }: typeof there) =>
      (await callJson(at("/api/v1/bundles").POST, { headers, body: { name: "Case", files } })).body.id;
    const [id, besideId] = [await record(there), await record(beside)];
    await callJson(at("/api/v1/uploads").PUT, {
      headers: there.headers,
      query: { name: "a.txt" },
      body: Buffer.from("of the east"),
    });
    const query = { sha256: hexOf("of the east"), kind: "bundle" };
    const foundBy = async (headers: Record<string, string>) =>
      ids((await callJson(at("/api/v1/evidence").GET, { headers, query })).body.evidence);
    assert.deepEqual(await foundBy(there.headers), [id]);
    assert.deepEqual(await foundBy(beside.headers), [besideId]);
    assert.deepEqual(await foundBy(by(ours)), [besideId, id]);
    const linksFor = async ({ headers }: typeof there, bundle: string) =>
      Object.keys((await callJson(at(`/api/v1/bundles/${bundle}/files`).GET, { headers })).body.items[0].links);
    assert.deepEqual(await linksFor(there, id), ["receipt", "evidence", "content"]);
    assert.deepEqual(await linksFor(beside, besideId), ["receipt"]);
  });
});

describe("a file of a bundle whose content is kept", () => {
  it("names the record by which it is, and where the content is; of another organisation's nothing is said", async () => {
    const put = at("/api/v1/uploads").PUT;
    const upload = (who: TestOrganisation, content: string) =>
      callJson(put, { headers: by(who), query: { name: "kept.txt" }, body: Buffer.from(content) });
    const kept = await upload(ours, "kept here");
    await upload(theirs, "kept elsewhere");
    const id = await bundleOf(["kept here", "kept elsewhere", "kept nowhere"]);
    const { body } = await callJson(at(`/api/v1/bundles/${id}/files`).GET, { headers: by(ours) });
    const linksOf = (name: string) => body.items.find((item: { name: string }) => item.name === name).links;
    assert.match(linksOf("附件/0.txt").evidence, new RegExp(`/api/v1/evidence/${kept.body.id}$`));
    const content = await call(at(new URL(linksOf("附件/0.txt").content).pathname).GET, { headers: by(ours) });
    assert.equal(await content.text(), "kept here");
    for (const name of ["附件/1.txt", "附件/2.txt"]) assert.deepEqual(Object.keys(linksOf(name)), ["receipt"]);
  });
});
