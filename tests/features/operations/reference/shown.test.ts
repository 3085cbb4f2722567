/** What the reference shows of the description: everything, and as a reader can use it. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpoints } from "#lib/features/all.ts";
import { membersOf } from "#lib/features/operations/reference/drawing/members.ts";
import { showApi } from "#lib/features/operations/reference/drawing/shown.ts";
import { ABOUT } from "#lib/features/operations/reference/drawing/words.ts";
import { loadArea, loadReference } from "#lib/features/operations/reference/pages.ts";
import { readDescription } from "#lib/features/operations/reference/rows.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { isErrorCode } from "#lib/words/errors.ts";
import { SCOPES } from "#lib/words/permissions.ts";

describe("the reference", () => {
  for (const locale of LOCALES) {
    it(`shows every address once, in an area, with codes that are explained, in ${locale}`, () => {
      const { areas, about } = loadReference(locale);
      const operations = areas.flatMap((area) => area.operations);
      assert.equal(operations.length, endpoints.length);
      assert.equal(new Set(operations.map(({ id }) => id)).size, endpoints.length);
      assert.deepEqual(
        about.map(({ part }) => part),
        [...ABOUT],
      );
      for (const { refusals, answers, who } of operations) {
        assert.ok(answers.length > 0);
        for (const code of refusals.flatMap(({ codes }) => codes)) assert.ok(isErrorCode(code), code);
        if (who.key !== undefined) assert.ok((SCOPES as readonly string[]).includes(who.key), who.key);
      }
      assert.equal(
        loadArea(locale, "evidence")?.operations.some(({ id }) => id === "postEvidence"),
        true,
      );
      assert.equal(loadArea(locale, "__proto__"), undefined);
    });
  }

  it("says of a member its path, type, bounds, and whether it has to be there", () => {
    const record = showApi(readDescription("en"))
      .flatMap(({ operations }) => operations)
      .find(({ id }) => id === "postEvidence");
    const byPath = (path: string) => record?.body?.members.find((member) => member.path === path);
    assert.deepEqual([byPath("sha256")?.required, byPath("size")?.required], [true, false]);
    assert.equal(byPath("kind")?.type, '"content" | "event"');
    assert.deepEqual(record?.who, { key: "evidence:write", member: "evidence:write" });
    const made = record?.answers.find(({ status }) => status === "201");
    assert.ok(made?.members.some(({ path }) => path === "entry.blockHeight"));
    assert.ok(
      record?.refusals.some(({ status, codes }) => status === "409" && codes.includes("idempotency_key_reused")),
    );
  });

  it("ends where a schema names itself", () => {
    const schemas = { Node: { type: "object", properties: { child: { $ref: "#/components/schemas/Node" } } } };
    const paths = membersOf({ $ref: "#/components/schemas/Node" }, schemas).map(({ path }) => path);
    assert.deepEqual(paths, ["child", "child.child", "child.child.child"]);
  });
});
