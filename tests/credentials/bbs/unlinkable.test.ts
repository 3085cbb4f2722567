/** An unlinkable presentation shows what its holder chose, holds for that alone, and has nothing by which two of them could be connected. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { fromUtf8, utf8 } from "#lib/core/text/bytes.ts";
import { fromBase64Url } from "#lib/credentials/base64url.ts";
import { readUnlinkable, shortPeriod, unlinkableCredential, VALID_DAYS } from "#lib/credentials/bbs/form.ts";
import { presentUnlinkable } from "#lib/credentials/bbs/present.ts";
import {
  type DerivedProof,
  formatDerivedProof,
  isBaseProof,
  readBaseProof,
  readDerivedProof,
} from "#lib/credentials/bbs/proof-value.ts";
import { verifyUnlinkable } from "#lib/credentials/bbs/verify.ts";
import { base, content, makeKey, OWN } from "./bbs-maker.ts";

interface Presentation {
  proof: { proofValue: string; [name: string]: unknown };
  issuer: { name: string };
  credentialSubject: Record<string, unknown>;
  [name: string]: unknown;
}

const parse = (text: string) => JSON.parse(text) as Presentation;
const verify = (text: string, key = OWN.publicKey) => verifyUnlinkable(parse(text), key);
const SHOWN = ["fields.score", "fields.remark", "predicates.birth_date_over.18"];
const whole = await base();
const shown = await presentUnlinkable(whole, SHOWN);
const bytesOf = (text: string) => fromBase64Url(parse(text).proof.proofValue.slice(1)) ?? new Uint8Array();
const derivedOf = (text: string) => readDerivedProof(parse(text).proof.proofValue) as DerivedProof;

test("what is chosen is shown and holds, be it nothing, some of it or all", async () => {
  assert.equal(await verify(shown), "ok");
  const read = readUnlinkable(parse(shown));
  assert.deepEqual(read?.fields, { remark: content().fields.remark, score: "93.5" });
  assert.deepEqual(read.predicates, { "birth_date_over.18": true });
  const nothing = await presentUnlinkable(whole, []);
  assert.equal(await verify(nothing), "ok");
  assert.deepEqual(Object.keys(parse(nothing).credentialSubject), ["title"]);
  const { fields, predicates } = content();
  const all = [
    ...Object.keys(fields).map((name) => `fields.${name}`),
    ...Object.keys(predicates).map((name) => `predicates.${name}`),
  ];
  const everything = await presentUnlinkable(whole, all);
  assert.equal(await verify(everything), "ok");
  assert.deepEqual(readUnlinkable(parse(everything)), content());
});

test("a name that the certificate does not have is refused when a proof is made", async () => {
  for (const name of ["fields.grade", "score", "predicates.score", ""]) {
    await assert.rejects(presentUnlinkable(whole, [name]), TypeError);
  }
  await assert.rejects(presentUnlinkable(shown, []), TypeError);
});

test("whatever is changed, it does not hold any more", async () => {
  const changes: [string, (presentation: Presentation) => void][] = [
    ["a value", (each) => (each.credentialSubject["field:score"] = "99.5")],
    // Libraries replace labels within values, too, so that these two would be the same.
    [
      "a value that looks like a label",
      (each) => (each.credentialSubject["field:remark"] = '_:c14n1 a "quote" and\nanother line'),
    ],
    ["a predicate", (each) => (each.credentialSubject["predicate:birth_date_over.18"] = false)],
    ["another predicate", (each) => (each.credentialSubject["predicate:birth_date_over.21"] = true)],
    [
      "the name of a field",
      (each) => {
        each.credentialSubject["field:mark"] = each.credentialSubject["field:score"];
        delete each.credentialSubject["field:score"];
      },
    ],
    ["a field less", (each) => delete each.credentialSubject["field:score"]],
    ["a field more", (each) => (each.credentialSubject["field:grade"] = "A")],
    ["the title", (each) => (each.credentialSubject.title = "Doctorate")],
    ["the issuer's name", (each) => (each.issuer.name = "Another School")],
    ["its end", (each) => (each.validUntil = "2027-12-06T00:00:00Z")],
    ["its beginning", (each) => (each.validFrom = "2026-11-28T00:00:00Z")],
    ["the purpose", (each) => (each.proof.proofPurpose = "authentication")],
    ["the key named", (each) => (each.proof.verificationMethod = "did:web:example.org:issuers:school#bbs-2")],
  ];
  for (const [what, change] of changes) {
    const presentation = parse(shown);
    change(presentation);
    assert.equal(await verify(JSON.stringify(presentation)), "content_mismatch", what);
  }
  assert.equal(await verify(shown, makeKey().publicKey), "content_mismatch", "another issuer's key");
  assert.equal(await verify(shown, bls12_381.G2.Point.ZERO.toBytes()), "content_mismatch", "no key at all");
  assert.equal(await verify(shown, new Uint8Array(96)), "content_mismatch", "no point");
});

test("a proof in any other form is none, and none is taken for one that holds", async () => {
  const derived = derivedOf(shown);
  const swapped = new Map([...derived.labels].map(([from, to]) => [from, 1 - to] as const));
  const { bbsProof, mandatory, selective } = derived;
  const others: [string, DerivedProof][] = [
    ["labels swapped", { ...derived, labels: swapped }],
    ["a label less", { ...derived, labels: new Map([[0, 0]]) }],
    [
      "one label for two",
      {
        ...derived,
        labels: new Map([
          [0, 0],
          [1, 0],
        ]),
      },
    ],
    ["always shown: fewer", { ...derived, mandatory: mandatory.slice(1) }],
    ["always shown: more", { ...derived, mandatory: [...mandatory, 50] }],
    ["signed elsewhere", { ...derived, selective: selective.map((place) => place + 1) }],
    ["signed far away", { ...derived, selective: [...selective.slice(1), 299] }],
    ["in no order", { ...derived, selective: selective.toReversed() }],
    ["cut", { ...derived, bbsProof: bbsProof.slice(0, -1) }],
    ["a scalar less", { ...derived, bbsProof: bbsProof.slice(0, -32) }],
    ["empty", { ...derived, bbsProof: new Uint8Array() }],
    ["noughts", { ...derived, bbsProof: new Uint8Array(bbsProof.length) }],
    ["too long to be computed", { ...derived, bbsProof: new Uint8Array(272 + 32 * 400) }],
    ["a byte changed", { ...derived, bbsProof: bbsProof.with(200, (bbsProof[200] ?? 0) ^ 1) }],
  ];
  for (const [what, other] of others) {
    const presentation = parse(shown);
    presentation.proof.proofValue = formatDerivedProof(other);
    assert.notEqual(await verify(JSON.stringify(presentation)), "ok", what);
  }
  for (const proofValue of [
    "",
    "u",
    "z2V0",
    5,
    null,
    parse(whole).proof.proofValue,
    `${parse(shown).proof.proofValue}AA`,
  ]) {
    const presentation = { ...parse(shown), proof: { ...parse(shown).proof, proofValue } };
    assert.equal(await verify(JSON.stringify(presentation)), "proof_malformed", String(proofValue));
  }
  assert.ok(isBaseProof(parse(whole).proof.proofValue) && !isBaseProof(parse(shown).proof.proofValue));
});

test("what is hidden is in no byte, and neither is its name nor the key by which labels are mixed", () => {
  const base = readBaseProof(parse(whole).proof.proofValue);
  const text = `${shown}${fromUtf8(bytesOf(shown)) ?? ""}`;
  for (const hidden of ["张𠮷", "holder_name", "2004-02-29", 'birth_date"', "score_gte"]) {
    assert.ok(whole.includes(hidden));
    assert.ok(!text.includes(hidden), hidden);
    assert.ok(!includes(bytesOf(shown), utf8(hidden)), hidden);
  }
  for (const secret of [base?.hmacKey, base?.signature, base?.header]) {
    assert.ok(secret && includes(bytesOf(whole), secret) && !includes(bytesOf(shown), secret));
  }
});

const includes = (bytes: Uint8Array, part: Uint8Array) => Buffer.from(bytes).includes(Buffer.from(part));

/** Runs of so many bytes that two proofs have in common. */
const RUN_BYTES = 4;

