/** Every error is a problem document with a stable code, a status, and words in both languages. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { publicUrl } from "#lib/env.ts";
import { describeProblem, describeProblems, problemTexts, renderProblem, toProblem } from "#lib/infra/http/problems.ts";
import { API_ERRORS } from "#lib/words/error-codes.ts";
import { ERROR_CODES, ERROR_STATUS, SealbookError } from "#lib/words/errors.ts";

const EVERY_DETAIL = {
  field: "size",
  bytesMax: 12_345,
  seconds: 30,
  accepted: "application/json",
  available: "application/json",
  scope: "evidence:write",
  allow: "GET, OPTIONS",
  id: "019ac0de-0000-7000-8000-000000000000",
  retryAfterSeconds: 7,
  uploadsMax: 32,
  atOnceMax: 8,
  charsMax: 255,
  character: "U+200E",
  place: 3,
  minutes: 1,
  ledger: "main",
  email: "nobody@example.org",
  signed: "9",
  size: "6",
  reason: "claims_malformed",
  step: "inclusion",
  algorithm: "ML-DSA-44",
  max: 500,
  what: "records",
  state: "issued",
  fault: "missing",
  faults: "missing title",
  recordMax: 20,
  from: "2026-01-01",
  to: "2026-12-31",
  until: "2026-12-31",
  offset: 3,
  refused: 2,
  filesMax: 100_000,
  nameCharsMax: 255,
  first: 1,
  address: "192.0.2.7",
  members: 1,
  invitations: 2,
  keys: 3,
  units: 4,
  purposes: "loan contracts",
  label: "Amount",
  limit: "100.00",
  count: 2,
  characters: "\u{1f642}",
  page: 1,
  pages: 3,
};

const rendered = (code: (typeof ERROR_CODES)[number], language: string) =>
  renderProblem(new SealbookError(code, { details: EVERY_DETAIL }), new Headers({ "accept-language": language }));

describe("problem documents", () => {
  it("every code has a status, and words in both languages that name what they promise", () => {
    for (const code of ERROR_CODES) {
      const english = JSON.parse(rendered(code, "en-GB").body);
      const chinese = JSON.parse(rendered(code, "zh-TW,en;q=0.5").body);
      // What stands beside a field of a form is shorter.
      const chars = code in API_ERRORS ? 8 : 4;
      for (const document of [english, chinese]) {
        assert.equal(document.code, code);
        assert.equal(document.status, ERROR_STATUS[code]);
        assert.equal(document.type, `${publicUrl}/problems/${code}`);
        assert.ok(
          document.title.length > 2 && document.detail.length > chars && document.detail !== document.title,
          `${code}: ${document.detail}`,
        );
        assert.doesNotMatch(document.detail, /[{}]/, code);
      }
      assert.match(chinese.title, /\p{Script=Han}/u, code);
      assert.doesNotMatch(english.title + english.detail, /\p{Script=Han}/u, code);
    }
  });

  it("every code is described by itself, with its members' names in braces; nothing else is", () => {
    for (const locale of ["en", "zh-CN"] as const) {
      assert.deepEqual(
        describeProblems(locale).map(({ code }) => code),
        Object.keys(API_ERRORS),
      );
      for (const code of ERROR_CODES) {
        const described = describeProblem(code, locale);
        assert.equal(described?.status, ERROR_STATUS[code], code);
        assert.doesNotMatch(described.detail.replaceAll(/\{\w+\}/g, ""), /[{}]/, code);
      }
    }
    assert.match(describeProblem("payload_too_large", "en")?.detail ?? "", / \{bytesMax\} bytes/);
    assert.match(describeProblem("too_many_attempts", "en")?.detail ?? "", / \{minutes\} minutes/);
    for (const code of ["page", "__proto__", "toString", ""])
      assert.equal(describeProblem(code, "en"), undefined, code);
  });

  it("there are words for codes alone, and for the pages that list them", () => {
    for (const locale of ["en", "zh-CN"]) {
      const { errors } = JSON.parse(readFileSync(`lib/i18n/messages/${locale}.json`, "utf8"));
      assert.deepEqual(Object.keys(errors).sort(), [...ERROR_CODES, "page"].sort());
    }
  });

  it("a field that is wrong is a member of the document, and named in its words", () => {
    const error = new SealbookError("missing_field", { field: "name", details: { accepted: "name, size" } });
    const document = JSON.parse(renderProblem(error, new Headers()).body);
    assert.deepEqual([document.field, document.accepted], ["name", "name, size"]);
    assert.match(document.detail, /“name”/);
  });

  it("a detail cannot overwrite the members of RFC 9457", () => {
    const error = new SealbookError("not_found", { details: { status: 200, code: "fine", type: "x", title: "y" } });
    const document = JSON.parse(renderProblem(error, new Headers()).body);
    assert.equal(document.status, 404);
    assert.equal(document.code, "not_found");
    assert.equal(document.title, "Not found");
  });

  it("an answer is given even when a detail that its words name is missing", () => {
    for (const code of ERROR_CODES) assert.ok(problemTexts(new SealbookError(code), "zh-CN").detail);
  });

  it("401 names the scheme, 405 the methods, 429 when to come back", () => {
    assert.match(rendered("key_revoked", "en").headers["www-authenticate"]!, /^Bearer/);
    assert.equal(rendered("method_not_allowed", "en").headers.allow, "GET, OPTIONS");
    assert.equal(rendered("rate_limited", "en").headers["retry-after"], "7");
    assert.equal(rendered("unavailable", "en").headers["retry-after"], "7");
  });

  it("a lost database is unavailable; what nobody foresaw is internal and says nothing of its cause", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
    assert.equal(toProblem(refused).code, "unavailable");
    assert.equal(toProblem(new Error("wrapped", { cause: refused })).code, "unavailable");
    const defect = toProblem(new Error("secret path /x"));
    assert.equal(defect.code, "internal");
    assert.doesNotMatch(renderProblem(defect, new Headers()).body, /secret/);
  });
});
