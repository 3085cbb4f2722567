/** Pictures that carry a credential: the text comes out byte for byte, the picture stays the picture, and hostile files are no badges. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import sharp from "sharp";
import { readBaked } from "#lib/credentials/bake.ts";
import { bakePng } from "#lib/credentials/bake-png.ts";
import { bakeSvg } from "#lib/credentials/bake-svg.ts";
import { openBadge } from "#lib/credentials/open-badge.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";
import { content, signer } from "./certificate-fixture.ts";

const text = await signCredential({
  ...signer,
  credential: openBadge(content({ name: "]]> <![CDATA[ & 张𠮷 \u0085" })),
});
const picture = sharp({ create: { width: 40, height: 30, channels: 4, background: "#c00" } });
const png = new Uint8Array(await picture.clone().png().toBuffer());
const svg = `<?xml version="1.0"?>\n<!-- a > b --><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" data-x="a>b"><rect width="9" height="9"/></svg>`;
const utf8 = (value: string) => new TextEncoder().encode(value);

describe("a badge as PNG", () => {
  it("gives the text back, and its pixels are those of the picture", async () => {
    const baked = bakePng(png, text);
    assert.equal(await readBaked(baked), text);
    const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
    assert.deepEqual(await pixels(baked), await pixels(png));
  });

  it("gives back any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (any) =>
        assert.equal(await readBaked(bakePng(png, any)), any),
      ),
    );
  });

  it("that is damaged, cut off, followed by something, or carries two is none", async () => {
    const baked = bakePng(png, text);
    for (let at = 0; at < baked.length; at += 7) {
      const bent = baked.slice();
      bent[at]! ^= 1;
      assert.equal(await readBaked(bent), undefined, `byte ${at}`);
    }
    for (let end = 0; end < baked.length; end += 11) assert.equal(await readBaked(baked.subarray(0, end)), undefined);
    assert.equal(await readBaked(Buffer.concat([baked, Buffer.from("x")])), undefined);
    assert.equal(await readBaked(png), undefined);
    const chunk = baked.subarray(33, baked.length - (png.length - 33));
    const twice = Buffer.concat([baked.subarray(0, 33), chunk, baked.subarray(33)]);
    assert.equal(await readBaked(twice), undefined);
    assert.throws(() => bakePng(baked, text), TypeError);
  });

  it("is made of a PNG alone", async () => {
    for (const other of [
      new Uint8Array(0),
      utf8("GIF89a"),
      new Uint8Array(await picture.clone().jpeg().toBuffer()),
      png.subarray(0, 40),
    ])
      assert.throws(() => bakePng(other, text), TypeError);
  });
});

describe("a badge as SVG", () => {
  it("gives the text back, and the rest of the picture is as it was", async () => {
    const baked = bakeSvg(svg, text);
    assert.equal(await readBaked(utf8(baked)), text);
    assert.equal(baked.replace(/<openbadges:credential.*<\/openbadges:credential>/s, ""), svg);
    const pixels = (given: string) => sharp(utf8(given)).raw().toBuffer();
    assert.deepEqual(await pixels(baked), await pixels(svg));
  });

  it("of others is read with white space around its section, and by its attribute", async () => {
    const within = (element: string) => utf8(svg.replace("<rect", `${element}<rect`));
    const named = 'xmlns:o="https://purl.imsglobal.org/ob/v3p0"';
    assert.equal(await readBaked(within(`<o:credential ${named}>\n <![CDATA[{"a":1}]]>\n</o:credential>`)), '{"a":1}');
    assert.equal(await readBaked(within(`<o:credential ${named} verify="a.b.c"/>`)), "a.b.c");
    assert.equal(await readBaked(utf8(`\ufeff${bakeSvg(svg, text)}`)), text);
  });

  it("with two credentials, one elsewhere, one of another namespace, or in broken XML is none", async () => {
    const element = /<openbadges:credential.*<\/openbadges:credential>/s.exec(bakeSvg(svg, text))![0];
    const within = (given: string) => svg.replace("<rect", `${given}<rect`);
    const wrong = [
      within(element + element),
      within(`<g>${element}</g>`),
      within(element.replace("purl.imsglobal.org", "example.org")),
      within(`<credential>${text.slice(0, 5)}</credential>`),
      within(element.replace("]]></", "]]>more</")),
      within(element).replace("</svg>", ""),
      within(element).replace("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"),
      `<!DOCTYPE svg [<!ENTITY x "y">]>${within(element.replace("]]></", "]]>&x;</"))}`,
      `${"<g>".repeat(100_000)}`,
      "<",
      "< not XML",
      svg,
    ];
    for (const each of wrong) assert.equal(await readBaked(utf8(each)), undefined, each.slice(0, 200));
    assert.equal(await readBaked(new Uint8Array([0x3c, 0xff, 0xfe])), undefined);
    assert.throws(() => bakeSvg(within(element), text), TypeError);
    assert.throws(() => bakeSvg("<svg xmlns='http://www.w3.org/2000/svg'/>", text), TypeError);
    assert.throws(() => bakeSvg("<html></html>", text), TypeError);
    assert.throws(() => bakeSvg(svg, "\uffff"), TypeError);
    assert.throws(() => bakeSvg(svg, "a\r\nb"), TypeError);
  });

  it("whose entities would fill the memory is no badge", async () => {
    const entities = Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at + 1} "&a${at};&a${at};">`).join("");
    const bomb = `<!DOCTYPE svg [<!ENTITY a0 "x">${entities}]>${svg.replace('<?xml version="1.0"?>\n', "").replace("<rect", "&a20;<rect")}`;
    assert.equal(await readBaked(utf8(bomb)), undefined);
  });
});
