/** What may be a certificate is told by its first bytes: no picture that carries one is passed over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { utf8 } from "#lib/core/text/bytes.ts";
import { bakePng } from "#lib/credentials/bake-png.ts";
import { bakeSvg } from "#lib/credentials/bake-svg.ts";
import { mayBeCertificate } from "#lib/verify/certificate/may-be.ts";
import { inspect } from "#lib/verify/inspect.ts";
import { makeCertificate } from "#tests/support/whole-certificates.ts";

const { credential } = await makeCertificate();
const picture = sharp({ create: { width: 9, height: 9, channels: 4, background: "#c00" } });
const png = new Uint8Array(await picture.png().toBuffer());

test("a badge as PNG or SVG may be a certificate, and is looked into as one", async () => {
  const svg = bakeSvg('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g/></svg>', credential);
  for (const badge of [bakePng(png, credential), utf8(svg)]) {
    assert.equal(mayBeCertificate(badge), true);
    assert.equal((await inspect(badge)).kind, "certificate_badge");
  }
});

test("any PNG may be one, other pictures and texts are none", async () => {
  assert.equal(mayBeCertificate(png), true);
  assert.equal((await inspect(png)).kind, "picture");
  for (const other of [png.subarray(1), png.subarray(0, 3), utf8("\u2030PNG"), utf8("{}"), new Uint8Array()])
    assert.equal(mayBeCertificate(other), false);
});