test("two presentations of one certificate have in common what everybody's have, and nothing else", async () => {
  // From one base credential, from one that was signed anew, and of another holder.
  const [again, anew, others] = [
    await presentUnlinkable(whole, SHOWN),
    await presentUnlinkable(await base(), SHOWN),
    await presentUnlinkable(
      await base({ fields: { ...content().fields, holder_name: "李𠮷", birth_date: "2003-01-01" } }),
      SHOWN,
    ),
  ];
  for (const other of [again, anew, others]) {
    assert.equal(await verify(other), "ok");
    const [one, two] = [parse(shown), parse(other)];
    const { proofValue: first, ...options } = one.proof;
    const { proofValue: second, ...otherOptions } = two.proof;
    assert.notEqual(first, second);
    assert.deepEqual(options, otherOptions);
    // The list of what is equal: nothing here is one holder's, but the fields that were chosen.
    const equal = Object.keys(one).filter((name) => JSON.stringify(one[name]) === JSON.stringify(two[name]));
    assert.deepEqual(equal, ["@context", "type", "issuer", "validFrom", "validUntil", "credentialSubject"]);
    assert.deepEqual(Object.keys(options), ["type", "cryptosuite", "verificationMethod", "proofPurpose"]);
    const [left, right] = [derivedOf(shown).bbsProof, derivedOf(other).bbsProof];
    assert.equal(left.length, right.length, "as long for one template");
    for (let at = 0; at + RUN_BYTES <= left.length; at++) {
      assert.ok(!includes(right, left.subarray(at, at + RUN_BYTES)), `bytes ${at} and on are in both`);
    }
  }
  const members = JSON.stringify([parse(shown), parse(again)]);
  for (const id of ['"id":"urn', "identifier", "credentialStatus", "created", "nonce", "jti"]) {
    assert.ok(!members.includes(id), id);
  }
});

