/** An unlinkable proof gets a verdict like every certificate, with rows that never call checked what was not, and words for what it does not show. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { utf8 } from "#lib/core/text/bytes.ts";
import { openCertificate } from "#lib/verify/certificate/open.ts";
import { sentencesOf } from "#lib/verify/certificate/words.ts";
import { inspect } from "#lib/verify/inspect.ts";
import { baseOf, bbsKey, lifeWith, PERIOD, proofOf } from "#tests/support/unlinkable.ts";
import { DID, HOLDER, judge, makeCertificate, sealKey, storyOf } from "#tests/support/whole-certificates.ts";

const proof = await proofOf();
const changed = (change: (presentation: { "@context": unknown[]; proof: object }) => void) => {
  const presentation = JSON.parse(proof);
  change(presentation);
  return JSON.stringify(presentation);
};
const NOT_ASKED = ["status: short_validity", "ledger: unlinkable"];

describe("an unlinkable proof", () => {
  it("is valid, says what it shows and how much it does not, and has no row green that was not checked", async () => {
    const found = await judge(proof, { life: lifeWith() });
    assert.deepEqual([found.verdict, found.form, storyOf(found)], ["valid", "bbs", NOT_ASKED]);
    assert.deepEqual(
      found.steps.map(({ name, status }) => `${name}: ${status}`),
      ["format: ok", "integrity: ok", "issuer: ok", "status: not_applicable", "validity: ok", "ledger: not_applicable"],
    );
    assert.deepEqual(found.shown, {
      title: "Diploma 毕业证书",
      issuerName: "Example School 示例学校",
      fields: [{ name: "course", value: "数学" }],
      predicates: [{ name: "score_gte.90", holds: true }],
      hidden: { fields: 0, predicates: 0, either: 2 },
    });
    assert.deepEqual([found.id, found.status, found.ledger], [undefined, undefined, undefined]);
    assert.deepEqual(found.period, {
      from: PERIOD.validFrom,
      until: PERIOD.validUntil,
      at: "2026-11-29T12:00:00.000Z",
    });
    assert.equal(sentencesOf(found).body, "validUnlinkable");
    for (const hidden of ["96", HOLDER]) assert.ok(!JSON.stringify(found.shown).includes(hidden));
  });

  it("shows the holder's name where it was chosen", async () => {
    const found = await judge(await proofOf(["fields.holder_name"]), { life: lifeWith() });
    assert.deepEqual([found.shown?.holder, found.shown?.fields, found.shown?.hidden.either], [HOLDER, [], 3]);
  });

  it("is over after its days, and not valid before them", async () => {
    const over = await judge(proof, { life: lifeWith(), now: new Date("2026-12-05T00:00:00.000Z") });
    assert.deepEqual([over.verdict, storyOf(over)[1]], ["expired", "validity: expired"]);
    const early = await judge(proof, { life: lifeWith(), at: new Date("2026-11-27T23:59:59.000Z") });
    assert.equal(early.verdict, "not_yet_valid");
  });

  it("is not confirmed without the issuer's keys or their history, and unproven without a domain", async () => {
    const without = (...names: ("document" | "history" | "domains")[]) =>
      judge(proof, { life: { ...lifeWith(), without: names } });
    assert.equal((await without("document", "history")).verdict, "could_not_check");
    assert.equal((await without("document", "history")).shown, undefined);
    assert.equal((await without("history")).verdict, "could_not_check");
    assert.equal((await without("domains")).verdict, "issuer_unproven");
  });

  it("is worth nothing under a key that the issuer has not, or that is another's", async () => {
    const found = await judge(proof);
    assert.deepEqual([found.verdict, found.shown], ["failed", undefined]);
    assert.ok(storyOf(found).includes("issuer: key_unknown"));
    const secretKey = bls12_381.utils.randomSecretKey();
    const publicKey = bls12_381.shortSignatures.getPublicKey(secretKey).toBytes();
    const { presentUnlinkable } = await import("#lib/credentials/bbs/present.ts");
    const forged = await presentUnlinkable(await baseOf({}, { secretKey, publicKey }), ["fields.score"]);
    const judged = await judge(forged, { life: lifeWith() });
    assert.deepEqual(
      [judged.verdict, storyOf(judged), judged.shown],
      ["content_mismatch", ["integrity: signature_wrong"], undefined],
    );
    const stranger = "did:web:forger.example:issuers:x#bbs-1";
    const foreign = await presentUnlinkable(
      await baseOf({}, { secretKey, publicKey, verificationMethod: stranger }),
      [],
    );
    assert.deepEqual((await judge(foreign, { life: lifeWith() })).verdict, "failed");
    const wrongKind = await presentUnlinkable(await baseOf({}, { verificationMethod: `${DID}#key-1` }), []);
    assert.deepEqual((await judge(wrongKind, { life: lifeWith() })).verdict, "failed");
  });

  it("stays good under a key that was rotated since, and is not confirmed under a compromised one, which no ledger dates", async () => {
    assert.equal((await judge(proof, { life: lifeWith({ until: "2026-11-28T09:00:00.000Z" }) })).verdict, "valid");
    const late = await judge(proof, { life: lifeWith({ until: "2026-11-27T09:00:00.000Z" }) });
    assert.deepEqual([late.verdict, storyOf(late)[0]], ["failed", "issuer: key_not_in_force"]);
    const lost = { until: "2026-11-29T09:00:00.000Z", compromisedAsOf: "2026-11-29T08:00:00.000Z" };
    const found = await judge(proof, { life: lifeWith(lost) });
    assert.deepEqual([found.verdict, storyOf(found)[0]], ["could_not_check", "issuer: compromised_undated"]);
  });

  it("is refused where the issuer's policy asks for the approvers' seal, which it cannot have", async () => {
    const policies = [{ key: sealKey, threshold: 2, approvers: ["Ada", "Bo"], from: "2026-01-01T00:00:00.000Z" }];
    const found = await judge(proof, { life: lifeWith({}, { policies }) });
    assert.deepEqual([found.verdict, found.shown], ["seal_missing", undefined]);
  });

  it("does not hold once a byte of it is another, and shows nothing then", async () => {
    const tampered = [
      proof.replace('"field:course":"数学"', '"field:course":"物理"'),
      proof.replace('"score_gte.90":true', '"score_gte.90":false').replace('score_gte.90":true', 'score_gte.90":false'),
      proof.replace("Diploma", "Doctorate"),
      proof.replace("2026-12-05", "2027-12-05"),
    ];
    for (const text of tampered) {
      assert.notEqual(text, proof);
      const found = await judge(text, { life: lifeWith() });
      assert.deepEqual(
        [found.verdict, storyOf(found), found.shown],
        ["content_mismatch", ["integrity: signature_wrong"], undefined],
      );
    }
  });

  it("is refused in words in every other form: base proof, unknown terms, other types, other proofs", async () => {
    const base = await judge(await baseOf(), { life: lifeWith() });
    assert.deepEqual([base.verdict, storyOf(base), base.shown], ["failed", ["format: base_proof"], undefined]);
    const others: [string, string][] = [
      [
        changed((each) => Object.assign(each, { "@context": [...each["@context"], "https://evil.example/c"] })),
        "form_unknown",
      ],
      [changed((each) => Object.assign(each, { type: "VerifiableCredential" })), "form_unknown"],
      [changed((each) => Object.assign(each, { id: "urn:uuid:1" })), "form_unknown"],
      [changed((each) => Object.assign(each, { validUntil: 5 })), "form_unknown"],
      [changed((each) => Object.assign(each, { issuer: [] })), "credential_malformed"],
      [changed((each) => Object.assign(each, { credentialSubject: null })), "form_unknown"],
      [changed((each) => Object.assign(each, { proof: [each.proof] })), "proof_unsupported"],
      [changed((each) => Object.assign(each.proof, { created: "2026-11-29T00:00:00Z" })), "proof_unsupported"],
      [changed((each) => Object.assign(each.proof, { proofPurpose: "authentication" })), "proof_unsupported"],
      [changed((each) => Object.assign(each.proof, { cryptosuite: "bbs-2023x" })), "proof_unsupported"],
      [proof.slice(0, -2), "credential_malformed"],
      [proof.replace('"issuer"', '"issuer":{},"issuer"'), "credential_malformed"],
    ];
    for (const [text, reason] of others) {
      const found = await judge(text, { life: lifeWith() });
      assert.deepEqual([found.verdict, storyOf(found), found.shown], ["failed", [`format: ${reason}`], undefined]);
    }
    const empty = await judge(
      changed((each) => Object.assign(each.proof, { proofValue: "u2V0D" })),
      { life: lifeWith() },
    );
    assert.deepEqual([empty.verdict, storyOf(empty)], ["content_mismatch", ["integrity: proof_unsupported"]]);
  });

  it("belongs to no receipt: one that is given beside it is not its own", async () => {
    const { receipt } = await makeCertificate();
    const found = await judge(proof, { life: lifeWith(), beside: receipt });
    assert.deepEqual([found.verdict, storyOf(found)], ["content_mismatch", ["integrity: credential_not_bound"]]);
  });

  it("is known for what it is when it is merely looked into; one of another issuer's is a credential", async () => {
    const found = await inspect(utf8(proof));
    assert.deepEqual([found.kind, found.checks[0]?.status], ["certificate_unlinkable", "ok"]);
    assert.deepEqual(found.states, [{ name: "issuer", value: DID }]);
    assert.equal((await inspect(utf8(await baseOf()))).checks[0]?.status, "failed");
    const other = proof.replaceAll("urn:sealbook:", "urn:another:");
    assert.equal(await openCertificate(other), undefined);
    assert.equal((await inspect(utf8(other))).kind, "credential");
    assert.equal(bbsKey.publicKey.length, 96);
  });
});
