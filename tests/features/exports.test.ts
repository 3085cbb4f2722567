/** Tables of a whole organisation as CSV: for who is signed in and may, in their language; others are led to the page. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { defineField } from "#lib/features/evidence/fields/verbs/define-field.ts";
import { tagEvidence } from "#lib/features/evidence/records/verbs/tag-evidence.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, callJson, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const COUNT = 3;
let cookie: string;

before(async () => {
  await createTestDatabase();
  const { ownerHeaders, apiKey } = await makeOrganisation();
  cookie = ownerHeaders.get("cookie") ?? "";
  const headers = { authorization: `Bearer ${apiKey.secret}` };
  for (let made = 0; made < COUNT; made++) {
    const sha256 = createHash("sha256").update(randomBytes(8)).digest("hex");
    const body = { sha256, name: `=合同 ${made}.pdf` };
    assert.equal((await callJson(at("/api/v1/evidence").POST, { headers, body })).status, 201);
  }
});
after(() => dropTestDatabase());

const linesOf = async (response: Response) => (await response.text()).split("\r\n").slice(0, -1);

describe("exports", () => {
  it("of evidence hold a line a record, begin with words of the reader's language, and are remembered", async () => {
    for (const [language, word] of [
      ["en", /SHA-256/],
      ["zh-CN", /\p{Script=Han}/u],
    ] as const) {
      const response = await send("/evidence/export", { headers: { cookie, "accept-language": language } });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "text/csv; charset=utf-8");
      assert.equal(response.headers.get("cache-control"), "private, no-store");
      assert.match(response.headers.get("content-disposition") ?? "", /^attachment; filename=/);
      const lines = await linesOf(response);
      assert.equal(lines.length, COUNT + 1);
      assert.match(lines[0] ?? "", word);
      assert.ok(
        lines.slice(1).every((line) => line.includes(`"'=合同 `)),
        "no cell is a formula",
      );
    }
    const { rows } = await pool().query(
      "SELECT count(*)::int AS count FROM audit_event WHERE action = 'evidence.export'",
    );
    assert.equal(rows[0].count, 2);
  });

  it("of evidence take the filters of the page, and lead back to it where those are wrong", async () => {
    assert.equal((await linesOf(await send("/evidence/export?q=2.pdf", { headers: { cookie } }))).length, 2);
    const wrong = await send("/evidence/export?from=2026-03-02&to=2026-03-01", { headers: { cookie } });
    assert.deepEqual([wrong.status, wrong.headers.get("location")], [303, "/evidence?from=2026-03-02&to=2026-03-01"]);
    const nobody = await send("/evidence/export?q=x");
    assert.deepEqual([nobody.status, nobody.headers.get("location")], [303, "/evidence?q=x"]);
  });

  it("of evidence have a cell for each own field that is defined, one for all others, and one for tags", async () => {
    const { owner, ownerHeaders, apiKey } = await makeOrganisation();
    const definition = { name: "金额", type: "amount", currency: "CNY", required: false, inList: true } as const;
    await defineField({ actor: owner, definition });
    const headers = { authorization: `Bearer ${apiKey.secret}` };
    const fields = {
      金额: { type: "amount", value: "-1234.50", currency: "EUR" },
      Other: { type: "text", value: "=x" },
    };
    const body = { sha256: "ab".repeat(32), name: "a.pdf", fields };
    const made = await callJson(at("/api/v1/evidence").POST, { headers, body });
    await tagEvidence({ actor: owner, records: { ids: [made.body.id] }, add: ["Q4"], remove: [] });
    const [head = "", line = ""] = await linesOf(
      await send("/evidence/export", {
        headers: { cookie: ownerHeaders.get("cookie") ?? "", "accept-language": "en" },
      }),
    );
    assert.ok(head.endsWith('"金额 (CNY)","Other fields","Tags"'), head);
    assert.ok(line.endsWith(`"'-1234.50 EUR","Other: =x","Q4"`), line);
  });

  it("of the audit log hold what the page shows under the same filters", async () => {
    const response = await send("/settings/audit-log/export?action=evidence.export", { headers: { cookie } });
    assert.equal(response.status, 200);
    const lines = await linesOf(response);
    assert.match(lines[0] ?? "", /"id","time","actor kind"/);
    assert.ok(lines.length > 2 && lines.slice(1).every((line) => line.includes("evidence.export")));
  });
});
