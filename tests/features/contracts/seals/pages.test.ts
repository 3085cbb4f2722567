/** What the pages of seals stand on: drawings before there is a seal, who is named one by one, and requests of all seals within reach. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { listParties } from "#lib/features/contracts/seals/rows/parties.ts";
import { areOwn, countWaiting, searchRequests } from "#lib/features/contracts/seals/rows/requests.ts";
import { listGrants, sealNames } from "#lib/features/contracts/seals/rows/seals.ts";
import { newSealFormSchema, requestsPageSchema } from "#lib/features/contracts/seals/schema/pages.ts";
import { askForUse, decideRequest } from "#lib/features/contracts/seals/verbs/ask-for-use.ts";
import { revokeSeal } from "#lib/features/contracts/seals/verbs/change-seal.ts";
import { createSeal } from "#lib/features/contracts/seals/verbs/create-seal.ts";
import { changeGrant } from "#lib/features/contracts/seals/verbs/grant-seal.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import { makeOrganisation, sessionHeaders } from "#tests/support/accounts.ts";
import { at, call } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { join } from "#tests/support/members.ts";

const DESIGN = { shape: "round", words: "蓝港银行股份有限公司", color: "#d0121b", width: 42 } as const;
const DIGEST = "ab".repeat(32);

describe("what the pages of seals stand on", () => {
  let ours: Awaited<ReturnType<typeof makeOrganisation>>;
  const made = async (name: string, unit?: string) =>
    await createSeal({
      ...{ actor: ours.owner, name, picture: { design: DESIGN }, key: { make: "ecdsa-sha256" } },
      ...{ fourEyes: true, purposes: [], ...(unit && { unit }) },
    });
  const ask = async (id: string, document: string, actor = ours.owner) =>
    await askForUse({ actor, id, purpose: "loans", document, covers: "file", digest: DIGEST });
  const titles = ({ rows }: { rows: { document: string }[] }) => rows.map(({ document }) => document);

  before(async () => {
    await createTestDatabase();
    ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  });
  after(async () => await dropTestDatabase());

  it("a design is drawn before there is a seal, for those who make seals; what has no letters is refused by name", async () => {
    const preview = async (query: Record<string, string>, session: string) => {
      const headers = { cookie: (await sessionHeaders(session)).get("cookie") ?? "" };
      return await call(at("/api/v1/seals/preview").GET, { headers, query });
    };
    const drawn = await preview({ shape: "oval", words: "蓝港银行", caption: "合同专用章" }, ours.owner.sessionId);
    assert.equal(drawn.status, 200);
    assert.match(await drawn.text(), /^<svg [^>]*viewBox.*<path /);
    const without = await preview({ shape: "oval", words: "\u{1F642}" }, ours.owner.sessionId);
    assert.equal((await without.json()).code, "seal_letters_missing");
    const wide = await preview({ shape: "oval", words: "x", width: "900" }, ours.owner.sessionId);
    assert.equal(wide.status, 400);
    const operator = (await join(ours.owner, "operator")).actor;
    assert.equal((await preview({ shape: "oval", words: "x" }, operator.sessionId)).status, 403);
  });

  it("one who is named, or taken off, leaves the others as they are; managers need not be named", async () => {
    const { id } = await made("Named one by one");
    const [one, other] = [(await join(ours.owner, "operator")).actor, (await join(ours.owner, "operator")).actor];
    const { key } = await createApiKey({ actor: ours.owner, name: "core banking", scopes: ["seals:use"] });
    const offered = (await listParties(ours.owner)).map((party) => party.id);
    for (const party of [one.userId, other.userId, key.id]) assert.ok(offered.includes(party));
    assert.equal(offered.includes(ours.owner.userId), false);
    const change = async (item: Parameters<typeof changeGrant>[0]["item"], actor = ours.owner) =>
      await changeGrant({ actor, id, item });
    await Promise.all([
      change({ user: one.userId, purposes: ["loans"] }),
      change({ user: other.userId, purposes: [] }),
      change({ key: key.id, purposes: [] }),
    ]);
    await change({ user: one.userId, purposes: ["letters", "letters"] });
    await change({ user: other.userId, purposes: undefined });
    const grants = (await listGrants(id)).map(({ party, purposes }) => [party.id, purposes] as const);
    assert.deepEqual(
      new Map(grants),
      new Map([
        [key.id, []],
        [one.userId, ["letters"]],
      ]),
    );
    const theirs = await makeOrganisation();
    await assert.rejects(change({ user: theirs.owner.userId, purposes: [] }), { code: "seal_party_unknown" });
    await assert.rejects(change({ user: one.userId, purposes: [] }, theirs.owner), { code: "not_found" });
    await assert.rejects(change({ user: one.userId, purposes: [] }, one), { code: "forbidden" });
  });

  it("requests of all seals within reach are found by state and words, page by page, and those of a revoked seal wait no more", async () => {
    const [first, second] = [await made("First"), await made("Second")];
    await ask(first.id, "贷款合同 1.pdf");
    const { id: decided } = await ask(second.id, "贷款合同 2.pdf");
    await ask(second.id, "letter.pdf");
    const { actor: admin } = await join(ours.owner, "admin");
    await decideRequest({ actor: admin, id: second.id, request: decided, approved: false });
    const search = async (more: Partial<Parameters<typeof searchRequests>[1]>, reach = ours.owner) =>
      await searchRequests(reach, { limit: 10, ...more });
    assert.deepEqual(titles(await search({})), ["letter.pdf", "贷款合同 2.pdf", "贷款合同 1.pdf"]);
    assert.deepEqual(titles(await search({ state: "waiting", q: "合同" })), ["贷款合同 1.pdf"]);
    assert.deepEqual(titles(await search({ state: "rejected" })), ["贷款合同 2.pdf"]);
    const page = await search({ limit: 2 });
    assert.deepEqual(titles(await search({ limit: 2, ...(page.older && { older: page.older }) })), ["贷款合同 1.pdf"]);
    const theirs = await makeOrganisation();
    assert.deepEqual(titles(await search({}, theirs.owner)), []);
    assert.equal(await countWaiting(ours.owner), 2);
    await revokeSeal({ actor: ours.owner, id: first.id, reason: "lost" });
    assert.equal(await countWaiting(ours.owner), 1);
    const names = await sealNames([first.id, second.id]);
    assert.deepEqual(names.get(first.id), { name: "First", isRevoked: true });
  });

  it("what a person's own key asked for is their own", async () => {
    const { key } = await createApiKey({ actor: ours.owner, name: "own", scopes: ["seals:use"] });
    const { actor: admin } = await join(ours.owner, "admin");
    const askers = [
      { kind: "api-key", id: key.id, name: "own" },
      { kind: "user", id: admin.userId, name: "" },
    ] as const;
    assert.deepEqual(await areOwn(ours.owner.userId, askers), new Set([key.id]));
    assert.deepEqual(await areOwn(admin.userId, askers), new Set([admin.userId]));
  });

  it("a form says beside the field what is wrong, and an address that somebody wrote shows what waits", () => {
    const form = new FormData();
    const given = { name: " ", picture: "design", shape: "round", color: "#d0121b", width: "900", key: "make" };
    for (const [name, value] of Object.entries({ ...given, make: "ed25519", code: "é", purposes: "x".repeat(101) }))
      form.set(name, value);
    const parsed = parseForm(newSealFormSchema, form);
    assert.ok("problems" in parsed);
    assert.deepEqual(parsed.problems, {
      ...{ name: "value_missing", width: "seal_width_wrong", code: "seal_code_wrong", purposes: "seal_purposes_wrong" },
    });
    for (const [name, value] of Object.entries({ name: "x", width: "42.5", code: "11010", purposes: "a\n a \n\nb" }))
      form.set(name, value);
    const sound = parseForm(newSealFormSchema, form);
    assert.ok("data" in sound);
    assert.deepEqual([sound.data.purposes, sound.data.width, sound.data.fourEyes], [["a", "b"], 42.5, false]);
    assert.deepEqual(requestsPageSchema.parse({ state: "nonsense", older: "x" }), { q: "", state: "waiting" });
  });
});
