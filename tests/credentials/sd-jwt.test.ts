/** An SD-JWT shows what its holder chose and nothing else, and is believed only where every part of it is its issuer's. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { p256 } from "@noble/curves/nist.js";
import { textOfBase64Url } from "#lib/credentials/base64url.ts";
import { readCertificateClaims } from "#lib/credentials/certificate-claims.ts";
import { disclosableNames, presentSdJwt, verifySdJwt } from "#lib/credentials/sd-jwt.ts";
import { readSdJwt } from "#lib/credentials/sd-jwt-parts.ts";
import {
  CERTIFICATE_ID,
  digestOf,
  encoded,
  FIELDS,
  ISSUED_AT,
  keyOf,
  NOW,
  PREDICATES,
  signed,
  wholeSdJwt,
} from "./sd-jwt-maker.ts";

const verify = (text: string, now = NOW) => verifySdJwt({ text, keyOf, now });

async function failureOf(text: string) {
  const result = await verify(text);
  return result.ok ? "verified" : result.failure;
}

describe("an SD-JWT of a certificate", () => {
  it("states what was issued, each field and each predicate as a disclosure of its own", async () => {
    const text = await wholeSdJwt();
    assert.deepEqual(
      disclosableNames(text).sort(),
      [
        ...Object.keys(FIELDS).map((name) => `fields.${name}`),
        ...Object.keys(PREDICATES).map((name) => `predicates.${name}`),
      ].sort(),
    );
    const result = await verify(text);
    assert(result.ok);
    const claims = readCertificateClaims(result.claims);
    assert.deepEqual({ ...claims?.fields }, FIELDS);
    assert.deepEqual({ ...claims?.predicates }, PREDICATES);
    assert.equal(claims?.certificateId, CERTIFICATE_ID);
    assert.equal(claims?.issuedAt, ISSUED_AT);
    assert.deepEqual(claims?.status, { uri: "https://example.org/issuers/school/token-status/1", index: 77 });
    assert.deepEqual(result.hidden, {});
    assert.equal(result.period, "current");
  });

  it("is presented with the chosen disclosures alone: a hidden value is in no byte of it", async () => {
    const shown = presentSdJwt(await wholeSdJwt(), ["fields.holder_name", "predicates.score_gte.90"]);
    const decoded = shown.split(/[.~]/).map((part) => textOfBase64Url(part) ?? "");
    for (const hidden of ["93.5", "2004-02-29", "birth_date", "score_gte.95"]) {
      assert(!decoded.some((part) => part.includes(hidden)), hidden);
    }
    const result = await verify(shown);
    assert(result.ok);
    assert.deepEqual(result.disclosed.sort(), ["fields.holder_name", "predicates.score_gte.90"]);
    assert.deepEqual(result.hidden, { fields: 2, predicates: 2 });
    const claims = readCertificateClaims(result.claims);
    assert.deepEqual({ ...claims?.fields }, { holder_name: "张𠮷" });
    assert.deepEqual({ ...claims?.predicates }, { "score_gte.90": true });
  });

  it("is presented with nothing where nothing is chosen, and never with what it does not have", async () => {
    const whole = await wholeSdJwt();
    const result = await verify(presentSdJwt(whole, []));
    assert(result.ok);
    assert.deepEqual(readCertificateClaims(result.claims)?.fields, {});
    assert.deepEqual(result.hidden, { fields: 3, predicates: 3 });
    assert.throws(() => presentSdJwt(whole, ["fields.nobody"]));
    assert.throws(() => presentSdJwt(presentSdJwt(whole, ["fields.score"]), ["fields.holder_name"]));
  });

  it("counts what is hidden, whatever the place is called", () => {
    const place = { _sd: [digestOf("a"), digestOf("b")] };
    const text = `${encoded({ alg: "ES256" })}.${encoded({ constructor: place, toString: { _sd: [digestOf("c")] } })}.AA~`;
    const parts = readSdJwt(text);
    assert(typeof parts !== "string");
    assert.deepEqual(parts.hidden, { constructor: 2, toString: 1 });
  });

  it("has its content also before and after its time, and says so", async () => {
    const text = await wholeSdJwt({ validUntil: "2027-01-01T00:00:00.000Z" });
    const at = async (now: string) => {
      const result = await verify(text, Date.parse(now));
      return result.ok && result.period;
    };
    assert.equal(await at("2026-10-31T00:00:00.000Z"), "not_yet_valid");
    assert.equal(await at(ISSUED_AT), "current");
    assert.equal(await at("2026-12-31T23:59:59.999Z"), "current");
    assert.equal(await at("2027-01-01T00:00:00.000Z"), "expired");
  });

  it("is bound to a wallet's key where one is given", async () => {
    const result = await verify(await wholeSdJwt({ holderKey: p256.getPublicKey(p256.utils.randomSecretKey()) }));
    assert(result.ok);
    assert.equal((result.claims.cnf as { jwk: { crv: string } }).jwk.crv, "P-256");
  });
});

describe("a forged SD-JWT fails by name", () => {
  it("with a disclosure that the issuer did not sign", async () => {
    const forged = encoded(["c2FsdA", "score", "100"]);
    assert.equal(await failureOf(`${await wholeSdJwt()}${forged}~`), "disclosure_foreign");
    const whole = (await wholeSdJwt()).split("~");
    whole[1] = `${whole[1]?.slice(0, -1)}${whole[1]?.endsWith("Q") ? "g" : "Q"}`;
    assert.notEqual(await failureOf(whole.join("~")), "verified");
  });

  it("with one disclosure twice, or one digest in two places", async () => {
    const whole = (await wholeSdJwt()).split("~");
    assert.equal(await failureOf([...whole.slice(0, -1), whole[1], ""].join("~")), "digest_doubled");
    const disclosure = encoded(["c2FsdA", "score", "100"]);
    const digest = digestOf(disclosure);
    const twice = await signed({ payload: { a: { _sd: [digest] }, b: { _sd: [digest] } }, disclosures: [disclosure] });
    assert.equal(await failureOf(twice), "digest_doubled");
    assert.equal(await failureOf(await signed({ payload: { _sd: [digest, digest] } })), "digest_doubled");
  });

  it("with a disclosure that would overwrite a claim, or hide one that everybody must see", async () => {
    for (const [name, there] of [
      ["title", { title: "Diploma" }],
      ["exp", {}],
      ["status", {}],
    ] as const) {
      const disclosure = encoded(["c2FsdA", name, "other"]);
      const text = await signed({ payload: { ...there, _sd: [digestOf(disclosure)] }, disclosures: [disclosure] });
      assert.equal(await failureOf(text), "claim_doubled", name);
    }
    const [left, right] = [encoded(["bGVmdA", "score", "1"]), encoded(["cmlnaHQ", "score", "2"])];
    const text = await signed({
      payload: { fields: { _sd: [digestOf(left), digestOf(right)] } },
      disclosures: [left, right],
    });
    assert.equal(await failureOf(text), "claim_doubled");
  });

  it("with a disclosure of an item where a claim stands, and the other way round", async () => {
    const item = encoded(["c2FsdA", "value"]);
    assert.equal(
      await failureOf(await signed({ payload: { _sd: [digestOf(item)] }, disclosures: [item] })),
      "disclosure_foreign",
    );
    const claim = encoded(["c2FsdA", "name", "value"]);
    const inArray = await signed({ payload: { list: [{ "...": digestOf(claim) }] }, disclosures: [claim] });
    assert.equal(await failureOf(inArray), "disclosure_foreign");
  });

  it("under a name that JavaScript takes for something else", async () => {
    for (const name of ["__proto__", "_sd", "...", ""]) {
      const disclosure = encoded(["c2FsdA", name, { score: "100" }]);
      const text = await signed({ payload: { fields: { _sd: [digestOf(disclosure)] } }, disclosures: [disclosure] });
      assert.equal(await failureOf(text), "not_an_sd_jwt", name);
    }
  });

  it("of another algorithm, none, another type or another hash", async () => {
    for (const alg of ["none", "HS256", "ES384", "EdDSA", "es256", undefined]) {
      assert.equal(await failureOf(await signed({ header: { alg }, payload: {} })), "algorithm_unsupported", alg);
    }
    const none = (await wholeSdJwt())
      .replace(/^[^.]+/, encoded({ typ: "dc+sd-jwt", alg: "none" }))
      .replace(/\.[^.~]+~/, ".~");
    assert.equal(await failureOf(none), "algorithm_unsupported");
    for (const typ of ["JWT", "statuslist+jwt", "kb+jwt", undefined]) {
      assert.equal(await failureOf(await signed({ header: { typ }, payload: {} })), "type_unknown", typ);
    }
    assert.equal(await failureOf(await signed({ payload: { _sd_alg: "md5" } })), "hash_unsupported");
    assert.equal(await failureOf(await signed({ header: { crit: ["x"] }, payload: {} })), "algorithm_unsupported");
  });

  it("of another key, or a key that nobody knows", async () => {
    const text = await wholeSdJwt();
    const other = p256.getPublicKey(p256.utils.randomSecretKey());
    const byOther = await verifySdJwt({ text, keyOf: async () => other, now: NOW });
    assert.deepEqual(byOther, { ok: false, failure: "signature_wrong" });
    const noPoint = await verifySdJwt({ text, keyOf: async () => new Uint8Array(33), now: NOW });
    assert.deepEqual(noPoint, { ok: false, failure: "signature_wrong" });
    assert.equal(
      await failureOf(await signed({ header: { kid: "did:web:evil#wallet-1" }, payload: {} })),
      "key_unknown",
    );
    assert.equal(await failureOf(await signed({ payload: { iss: "https://evil.example" } })), "key_unknown");
  });

  it("with claims missing or of another type: a time that is a text never passes", async () => {
    for (const payload of [
      { vct: undefined },
      { vct: 7 },
      { iss: "" },
      { iat: "1" },
      { iat: undefined },
      { exp: "tomorrow" },
      { exp: null },
      { nbf: [1] },
    ]) {
      assert.equal(await failureOf(await signed({ payload })), "claims_malformed", JSON.stringify(payload));
    }
  });

  it("of a shape that is none, however large or deep", async () => {
    const whole = await wholeSdJwt();
    const jwt = whole.split("~")[0] ?? "";
    const deep = Buffer.from(`["s","n",${"[".repeat(50_000)}${"]".repeat(50_000)}]`).toString("base64url");
    const twice = Buffer.from('["s","n",{"a":1,"a":2}]').toString("base64url");
    const cases = [
      "",
      "~",
      "a.b.c~",
      jwt,
      `${jwt}.x~`,
      `${jwt}~=~`,
      `${jwt}~${deep}~`,
      `${jwt}~${twice}~`,
      `${jwt}~${encoded("text")}~`,
    ];
    for (const text of [
      ...cases,
      `${jwt}${"~e30".repeat(501)}~`,
      `${jwt}~${"A".repeat(300_000)}~`,
      ` ${whole}`,
      `${whole}\n`,
    ]) {
      assert.equal(await failureOf(text), "not_an_sd_jwt", text.slice(-40));
    }
  });

  it("nested in disclosures so deeply that a reader would run out of stack", async () => {
    let value: unknown = "innermost";
    const disclosures: string[] = [];
    for (let depth = 0; depth < 400; depth++) {
      const disclosure = encoded([`s${depth}`, `level-${depth}`, value]);
      disclosures.push(disclosure);
      value = { _sd: [digestOf(disclosure)] };
    }
    assert.equal(await failureOf(await signed({ payload: { top: value }, disclosures })), "not_an_sd_jwt");
  });
});
