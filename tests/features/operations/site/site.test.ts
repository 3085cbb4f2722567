/** What the operators say of themselves, and what programs ask every site for. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { findImprintLink, findNotice, findSecurityContact } from "#lib/features/operations/site/rows.ts";
import { noticeSchema, securityContactSchema } from "#lib/features/operations/site/schema.ts";
import { paragraphsOf } from "#lib/features/operations/site/types.ts";
import { changeNotice } from "#lib/features/operations/site/verbs/change-notice.ts";
import { changeSecurityContact } from "#lib/features/operations/site/verbs/change-security-contact.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};
const contactProblems = (contact: string, expires: string) => {
  const parsed = parseForm(securityContactSchema, form({ contact, expires }));
  return "problems" in parsed ? parsed.problems : parsed.data.contact;
};

describe("what the operators say of themselves", () => {
  let operating: TestOrganisation;
  let bank: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    operating = await makeOrganisation();
    await prisma().organisation.update({ where: { id: operating.id }, data: { operates: true } });
    bank = await makeOrganisation();
  });
  after(() => dropTestDatabase());

  it("there is no imprint and no security.txt until they set one", async () => {
    assert.equal(await findNotice("imprint"), undefined);
    assert.equal(await findImprintLink(), undefined);
    assert.equal((await send("/.well-known/security.txt")).status, 404);
  });

  it("they alone change it; each text stays under its number, and the audit log says who wrote it", async () => {
    const notice = { en: "First Bank Ltd.", zh: "第一银行", url: "" };
    const change = { name: "imprint", notice } as const;
    await assert.rejects(changeNotice({ actor: bank.owner, ...change }), { code: "operators_only" });
    const auditor = await inRole(operating.owner, "auditor");
    await assert.rejects(changeNotice({ actor: auditor, ...change }), { code: "operators_only" });
    const actor = await inRole(operating.owner, "owner");
    assert.deepEqual(await changeNotice({ actor, ...change }), { changed: true });
    assert.deepEqual(await changeNotice({ actor, ...change }), { changed: false });
    assert.deepEqual(await findNotice("imprint"), notice);
    assert.equal(await findImprintLink(), "/imprint");
    const elsewhere = { en: "", zh: "", url: "https://bank.example/imprint" };
    await changeNotice({ actor, name: "imprint", notice: elsewhere });
    assert.equal(await findImprintLink(), elsewhere.url);
    await changeNotice({ actor, name: "imprint", notice: { en: "", zh: "", url: "" } });
    assert.equal(await findImprintLink(), undefined);
    const texts = await prisma().siteNotice.findMany({ orderBy: { number: "asc" } });
    assert.deepEqual(
      texts.map(({ number, zh }) => [number, zh]),
      [
        [1, "第一银行"],
        [2, ""],
        [3, ""],
      ],
    );
    const events = await prisma().auditEvent.findMany({ where: { action: "site.notice" }, orderBy: { id: "asc" } });
    assert.deepEqual(
      events.map(({ organisationId, subject, details }) => [organisationId, subject, details]),
      [
        [operating.id, "imprint", { number: 1, urlBefore: "", url: "" }],
        [operating.id, "imprint", { number: 2, urlBefore: "", url: elsewhere.url }],
        [operating.id, "imprint", { number: 3, urlBefore: elsewhere.url, url: "" }],
      ],
    );
    await assert.rejects(prisma().$executeRaw`UPDATE site_notice SET en = 'otherwise'`);
  });

  it("changes that come at once follow one another", async () => {
    const changes = Array.from({ length: 5 }, (_, at) =>
      changeNotice({ actor: operating.owner, name: "privacy", notice: { en: `${at}`, zh: "", url: "" } }),
    );
    assert.deepEqual(new Set((await Promise.all(changes)).map(({ changed }) => changed)), new Set([true]));
    assert.equal(await prisma().siteNotice.count({ where: { name: "privacy" } }), 5);
  });

  it("an address is one of the web, and a text holds nothing that cannot be seen", () => {
    const problems = (fields: Record<string, string>) => {
      const parsed = parseForm(noticeSchema, form({ name: "imprint", en: "", zh: "", url: "", ...fields }));
      return "problems" in parsed ? parsed.problems : {};
    };
    assert.deepEqual(problems({ url: "https://bank.example/imprint?lang=en#top", en: "a\r\n\r\nb\tc" }), {});
    for (const url of [
      "javascript:alert(1)",
      "//bank.example",
      "/imprint",
      "https://a@bank.example",
      "ftp://bank.example",
    ])
      assert.deepEqual(problems({ url }), { url: "invalid_web_address" }, url);
    assert.deepEqual(problems({ en: "a\u202eb" }), { en: "name_characters" });
    assert.deepEqual(problems({ zh: "长".repeat(40_001) }), { zh: "text_too_long" });
  });

  it("a text is paragraphs and headings, and never markup", () => {
    assert.deepEqual(paragraphsOf("One\nline\r\n\r\n \n# Two\nthree\n\n#not one\n\n<b>x</b>\n"), [
      { kind: "text", text: "One\nline" },
      { kind: "heading", text: "Two" },
      { kind: "text", text: "three" },
      { kind: "text", text: "#not one" },
      { kind: "text", text: "<b>x</b>" },
    ]);
    assert.deepEqual(paragraphsOf("\n\n  \n"), []);
  });

  it("security.txt names the contact until its last day is over", async () => {
    const actor = operating.owner;
    const expires = new Date(Date.now() + 30 * DAY_MS);
    const contact = "mailto:security@bank.example";
    await assert.rejects(changeSecurityContact({ actor: bank.owner, contact, expires }), { code: "operators_only" });
    await assert.rejects(changeSecurityContact({ actor, contact, expires: undefined }), { code: "value_missing" });
    await changeSecurityContact({ actor, contact, expires });
    const answer = await send("/.well-known/security.txt");
    assert.equal(answer.headers.get("content-type"), "text/plain; charset=utf-8");
    const lines = (await answer.text()).split("\n");
    assert.deepEqual(lines.slice(0, 2), [`Contact: ${contact}`, `Expires: ${expires.toISOString()}`]);
    assert.match(lines[3] ?? "", /^Canonical: https?:\/\/\S+\/\.well-known\/security\.txt$/);
    await changeSecurityContact({ actor, contact, expires: new Date(Date.now() - 1_000) });
    assert.equal((await send("/.well-known/security.txt")).status, 404);
    assert.ok(await findSecurityContact(), "its page still says that it ran out");
    await changeSecurityContact({ actor, contact: "", expires: undefined });
    assert.equal(await findSecurityContact(), undefined);
  });

  it("a contact is an e-mail address or a page by https, for a year at most", () => {
    assert.equal(contactProblems("security@bank.example", dayFromNow(30)), "mailto:security@bank.example");
    assert.equal(contactProblems("https://bank.example/report", dayFromNow(364)), "https://bank.example/report");
    for (const contact of [
      "http://bank.example",
      "security",
      "javascript:alert(1)",
      "mailto:x\nContact: y",
      "https://a b.example",
    ])
      assert.deepEqual(contactProblems(contact, dayFromNow(30)), { contact: "invalid_contact" }, contact);
    assert.deepEqual(contactProblems("a@b.example", dayFromNow(-2)), { expires: "expiry_past" });
    assert.deepEqual(contactProblems("a@b.example", dayFromNow(400)), { expires: "expiry_far" });
    assert.deepEqual(contactProblems("a@b.example", "2027-02-30"), { expires: "invalid_date" });
  });

  it("robots.txt keeps everybody out of the console, and lets in to records only who obeys their noindex, or previews a link", async () => {
    const text = await (await send("/robots.txt")).text();
    const groups = text.trim().split("\n\n");
    assert.equal(groups.length, 2);
    for (const group of groups)
      for (const path of ["/evidence", "/overview", "/operations", "/settings", "/setup"])
        assert.ok(group.includes(`\nDisallow: ${path}\n`) || group.endsWith(`\nDisallow: ${path}`), path);
    assert.match(groups[0] ?? "", /^User-agent: Googlebot$/m);
    assert.match(groups[0] ?? "", /^User-agent: WhatsApp$/m, "previews of a posted link say nothing of the record");
    assert.ok(!groups[0]?.includes("/v/"));
    assert.match(groups[1] ?? "", /^User-agent: \*\nDisallow: \/v\/$/m);
  });
});
