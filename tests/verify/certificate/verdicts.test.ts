/** The verdict of a certificate: one for each row of the table, the right one, and no content where nothing vouches for it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { presentSdJwt } from "#lib/credentials/sd-jwt.ts";
import {
  DID,
  didDocumentText,
  HOLDER,
  ISSUED_AT,
  judge,
  type Life,
  makeCertificate,
  NOW,
  sealKey,
  statusEntry,
  storyOf,
} from "#tests/support/whole-certificates.ts";

const good = await makeCertificate();
const foreignSeed = sha256(utf8("a stranger"));
const policies = [{ key: sealKey, threshold: 2, approvers: ["Ada", "Bo", "Chen"], from: "2026-01-01T00:00:00.000Z" }];
const presentation = presentSdJwt(good.sdJwt, ["fields.holder_name", "predicates.score_gte.90"]);

describe("a certificate that is valid", () => {
  it("is so as delivered PDF, with its content, its issuer and its place in the ledger", async () => {
    const found = await judge(good.delivered);
    assert.deepEqual([found.verdict, storyOf(found)], ["valid", []]);
    assert.deepEqual(
      found.steps.map(({ name }) => name),
      ["format", "integrity", "issuer", "status", "validity", "ledger", "pages"],
    );
    assert.equal(found.shown?.holder, HOLDER);
    assert.deepEqual(found.shown?.fields, [
      { name: "score", value: "96" },
      { name: "course", value: "数学" },
    ]);
    assert.deepEqual([found.issuer?.did, found.issuer?.isProven], [DID, true]);
    assert.equal(found.ledger?.index, 3);
  });

  it("is so as credential, as presentation beside its receipt, and says what was not shown", async () => {
    assert.deepEqual(storyOf(await judge(good.credential)), []);
    const found = await judge(presentation, { beside: good.receipt });
    assert.deepEqual([found.verdict, storyOf(found)], ["valid", []]);
    assert.deepEqual(found.shown?.fields, []);
    assert.deepEqual(found.shown?.predicates, [{ name: "score_gte.90", holds: true }]);
    assert.deepEqual(found.shown?.hidden, { fields: 2, predicates: 0 });
    assert.equal(JSON.stringify(found).includes("数学"), false);
  });

  it("stays so where its key was compromised later than the ledger has it", async () => {
    const found = await judge(good.delivered, { life: { compromisedAsOf: "2026-11-23T00:00:00.000Z" } });
    // The list of today is signed with the same key, which counts for nothing any more.
    assert.deepEqual(storyOf(found), ["status: list_unsigned"]);
    assert.equal(found.compromise?.issuedAt, ISSUED_AT);
  });

  it("is not proven by what its DID document calls its own: that is named, and is its own word", async () => {
    const said = { ...JSON.parse(didDocumentText()), alsoKnownAs: ["https://famous.example", "mailto:a@b.example"] };
    const life = { document: JSON.stringify(said) };
    const unseen = await judge(good.delivered, { life: { ...life, without: ["domains"] } });
    assert.deepEqual(
      [unseen.verdict, unseen.issuer?.isProven, unseen.issuer?.domains, unseen.issuer?.named],
      ["issuer_unproven", false, [], ["famous.example"]],
    );
    const seen = await judge(good.delivered, {
      life: { ...life, domains: [{ domain: "famous.example", method: "dns" }] },
    });
    assert.deepEqual([seen.verdict, seen.issuer?.named], ["valid", undefined]);
  });

  it("carries the seal that the issuer's policy asks for", async () => {
    const sealed = await makeCertificate({ seal: "good" });
    const found = await judge(sealed.delivered, { life: { policies } });
    assert.deepEqual([found.verdict, found.seal?.required], ["valid", true]);
  });
});

const revoked = statusEntry({ of: good, state: "revoked", reason: "cheated" });
const suspended = statusEntry({ of: good, state: "suspended", index: 21 });
const resumed = statusEntry({ of: good, state: "resumed", index: 22 });
const superseded = statusEntry({
  of: good,
  state: "superseded",
  replacement: "0193563f-9a10-7b22-a5d3-0e6f4c1d2bff",
});

describe("what became of it", () => {
  const lives: [string, Life, string, string | undefined][] = [
    ["revoked by both", { listed: "revoked", statuses: [revoked] }, "revoked", "revoked"],
    ["revoked by the ledger alone", { statuses: [revoked] }, "revoked", "revoked"],
    ["set in the list alone", { listed: "revoked" }, "revoked", "withdrawn"],
    ["suspended", { listed: "suspended", statuses: [suspended] }, "suspended", "suspended"],
    ["suspended, and resumed", { statuses: [suspended, resumed] }, "valid", "active"],
    ["resumed, and still in the list", { listed: "suspended", statuses: [suspended, resumed] }, "revoked", "withdrawn"],
    ["superseded", { listed: "superseded", statuses: [superseded] }, "superseded", "superseded"],
    ["revoked, whatever was recorded after it", { statuses: [revoked, resumed] }, "revoked", "revoked"],
    ["revoked where the list could not be had", { statuses: [revoked], without: ["statusList"] }, "revoked", "revoked"],
  ];
  for (const [what, life, verdict, state] of lives) {
    it(`is told: ${what}`, async () => {
      const found = await judge(good.delivered, { life });
      assert.deepEqual([found.verdict, found.status?.state], [verdict, state], storyOf(found).join());
    });
  }

  it("names reason, time, entry and the certificate that takes its place", async () => {
    const because = await judge(good.delivered, { life: { statuses: [revoked] } });
    assert.deepEqual(because.status, {
      state: "revoked",
      at: "2026-11-25T08:00:00.000Z",
      reason: "cheated",
      index: 20,
    });
    assert.ok(because.shown);
    const newer = await judge(good.delivered, { life: { statuses: [superseded] } });
    assert.equal(newer.status?.replacement, "0193563f-9a10-7b22-a5d3-0e6f4c1d2bff");
  });

  it("is the two-bit list's word, of a presentation", async () => {
    for (const listed of ["revoked", "suspended", "superseded"] as const) {
      const found = await judge(presentation, { beside: good.receipt, life: { listed } });
      assert.deepEqual([found.verdict, found.status?.state], [listed, listed]);
    }
  });

  it("is not a stranger's to say, who holds the receipt, too", async () => {
    const strangers = [
      statusEntry({ of: good, state: "revoked", organisation: "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0aff" }),
      statusEntry({ of: good, state: "revoked", issuer: "did:web:other.example:issuers:x" }),
    ];
    assert.equal((await judge(good.delivered, { life: { statuses: strangers } })).verdict, "valid");
  });

  it("stays known where the words of the statement are erased", async () => {
    const erased = statusEntry({ of: good, state: "revoked", isErased: true });
    const { status, verdict } = await judge(good.delivered, { life: { statuses: [erased] } });
    assert.deepEqual([verdict, status?.reason], ["revoked", undefined]);
  });
});

describe("what could not be checked is never called valid", () => {
  const lives: [string, Life, string][] = [
    ["no list", { without: ["statusList"] }, "status: list_missing"],
    ["a stale list", { listValidUntil: "2026-11-29T11:59:00.000Z" }, "status: list_stale"],
    [
      "another list of the issuer",
      { listAddress: "https://school.example/issuers/school/status/2" },
      "status: list_foreign",
    ],
    ["a stranger's list", { listIssuer: "did:web:other.example:issuers:x" }, "status: list_foreign"],
    ["a list by another key", { listSignedBy: foreignSeed }, "status: list_unsigned"],
    ["a list for another purpose", { listPurpose: "suspension" }, "status: list_wrong_purpose"],
    ["a ledger that was not asked", { without: ["statuses"] }, "status: ledger_not_asked"],
    [
      "an entry that is not anchored",
      { statuses: [statusEntry({ of: good, state: "resumed", isAnchored: false })] },
      "status: statements_malformed",
    ],
    ["an entry that cannot be read", { statuses: [{ index: 9, receipt: "{}" }] }, "status: statements_malformed"],
    ["no history of keys", { without: ["history"] }, "issuer: history_missing"],
  ];
  for (const [what, life, story] of lives) {
    it(`${what}`, async () => {
      const found = await judge(good.delivered, { life });
      assert.deepEqual([found.verdict, storyOf(found)], ["could_not_check", [story]]);
      assert.ok(found.shown);
    });
  }

  it("nothing of the network, offline: the content of a leaf that the ledger holds is shown, and nothing is green", async () => {
    const without: Life["without"] = ["document", "history", "domains", "statusList", "statuses"];
    const found = await judge(good.delivered, { life: { without } });
    assert.equal(found.verdict, "could_not_check");
    assert.deepEqual(storyOf(found).sort(), [
      "integrity: issuer_keys_missing",
      "issuer: document_missing",
      "status: list_missing",
    ]);
    assert.equal(found.shown?.holder, HOLDER);
    const alone = await judge(good.credential, { life: { without } });
    assert.deepEqual([alone.verdict, alone.shown], ["could_not_check", undefined]);
  });

  it("a ledger that the reader does not know, a batch that is not in it yet, a receipt alone", async () => {
    assert.deepEqual(storyOf(await judge(good.delivered, { trust: () => undefined })), ["ledger: ledger_unproven"]);
    const waiting = await makeCertificate({ isAnchored: false });
    assert.deepEqual(storyOf(await judge(waiting.delivered)), ["ledger: not_anchored"]);
    const alone = await judge(good.receipt);
    assert.deepEqual(
      [alone.verdict, storyOf(alone), alone.shown],
      ["could_not_check", ["integrity: no_credential"], undefined],
    );
    assert.equal((await judge(good.receipt, { life: { statuses: [revoked] } })).verdict, "revoked");
  });

  it("a compromised key, and no ledger that shows when", async () => {
    const found = await judge(good.credential, { life: { compromisedAsOf: "2027-01-01T00:00:00.000Z" } });
    assert.equal(found.verdict, "could_not_check");
    assert.ok(storyOf(found).includes("issuer: compromised_undated"));
  });
});

describe("who issued it", () => {
  it("is self-stated where no domain is proven", async () => {
    const found = await judge(good.delivered, { life: { domains: [] } });
    assert.deepEqual(
      [found.verdict, storyOf(found), found.issuer?.isProven],
      ["issuer_unproven", ["issuer: domain_unproven"], false],
    );
    assert.ok(found.shown);
  });

  it("is not who has another key, or had it no longer", async () => {
    const forged = await makeCertificate({ signedBy: { secretKey: foreignSeed } });
    assert.equal((await judge(forged.credential)).verdict, "content_mismatch");
    const unknown = await makeCertificate({ signedBy: { secretKey: foreignSeed, method: `${DID}#key-9` } });
    const found = await judge(unknown.credential);
    assert.deepEqual([found.verdict, found.shown], ["failed", undefined]);
    assert.ok(storyOf(found).includes("issuer: key_unknown"));
    const retired = await judge(good.credential, { life: { until: "2026-11-01T00:00:00.000Z" } });
    assert.ok(storyOf(retired).includes("issuer: key_not_in_force"));
    assert.equal(retired.verdict, "failed");
  });

  it("is nobody, where the ledger has it after its key was compromised: no content is shown", async () => {
    const found = await judge(good.delivered, { life: { compromisedAsOf: "2026-11-22T13:00:00.000Z" } });
    assert.deepEqual([found.verdict, found.shown], ["issued_after_compromise", undefined]);
    assert.equal(found.compromise?.asOf, "2026-11-22T13:00:00.000Z");
  });
});

describe("the seal that the issuer's policy asks for", () => {
  for (const [seal, story] of [
    [undefined, "seal: seal_absent"],
    ["wrong", "seal: seal_wrong"],
    ["other_key", "seal: seal_other_key"],
  ] as const) {
    it(`is missed: ${story}`, async () => {
      const made = await makeCertificate(seal ? { seal } : {});
      const found = await judge(made.delivered, { life: { policies } });
      assert.equal(found.verdict, "seal_missing", storyOf(found).join());
      assert.ok(storyOf(found).includes(story));
      assert.deepEqual([found.shown, found.seal?.threshold, found.seal?.approvers?.length], [undefined, 2, 3]);
    });
  }

  it("is asked of those alone that were recorded under it", async () => {
    const before = policies.map((policy) => ({ ...policy, from: "2026-11-23T00:00:00.000Z" }));
    assert.equal((await judge(good.delivered, { life: { policies: before } })).verdict, "valid");
  });
});

describe("its dates", () => {
  it("are judged for now, or for the date that the reader chose", async () => {
    const made = await makeCertificate({
      validFrom: "2026-11-23T00:00:00.000Z",
      validUntil: "2026-11-28T00:00:00.000Z",
    });
    const on = async (day: string) => (await judge(made.delivered, { at: new Date(day) })).verdict;
    assert.equal((await judge(made.delivered)).verdict, "expired");
    assert.deepEqual(
      [await on("2026-11-22"), await on("2026-11-23"), await on("2026-11-28")],
      ["not_yet_valid", "valid", "expired"],
    );
    const future = await makeCertificate({ validFrom: "2027-01-01T00:00:00.000Z" });
    const found = await judge(future.delivered, { now: NOW });
    assert.deepEqual([found.verdict, found.period?.from], ["not_yet_valid", "2027-01-01T00:00:00.000Z"]);
  });
});
