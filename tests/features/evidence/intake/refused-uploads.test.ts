/** Uploads that are refused before a byte of theirs counts: each with its code, in both languages. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { env } from "#lib/env.ts";
import { closeUploadPlace, openUploadPlace } from "./upload-place.ts";
import { leavingNothing, put, reprDigest, sha512Digest, type UploadServer } from "./upload-server.ts";

let server: UploadServer;
let key: Record<string, string>;

before(async () => {
  ({ server, key } = await openUploadPlace());
});
after(() => closeUploadPlace({ server }));

describe("uploads that are refused", () => {
  const body = randomBytes(64);
  const cases: {
    what: string;
    code: string;
    status: number;
    query?: string;
    headers?: Record<string, string>;
    body?: Uint8Array;
  }[] = [
    {
      what: "a wrong digest",
      code: "digest_mismatch",
      status: 409,
      headers: { "repr-digest": reprDigest(randomBytes(3)) },
    },
    {
      what: "a wrong Content-Digest",
      code: "digest_mismatch",
      status: 409,
      headers: { "content-digest": reprDigest(randomBytes(3)) },
    },
    {
      what: "a wrong digest by SHA-512 alone",
      code: "digest_mismatch",
      status: 409,
      headers: { "repr-digest": sha512Digest(randomBytes(3)) },
    },
    {
      what: "a wrong Content-Digest by SHA-512 beside a right one by SHA-256",
      code: "digest_mismatch",
      status: 409,
      headers: { "repr-digest": reprDigest(body), "content-digest": sha512Digest(randomBytes(3)) },
    },
    {
      what: "a Repr-Digest and a Content-Digest that contradict each other",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": reprDigest(body), "content-digest": reprDigest(randomBytes(1)) },
    },
    {
      what: "a SHA-512 digest of 32 bytes",
      code: "invalid_digest",
      status: 400,
      headers: { "content-digest": reprDigest(body).replace("sha-256", "sha-512") },
    },
    {
      what: "an empty file",
      code: "empty_file",
      status: 400,
      headers: { "content-length": "0" },
      body: new Uint8Array(),
    },
    {
      what: "a file above the limit, announced",
      code: "file_too_large",
      status: 413,
      headers: { "content-length": String(env.UPLOAD_BYTES_MAX + 1) },
    },
    {
      what: "a multipart envelope",
      code: "unsupported_media_type",
      status: 415,
      headers: { "content-type": "multipart/form-data; boundary=x" },
    },
    {
      what: "a form",
      code: "unsupported_media_type",
      status: 415,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
    { what: "a malformed media type", code: "unsupported_media_type", status: 415, headers: { "content-type": "pdf" } },
    { what: "a compressed body", code: "unsupported_media_type", status: 415, headers: { "content-encoding": "gzip" } },
    { what: "a part of a file", code: "bad_request", status: 400, headers: { "content-range": "bytes 0-63/128" } },
    {
      what: "a digest that is no byte sequence",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": "sha-256=abc" },
    },
    {
      what: "a digest of 31 bytes",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `sha-256=:${Buffer.alloc(31).toString("base64")}:` },
    },
    {
      what: "a digest in base64url",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `sha-256=:${"_".repeat(43)}=:` },
    },
    {
      what: "a digest with stray pad bits",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `sha-256=:${"A".repeat(42)}B=:` },
    },
    {
      what: "two digests that contradict each other",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `${reprDigest(body)}, ${reprDigest(randomBytes(1))}` },
    },
    { what: "an empty digest field", code: "invalid_digest", status: 400, headers: { "repr-digest": "" } },
    { what: "an unknown field", code: "unknown_field", status: 400, query: "name=a.txt&nmae=b.txt" },
    { what: "a field named __proto__", code: "unknown_field", status: 400, query: "name=a.txt&__proto__=b" },
    { what: "a missing name", code: "missing_field", status: 400, query: "" },
    { what: "a name given twice", code: "invalid_field", status: 400, query: "name=a&name=b" },
    { what: "an empty name", code: "invalid_name", status: 400, query: "name=" },
    { what: "a name of spaces", code: "invalid_name", status: 400, query: "name=%20%20" },
    { what: "a name with a line feed", code: "invalid_name", status: 400, query: "name=a%0Ab" },
    { what: "a name with a zero byte", code: "invalid_name", status: 400, query: "name=a%00" },
    { what: "a name with a slash", code: "invalid_name", status: 400, query: "name=..%2Fetc%2Fpasswd" },
    { what: "a name with a backslash", code: "invalid_name", status: 400, query: "name=a%5Cb" },
    { what: "the name ..", code: "invalid_name", status: 400, query: "name=.." },
    { what: "a name that turns its direction", code: "invalid_name", status: 400, query: "name=%E2%80%AEfdp.exe" },
    { what: "a name with a space that nobody sees", code: "invalid_name", status: 400, query: "name=a%E2%80%8Bb" },
    { what: "a name that is not UTF-8", code: "invalid_name", status: 400, query: "name=%FF%FE" },
    {
      what: "a name of 256 characters",
      code: "invalid_name",
      status: 400,
      query: `name=${encodeURIComponent("存".repeat(256))}`,
    },
    {
      what: "an Idempotency-Key with a space",
      code: "invalid_field",
      status: 400,
      headers: { "idempotency-key": "a b" },
    },
    { what: "no credentials", code: "unauthenticated", status: 401, headers: { authorization: "" } },
    {
      what: "an unknown key",
      code: "key_unknown",
      status: 401,
      headers: { authorization: `Bearer sealbook_${"a".repeat(43)}` },
    },
    { what: "something that is no key", code: "key_unknown", status: 401, headers: { authorization: "Bearer x" } },
  ];

  for (const refused of cases) {
    it(`${refused.what}: ${refused.code}, in both languages, and nothing is kept`, async () => {
      const url = `${server.url}?${refused.query ?? "name=a.txt"}`;
      const headers = { ...key, ...refused.headers };
      const sent = { body: refused.body ?? body };
      const english = await leavingNothing(() =>
        put(url, { headers: { ...headers, "accept-language": "en" }, ...sent }),
      );
      const chinese = await leavingNothing(() =>
        put(url, { headers: { ...headers, "accept-language": "zh-CN" }, ...sent }),
      );
      for (const answer of [english, chinese]) {
        assert.equal(answer.body.code, refused.code);
        assert.equal(answer.status, refused.status);
        assert.equal(answer.body.status, refused.status);
        assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
      }
      assert.doesNotMatch(english.body.title + english.body.detail, /\p{Script=Han}/u);
      assert.match(chinese.body.title, /\p{Script=Han}/u);
    });
  }
});
