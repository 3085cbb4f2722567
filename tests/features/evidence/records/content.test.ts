/** Kept content and what a digest finds: handed out whole or not at all, and to nobody who may not have it. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rmSync, truncateSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { prisma } from "#lib/infra/db/prisma.ts";
import { filesIn, sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { closeTwo, key, openTwo, ours, post, theirKey, upload } from "#tests/support/two-organisations.ts";

const contentRoute = at("/api/v1/evidence/{id}/content");
const lookupRoute = at("/api/v1/lookup");

before(openTwo);
after(closeTwo);

describe("content", () => {
  it("comes back byte for byte, as a download that no browser interprets, and the audit log remembers", async () => {
    const bytes = randomBytes(700_000);
    const { body } = await upload('合同 "最终"; v2.html', bytes, { ...key, "content-type": "text/html" });
    const response = await call(contentRoute.GET, { params: { id: body.id }, headers: key });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/octet-stream");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(response.headers.get("content-length"), "700000");
    assert.equal(
      response.headers.get("content-disposition"),
      `attachment; filename="__ ____; v2.html"; filename*=UTF-8''${encodeURIComponent('合同 "最终"; v2.html')}`,
    );
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
    const where = { subject: body.id, action: "evidence.download" };
    assert.equal(await prisma().auditEvent.count({ where }), 1);
  });

  it("of a digest there is none", async () => {
    const { body } = await post({ sha256: sha256Hex(randomBytes(2)), name: "x" });
    const answer = await callJson(contentRoute.GET, { params: { id: body.id }, headers: key });
    assert.deepEqual([answer.status, answer.body.code], [404, "content_not_kept"]);
  });

  it("that was cut short or is gone is never handed out as if it were whole", async () => {
    const { body } = await upload("damaged.bin", randomBytes(5000));
    const path = filesIn("content").find((file) => file.endsWith(body.sha256)) ?? "";
    const read = () => callJson(contentRoute.GET, { params: { id: body.id }, headers: key });
    truncateSync(path, 4999);
    assert.equal((await read()).status, 500);
    rmSync(path);
    assert.equal((await read()).body.code, "internal");
  });

  it("that was damaged is replaced when the same file arrives again", async () => {
    const bytes = randomBytes(5000);
    const { body } = await upload("damaged.bin", bytes);
    truncateSync(filesIn("content").find((file) => file.endsWith(body.sha256)) ?? "", 10);
    await upload("again.bin", bytes);
    const response = await call(contentRoute.GET, { params: { id: body.id }, headers: key });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
  });
});

describe("looking a digest up", () => {
  it("finds only the records of organisations that allow it, without private details", async () => {
    const bytes = randomBytes(40);
    const sha256 = sha256Hex(bytes);
    await upload("secret name.txt", bytes);
    await upload("their name.txt", bytes, theirKey);
    const look = () => callJson(lookupRoute.GET, { query: { sha256 } });
    await prisma().organisation.updateMany({ data: { publicLookup: false } });
    assert.deepEqual((await look()).body, { records: [] });
    await prisma().organisation.update({ where: { id: ours.id }, data: { publicLookup: true } });
    const { status, body } = await look();
    assert.equal(status, 200);
    assert.equal(body.records.length, 1);
    assert.equal(body.records[0].submitter, ours.name);
    assert.doesNotMatch(JSON.stringify(body), /secret name/);
    assert.equal((await callJson(lookupRoute.GET, { query: { sha256: "zz" } })).body.code, "invalid_digest");
    assert.equal((await callJson(lookupRoute.GET)).body.code, "missing_field");
  });
});
