/** The description of the API is valid, whole, in both languages, and says what the declarations say. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { endpoints } from "#lib/features/all.ts";
import { operationIdOf, tagOf } from "#lib/features/operations/reference/drawing/names.ts";
import { describeApi } from "#lib/features/operations/reference/drawing/openapi.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { at, call, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const target = at("/api/v1/openapi.json").GET;

before(() => createTestDatabase());
after(() => dropTestDatabase());

describe("the description of the API", () => {
  for (const locale of LOCALES) {
    it(`is OpenAPI 3.1 by its official schema, in ${locale}`, async () => {
      const answer = await call(target, { query: { lang: locale } });
      const { valid, errors } = await new Validator().validate((await answer.json()) as Record<string, unknown>);
      assert.deepEqual(errors ?? [], []);
      assert.ok(valid);
    });

    it(`has words for every operation and parameter of programs, in ${locale}`, () => {
      const has = translator(locale).has as (key: string) => boolean;
      for (const endpoint of endpoints) {
        if (tagOf(endpoint) === "pages") continue;
        assert.ok(has(`reference.operations.${operationIdOf(endpoint)}`), operationIdOf(endpoint));
      }
      const { paths } = describeApi(endpoints, locale);
      for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
        if (operation.tags.includes("pages")) continue;
        for (const parameter of operation.parameters ?? []) {
          if ("name" in parameter) assert.ok(parameter.description, `${operation.operationId}: ${parameter.name}`);
        }
      }
    });
  }

  it("has every endpoint once, under a name of its own, and says what JSON it answers", () => {
    const { paths } = describeApi(endpoints, "en");
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    assert.equal(operations.length, endpoints.length);
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
    for (const endpoint of endpoints) {
      const { output, produces, statuses = [200] } = endpoint;
      const isEmpty = statuses.every((status) => status === 204 || status === 303);
      assert.ok(output || produces || isEmpty, `${operationIdOf(endpoint)} does not say what it answers`);
    }
  });

  it("says who may, how often, and from where", () => {
    const { paths } = describeApi(endpoints, "en");
    const record = paths["/api/v1/evidence"]?.post;
    assert.deepEqual(record?.security, [{ key: ["evidence:write"] }, { session: ["evidence:write"] }]);
    assert.deepEqual(record?.["x-rate-limit"], { name: "write", requests: 6000, windowSeconds: 60, per: "account" });
    assert.deepEqual(paths["/api/v1/verify"]?.post?.security, []);
    assert.equal(paths["/api/v1/verify"]?.post?.["x-cors"], true);
  });

  it("is kept by caches, and not sent again to who has it", async () => {
    const first = await call(target);
    const etag = first.headers.get("etag") ?? "";
    assert.match(first.headers.get("cache-control") ?? "", /^public, max-age=\d+$/);
    assert.equal((await call(target, { headers: { "if-none-match": etag } })).status, 304);
  });
});

describe("every answer", () => {
  it("names its request, and says how the caller stands", async () => {
    const paths = ["/api/v1/lookup?sha256=00", "/api/v1/evidence", "/api/v1/nowhere"];
    const answers = await Promise.all(paths.map((path) => send(path)));
    for (const { headers } of answers) {
      assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
    }
    const [{ headers } = assert.fail()] = answers;
    assert.equal(headers.get("ratelimit-policy"), '"lookup";q=240;w=60');
    assert.match(headers.get("ratelimit") ?? "", /^"lookup";r=\d+;t=\d+$/);
  });
});
