/** What the pages of templates show: found by name and state, page by page, never another organisation's; previews judged with reasons. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { judgePreview } from "#lib/features/certificates/templates/pages/preview.ts";
import { listVersions, searchTemplates } from "#lib/features/certificates/templates/rows.ts";
import { blankDocument } from "#lib/features/certificates/templates/schema/blank.ts";
import { publishFaults, templateDocumentSchema } from "#lib/features/certificates/templates/schema/document.ts";
import type { TemplatesQuery } from "#lib/features/certificates/templates/types.ts";
import { createTemplate } from "#lib/features/certificates/templates/verbs/create-template.ts";
import { publishTemplate } from "#lib/features/certificates/templates/verbs/publish-template.ts";
import { retireTemplate } from "#lib/features/certificates/templates/verbs/retire-template.ts";
import { saveTemplate } from "#lib/features/certificates/templates/verbs/save-template.ts";
import { whole } from "#lib/gate/reach.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { sampleTemplate } from "./sample-template.ts";

let ours: TestOrganisation;
let theirs: TestOrganisation;
const ids: Record<string, string> = {};

before(async () => {
  await createTestDatabase();
  [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
  for (const name of ["毕业证书 100%", "Training", "Old_one", "Drafted anew"]) {
    ids[name] = (await createTemplate({ actor: ours.owner, name, document: sampleTemplate() })).id;
  }
  for (const name of ["Training", "Old_one", "Drafted anew"]) {
    await publishTemplate({ actor: ours.owner, id: ids[name] ?? "" });
  }
  await retireTemplate({ actor: ours.owner, id: ids.Old_one ?? "" });
  const document = { ...sampleTemplate(), validity: { months: 24 } };
  await saveTemplate({ actor: ours.owner, id: ids["Drafted anew"] ?? "", document });
});
after(() => dropTestDatabase());

async function found(query: Partial<TemplatesQuery>, organisationId: string = ours.id): Promise<string[]> {
  const { rows } = await searchTemplates(organisationId, { q: "", ...query }, 10);
  return rows.map(({ name }) => name);
}

describe("the list of templates", () => {
  it("is asked by state, and by a part of the name as it is meant", async () => {
    assert.deepEqual(await found({ state: "draft" }), ["毕业证书 100%"]);
    assert.deepEqual(await found({ state: "published" }), ["Drafted anew", "Training"]);
    assert.deepEqual(await found({ state: "retired" }), ["Old_one"]);
    assert.deepEqual(await found({ q: "training" }), ["Training"]);
    assert.deepEqual(await found({ q: "0%" }), ["毕业证书 100%"]);
    assert.deepEqual(await found({ q: "_" }), ["Old_one"]);
    assert.deepEqual(await found({}, theirs.id), []);
  });

  it("goes on and back page by page, and misses none", async () => {
    const first = await searchTemplates(ours.id, { q: "" }, 3);
    assert.deepEqual([first.rows.length, first.newer], [3, undefined]);
    const second = await searchTemplates(ours.id, { q: "", older: first.older }, 3);
    assert.deepEqual(
      second.rows.map(({ name }) => name),
      ["毕业证书 100%"],
    );
    const back = await searchTemplates(ours.id, { q: "", newer: second.newer }, 3);
    assert.deepEqual(back.rows, first.rows);
  });
});

describe("the versions of a template", () => {
  it("are told with how many were issued from each, to nobody else", async () => {
    const id = ids["Drafted anew"] ?? "";
    const versions = await listVersions(whole(ours.id), id);
    assert.deepEqual(
      versions.map(({ number, certificates, publishedAt }) => [number, certificates, publishedAt !== undefined]),
      [
        [2, 0, false],
        [1, 0, true],
      ],
    );
    assert.deepEqual(await listVersions(whole(theirs.id), id), []);
  });
});

describe("a preview", () => {
  it("says what would keep its values from being issued, with the character and the standard one", async () => {
    const wish = { document: sampleTemplate(), sample: "ordinary" } as const;
    assert.deepEqual((await judgePreview(ours.owner, wish)).faults, []);
    const { faults, values } = await judgePreview(ours.owner, { ...wish, values: { holder_name: "龙\ue863" } });
    assert.deepEqual(faults, [
      { field: "holder_name", code: "character_private", character: "U+E863", standard: "䶮" },
    ]);
    assert.equal(values.holder_name, "龙\ue863");
  });

  it("is judged by API, and the gallery's designs are seen", async () => {
    const headers = { ...Object.fromEntries(ours.ownerHeaders), origin: "http://localhost:3000" };
    const body = { document: sampleTemplate(), sample: "longest" };
    const judged = await callJson(at("/api/v1/templates/faults").POST, { headers, body });
    assert.deepEqual([judged.status, judged.body.faults], [200, []]);
    const gallery = at("/api/v1/templates/gallery/{design}").GET;
    const seen = await call(gallery, { headers, params: { design: "diploma.zh-CN" } });
    assert.equal(seen.headers.get("content-type"), "image/svg+xml");
    for (const design of ["nothing.en", "diploma.fr", "..%2fdiploma.en"]) {
      assert.equal((await call(gallery, { headers, params: { design } })).status, 404);
    }
  });
});

it("an empty page is a template that can be published as it is", () => {
  for (const language of ["zh-CN", "en"] as const) {
    const document = blankDocument({ language, name: "证书" });
    assert.ok(templateDocumentSchema.safeParse(document).success);
    assert.deepEqual(publishFaults(document), []);
  }
});