test("labels are mixed by chance, so that they tell nothing of a certificate either", async () => {
  const seen = new Set<string>();
  for (let tries = 0; tries < 40 && seen.size < 2; tries++) {
    seen.add([...derivedOf(await presentUnlinkable(await base(), []).then(String)).labels].join(" "));
  }
  assert.equal(seen.size, 2);
});

test("it is valid for whole days, the same for all, and never beyond the certificate's own end", () => {
  const now = new Date("2026-11-30T17:55:03.123Z");
  assert.deepEqual(shortPeriod(now, undefined), {
    validFrom: "2026-11-30T00:00:00Z",
    validUntil: "2026-12-07T00:00:00Z",
  });
  assert.deepEqual(shortPeriod(new Date("2026-11-30T00:00:00.000Z"), undefined), shortPeriod(now, undefined));
  assert.deepEqual(shortPeriod(now, "2026-12-02T10:00:00.000Z")?.validUntil, "2026-12-02T00:00:00Z");
  assert.equal(shortPeriod(now, "2026-11-30T23:59:59.000Z"), undefined);
  assert.equal(VALID_DAYS, 7);
});

test("content that has not the one form is neither signed nor read", () => {
  const wrong: object[] = [
    { validFrom: "2026-11-29T00:00:01Z" },
    { validFrom: "2026-11-29T00:00:00.000Z" },
    { validUntil: "2026-11-29T00:00:00Z" },
    { validUntil: "2026-02-30T00:00:00Z" },
    { issuer: { did: "did:key:z6Mk", name: "School" } },
    { fields: { "a b": "x" } },
    { fields: { score: 96 as unknown as string } },
    { fields: { __proto__x: "x", ["__proto__"]: "y" } },
    { predicates: { "score_gte.90": "true" as unknown as boolean } },
    { predicates: { score: true } },
    { title: "\ud800" },
  ];
  for (const changes of wrong) {
    assert.throws(() => unlinkableCredential({ ...content(), ...changes }), TypeError, JSON.stringify(changes));
  }
  const good = parse(shown);
  assert.ok(readUnlinkable(good));
  const others: object[] = [
    { id: "urn:uuid:0193563f-9a10-7b22-a5d3-0e6f4c1d2b16" },
    { credentialStatus: { id: "https://example.org/status/1#7" } },
    { "@context": ["https://www.w3.org/ns/credentials/v2"] },
    { "@context": ["https://www.w3.org/ns/credentials/v2", "https://example.org/context"] },
    { type: ["VerifiableCredential", "Diploma"] },
    { credentialSubject: { ...good.credentialSubject, id: "did:example:1" } },
    { issuer: "did:web:example.org:issuers:school" },
    { validUntil: 5 },
    { credentialSubject: [good.credentialSubject] },
  ];
  for (const changes of others)
    assert.equal(readUnlinkable({ ...good, ...changes }), undefined, JSON.stringify(changes));
});
