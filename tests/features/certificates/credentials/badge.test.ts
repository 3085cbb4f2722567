/** A badge shows what was achieved, and carries the credential exactly. */
import assert from "node:assert/strict";
import { it } from "node:test";
import sharp from "sharp";
import { readBaked } from "#lib/credentials/bake.ts";
import { drawBadge } from "#lib/features/certificates/credentials/drawing/badge.ts";

const FACTS = {
  title: "数据结构 {{holder_name}}",
  issuerName: "Blue Harbour School 蓝港学校",
  credential: '{"name":"张𠮷 <&>"}',
};

for (const format of ["png", "svg"] as const) {
  it(`as ${format}: the credential is read back, and the same badge is the same bytes`, async () => {
    const badge = await drawBadge(FACTS, format);
    assert.equal(await readBaked(badge), FACTS.credential);
    assert.deepEqual(await drawBadge(FACTS, format), badge);
    const { width, height } = await sharp(badge).metadata();
    assert.equal(width, height);
  });
}

it("words that do not fit are left out, and another achievement is another picture", async () => {
  const long = await drawBadge({ ...FACTS, title: "很长的名称".repeat(60) }, "png");
  assert.notDeepEqual(long, await drawBadge(FACTS, "png"));
  assert.equal(await readBaked(long), FACTS.credential);
});
