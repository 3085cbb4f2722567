/** Templates: made, saved, published and retired by those who may; what is published never changes; others see none of it. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import sharp from "sharp";
import { findVersion, readPictures } from "#lib/features/certificates/templates/rows.ts";
import { fontPath } from "#lib/features/certificates/templates/schema/fonts.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { addPicture } from "#lib/features/certificates/templates/verbs/add-picture.ts";
import { createTemplate } from "#lib/features/certificates/templates/verbs/create-template.ts";
import { publishTemplate } from "#lib/features/certificates/templates/verbs/publish-template.ts";
import { retireTemplate } from "#lib/features/certificates/templates/verbs/retire-template.ts";
import { saveTemplate } from "#lib/features/certificates/templates/verbs/save-template.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { drawing, jpeg, png } from "#tests/infra/pictures/pictures.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { join } from "#tests/support/members.ts";
import { sampleTemplate } from "./sample-template.ts";

let ours: TestOrganisation;
let theirs: TestOrganisation;

before(async () => {
  await createTestDatabase();
  [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
});
after(() => dropTestDatabase());

const make = (document: TemplateDocument = sampleTemplate()) =>
  createTemplate({ actor: ours.owner, name: "毕业证书", document });

function changed(change: (document: TemplateDocument) => void): TemplateDocument {
  const document = sampleTemplate();
  change(document);
  return document;
}

describe("templates", () => {
  it("go from draft to published version to the next draft, each published one told of once", async () => {
    const { id, draft, published } = await make();
    assert.deepEqual([draft, published], [1, undefined]);
    const second = changed(({ page }) => Object.assign(page, { size: "A3" }));
    const saved = await saveTemplate({ actor: ours.owner, id, document: second });
    assert.equal(saved.number, 1);
    const version = await publishTemplate({ actor: ours.owner, id, basis: saved.sha256 });
    assert.deepEqual([version.number, version.document], [1, second]);
    await assert.rejects(publishTemplate({ actor: ours.owner, id }), { code: "nothing_to_publish" });
    const again = await saveTemplate({ actor: ours.owner, id, document: second });
    assert.equal(again.number, 1, "the same design is no new version");
    const third = await saveTemplate({ actor: ours.owner, id, document: sampleTemplate(), name: "学位证书" });
    assert.equal(third.number, 2);
    assert.deepEqual((await findVersion(ours.id, { templateId: id, number: 1 }))?.document, second);
    const events = await prisma().auditEvent.findMany({ where: { organisationId: ours.id, subject: id } });
    assert.deepEqual(events.map(({ action }) => action).sort(), ["template.create", "template.publish"]);
  });

  it("once published cannot be changed, even past our own code", async () => {
    const { id } = await make();
    await publishTemplate({ actor: ours.owner, id });
    for (const sql of [
      "UPDATE certificate_template_version SET document = '{}' WHERE template_id = $1",
      "UPDATE certificate_template_version SET published_at = NULL WHERE template_id = $1",
      "DELETE FROM certificate_template_version WHERE template_id = $1",
    ]) {
      await assert.rejects(pool().query(sql, [id]), /never changes/);
    }
  });

  it("are not saved over somebody else's work, nor published unseen", async () => {
    const { id } = await make();
    const first = await findVersion(ours.id, { templateId: id });
    const basis = first?.sha256;
    await saveTemplate({
      actor: ours.owner,
      id,
      document: changed((d) => Object.assign(d, { language: "en" })),
      basis,
    });
    const late = saveTemplate({ actor: ours.owner, id, document: sampleTemplate(), basis });
    await assert.rejects(late, { code: "conflict" });
    await assert.rejects(publishTemplate({ actor: ours.owner, id, basis }), { code: "conflict" });
  });

  it("are not published while something is missing, and say what", async () => {
    const faultsOf = async (change: (document: TemplateDocument) => void): Promise<unknown> => {
      const { id } = await make(changed(change));
      try {
        await publishTemplate({ actor: ours.owner, id });
      } catch (error) {
        return (error as { details?: { faults?: string } }).details?.faults;
      }
      return undefined;
    };
    assert.equal(await faultsOf((d) => d.elements.pop()), "qr_absent");
    const seen = "ab".repeat(32);
    assert.equal(
      await faultsOf((d) => Object.assign(d.background, { picture: seen })),
      `picture_absent ${seen.slice(0, 12)}`,
    );
    const title = (d: TemplateDocument, text: string) => Object.assign(d.elements[1] ?? {}, { text });
    assert.equal(await faultsOf((d) => title(d, "证\u{2b73a}")), "character_absent U+2B73A");
    assert.equal(await faultsOf((d) => title(d, "证书".repeat(60))), "does_not_fit");
  });

  it("that are retired are not changed any more; retiring twice leaves one trace", async () => {
    const { id } = await make();
    assert.deepEqual(await retireTemplate({ actor: ours.owner, id }), { changed: true });
    assert.deepEqual(await retireTemplate({ actor: ours.owner, id }), { changed: false });
    const retired = { code: "template_retired" };
    await assert.rejects(saveTemplate({ actor: ours.owner, id, document: sampleTemplate() }), retired);
    await assert.rejects(publishTemplate({ actor: ours.owner, id }), retired);
  });

  it("are for those who may alone", async () => {
    const { id } = await make();
    const { actor } = await join(ours.owner, "admin");
    const operator = await inRole(actor, "operator");
    const [document, file] = [sampleTemplate(), await png()];
    for (const refused of [
      () => createTemplate({ actor: operator, name: "a", document }),
      () => saveTemplate({ actor: operator, id, document }),
      () => publishTemplate({ actor: operator, id }),
      () => retireTemplate({ actor: operator, id }),
      () => addPicture({ actor: operator, file }),
    ]) {
      await assert.rejects(refused, { code: "forbidden" });
    }
    for (const absent of [
      () => saveTemplate({ actor: theirs.owner, id, document }),
      () => publishTemplate({ actor: theirs.owner, id }),
      () => retireTemplate({ actor: theirs.owner, id }),
    ]) {
      await assert.rejects(absent, { code: "not_found" });
    }
  });
});

describe("pictures of templates", () => {
  it("are written anew, once each, and kept apart for each organisation", async () => {
    const file = await sharp(await jpeg(3_000, 2_000))
      .withExif({ IFD0: { Copyright: "secret" } })
      .jpeg()
      .toBuffer();
    const first = await addPicture({ actor: ours.owner, file });
    assert.deepEqual(await addPicture({ actor: ours.owner, file }), first);
    assert.deepEqual([first.mediaType, first.width], ["image/jpeg", 2_480]);
    const document = changed((d) => Object.assign(d.background, { picture: first.sha256 }));
    const kept = (await readPictures(ours.id, document)).get(first.sha256);
    assert.ok(kept && !Buffer.from(kept).includes("secret"));
    assert.equal((await readPictures(theirs.id, document)).size, 0);
  });

  it("of another type or size are refused by name", async () => {
    const files: [string, Uint8Array][] = [
      ["picture_format", drawing({ width: 200, height: 100 })],
      ["picture_format", new TextEncoder().encode("GIF89a")],
      ["picture_too_large", new Uint8Array(8 * 1024 * 1024 + 1)],
      ["picture_unreadable", (await png()).subarray(0, 200)],
      ["picture_dimensions", await png(20, 20)],
      [
        "picture_dimensions",
        await sharp({ create: { width: 7_000, height: 40, channels: 3, background: "red" } })
          .png()
          .toBuffer(),
      ],
    ];
    for (const [code, file] of files) {
      await assert.rejects(addPicture({ actor: ours.owner, file }), { code, field: "picture" }, code);
    }
  });
});

describe("templates by API", () => {
  const headers = () => ({ ...Object.fromEntries(ours.ownerHeaders), origin: "http://localhost:3000" });

  it("are made, read back, listed, saved and published", async () => {
    const document = sampleTemplate();
    const made = await callJson(at("/api/v1/templates").POST, { headers: headers(), body: { name: "API", document } });
    assert.equal(made.status, 201);
    const params = { id: String(made.body.id), number: "1" };
    const read = await callJson(at("/api/v1/templates/{id}/versions/{number}").GET, { headers: headers(), params });
    assert.deepEqual(read.body.document, document);
    const list = await callJson(at("/api/v1/templates").GET, { headers: headers(), query: { limit: "1" } });
    assert.equal(list.body.items[0].id, params.id);
    assert.equal(list.body.next, params.id);
    const saved = await callJson(at("/api/v1/templates/{id}").PUT, {
      ...{ headers: headers(), params, body: { document: changed((d) => Object.assign(d, { language: "en" })) } },
    });
    assert.equal(saved.status, 200);
    const target = at("/api/v1/templates/{id}/publish").POST;
    const published = await callJson(target, { headers: headers(), params, body: { basis: saved.body.sha256 } });
    assert.deepEqual([published.status, published.body.number], [200, 1]);
    const wrong = { headers: headers(), body: { name: "a", document: { ...document, extra: 1 } } };
    assert.equal((await call(at("/api/v1/templates").POST, wrong)).status, 400);
  });

  it("show a preview as PDF, SVG and PNG, and say which text has no room", async () => {
    const show = (as: string, sample: string, document = sampleTemplate()) =>
      call(at("/api/v1/templates/preview").POST, { headers: headers(), query: { as, sample }, body: { document } });
    for (const [as, type] of [
      ["pdf", "application/pdf"],
      ["svg", "image/svg+xml"],
      ["png", "image/png"],
    ] as const) {
      const answer = await show(as, "longest");
      assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, type]);
      assert.match(answer.headers.get("content-security-policy") ?? "", /sandbox/);
      assert.ok((await answer.arrayBuffer()).byteLength > 1_000);
    }
    const narrow = changed((d) => Object.assign(d.elements[2] ?? {}, { width: 12 }));
    const unfit = await show("svg", "longest", narrow);
    const problem = await unfit.json();
    assert.deepEqual([unfit.status, problem.code, problem.faults], [422, "template_unfit", "does_not_fit name"]);
  });

  it("hand out the very font files that PDFs are set in, to be kept", async () => {
    const answer = await call({ method: "GET", path: fontPath("garamond") }, { headers: headers() });
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "font/ttf"]);
    assert.match(answer.headers.get("cache-control") ?? "", /immutable/);
    assert.equal(new DataView(await answer.arrayBuffer()).getUint32(0), 0x00010000);
    assert.equal((await call({ method: "GET", path: fontPath("garamond") })).status, 401);
  });

  it("take pictures as they are, and show them to their own members alone", async () => {
    const target = at("/api/v1/templates/pictures").POST;
    const added = await call(target, { headers: { ...headers(), "content-type": "image/png" }, body: await png() });
    assert.equal(added.status, 201);
    const params = { sha256: (await added.json()).sha256 };
    const show = (of: TestOrganisation) =>
      call(at("/api/v1/templates/pictures/{sha256}").GET, { headers: Object.fromEntries(of.ownerHeaders), params });
    assert.equal((await show(ours)).headers.get("content-type"), "image/png");
    assert.equal((await show(theirs)).status, 404);
    const text = await call(target, { headers: { ...headers(), "content-type": "image/png" }, body: "<svg/>" });
    assert.deepEqual([text.status, (await text.json()).code], [415, "picture_format"]);
  });
});
