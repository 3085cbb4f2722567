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

  it("comes in parts, whole where the parts would not fit together, and not again where the client has it", async () => {
    const bytes = randomBytes(1000);
    const { body } = await upload("parts.bin", bytes);
    const get = (headers: Record<string, string>, method = "GET") =>
      call(contentRoute.GET, { method, params: { id: body.id }, headers: { ...key, ...headers } });
    const whole = await get({});
    assert.deepEqual(
      ["accept-ranges", "content-length", "etag"].map((name) => whole.headers.get(name)),
      ["bytes", "1000", `"${body.sha256}"`],
    );
    assert.match(whole.headers.get("content-security-policy") ?? "", /^sandbox; default-src 'none'/);
    const modified = whole.headers.get("last-modified") ?? "";
    await whole.body?.cancel();
    const parts: [range: string, first: number, last: number][] = [
      ["bytes=0-0", 0, 0],
      ["bytes=10-19", 10, 19],
      ["bytes=990-", 990, 999],
      ["bytes=-10", 990, 999],
      ["bytes=-5000", 0, 999],
      ["bytes=0-99999", 0, 999],
    ];
    for (const [range, first, last] of parts) {
      const conditions: Record<string, string>[] = [{}, { "if-range": `"${body.sha256}"` }, { "if-range": modified }];
      for (const condition of conditions) {
        const part = await get({ range, ...condition });
        assert.deepEqual(
          [part.status, part.headers.get("content-range"), part.headers.get("content-length")],
          [206, `bytes ${first}-${last}/1000`, `${last - first + 1}`],
        );
        assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(first, last + 1), range);
      }
    }
    for (const range of ["bytes=1000-", "bytes=-0", "bytes=5000-6000"]) {
      const none = await get({ range });
      assert.deepEqual([none.status, none.headers.get("content-range")], [416, "bytes */1000"], range);
    }
    const older = new Date(Date.parse(modified) - 10_000).toUTCString();
    const asWhole: Record<string, string>[] = [
      { range: "bytes=0-1,5-6" },
      { range: "bytes=5-2" },
      { range: "items=0-1" },
      { range: "bytes=a-b" },
      { range: "bytes=0-9", "if-range": '"other"' },
      { range: "bytes=0-9", "if-range": `W/"${body.sha256}"` },
      { range: "bytes=0-9", "if-range": older },
      { "if-none-match": '"other"', "if-modified-since": modified },
      { "if-modified-since": older },
      { "if-modified-since": "yesterday" },
    ];
    for (const headers of asWhole) {
      const answer = await get(headers);
      assert.deepEqual([answer.status, (await answer.arrayBuffer()).byteLength], [200, 1000], JSON.stringify(headers));
    }
    const known: Record<string, string>[] = [
      { "if-none-match": `"${body.sha256}"` },
      { "if-none-match": `"x", W/"${body.sha256}"` },
      { "if-none-match": "*" },
      { "if-modified-since": modified },
      { "if-none-match": `"${body.sha256}"`, range: "bytes=0-1" },
    ];
    for (const headers of known) {
      const answer = await get(headers);
      assert.deepEqual([answer.status, answer.headers.get("etag")], [304, `"${body.sha256}"`], JSON.stringify(headers));
    }
    const changed: Record<string, string>[] = [{ "if-match": '"other"' }, { "if-unmodified-since": older }];
    for (const headers of changed) {
      assert.equal((await get(headers)).status, 412, JSON.stringify(headers));
    }
    assert.equal((await get({ "if-match": `"${body.sha256}"`, range: "bytes=0-0" })).status, 206);
  });

  it("is written down as a download when it is one: not for HEAD, and not for what the client has", async () => {
    const { body } = await upload("asked.bin", randomBytes(500));
    const read = (method: string, headers: Record<string, string> = {}) =>
      call(contentRoute.GET, { method, params: { id: body.id }, headers: { ...key, ...headers } });
    const rows = async () =>
      (await prisma().auditEvent.findMany({ where: { subject: body.id, action: "evidence.download" } })).map(
        ({ details }) => details,
      );
    const head = await read("HEAD", { range: "bytes=0-9" });
    assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "500", ""]);
    await read("GET", { "if-none-match": "*" });
    await read("GET", { range: "bytes=500-" });
    await read("GET", { "if-match": '"other"' });
    assert.deepEqual(await rows(), []);
    await (await read("GET", { range: "bytes=5-9" })).arrayBuffer();
    assert.deepEqual(await rows(), [{ sha256: body.sha256, bytes: "5–9" }]);
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
    assert.equal((await read()).body.code, "content_damaged");
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
