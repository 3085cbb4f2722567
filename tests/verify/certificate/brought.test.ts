/** What a reader brings beside a certificate is told by what is in it; and some of the ledger's entries are not all of them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSource, withSources } from "#lib/verify/certificate/brought.ts";
import { openCertificate } from "#lib/verify/certificate/open.ts";
import type { Sources } from "#lib/verify/certificate/sources.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import { makeCertificate, NOW, policy, sourcesOf, statusEntry, storyOf } from "#tests/support/whole-certificates.ts";

const made = await makeCertificate();
const [json, token] = [await sourcesOf("json"), await sourcesOf("sd_jwt")];
const suspended = statusEntry({ of: made, state: "suspended" });
const resumed = statusEntry({ of: made, state: "resumed", index: 22 });

async function judgedWith(...texts: (string | undefined)[]) {
  const opened = await openCertificate(made.delivered);
  assert.ok(opened);
  const read = texts.map((text) => readSource(text ?? ""));
  assert.ok(read.every((each) => each !== undefined));
  const sources = read.reduce<Sources>((before, now) => withSources(before, now ?? {}), {});
  return await verifyCertificate(opened, { sources, trust: () => ({ policy }), now: NOW });
}

describe("files beside a certificate", () => {
  it("are told by what is in them", () => {
    assert.deepEqual(readSource(json.document ?? ""), { document: json.document });
    assert.deepEqual(readSource(json.history ?? ""), { history: json.history });
    assert.deepEqual(readSource(json.statusList ?? ""), { statusList: json.statusList });
    assert.deepEqual(readSource(token.statusList ?? ""), { statusList: token.statusList });
    assert.deepEqual(readSource(`{"items":[]}`), { statuses: [] });
    const others = [
      made.credential,
      made.sdJwt,
      new TextDecoder().decode(made.receipt),
      "{}",
      "",
      "[1]",
      `{"items":1}`,
    ];
    for (const text of others) assert.equal(readSource(text), undefined, text.slice(0, 40));
  });

  it("give the verdict that they would give over the network, but for domains that nobody saw proven", async () => {
    const all = await judgedWith(json.document, json.history, json.statusList, `{"items":[]}`);
    assert.deepEqual([all.verdict, storyOf(all)], ["issuer_unproven", ["issuer: domain_unproven"]]);
    const fewer = await judgedWith(json.document, json.history, json.statusList);
    assert.deepEqual([fewer.verdict, storyOf(fewer)[1]], ["could_not_check", "status: ledger_not_asked"]);
  });

  it("of the ledger's entries some can end a certificate, and none but all of them keep it in force", async () => {
    const lists = [json.document, json.history, json.statusList];
    const ended = await judgedWith(...lists, suspended.receipt);
    assert.deepEqual([ended.verdict, ended.status?.index], ["suspended", 20]);
    const hopeful = await judgedWith(...lists, resumed.receipt);
    assert.deepEqual(storyOf(hopeful)[1], "status: ledger_not_asked");
    const other = await makeCertificate({ place: 2 });
    const foreign = await judgedWith(...lists, statusEntry({ of: other, state: "resumed" }).receipt);
    assert.deepEqual(storyOf(foreign)[1], "status: ledger_not_asked");
  });
});
