/** Lines of a bundle, and the list of them: one spelling each, and a root that does not depend on their order. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeLine, type FileLine, lineText, parseLine } from "#lib/core/bundle/line.ts";
import { mayBeList, readList } from "#lib/core/bundle/list.ts";
import { fromUtf8, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("base64");
const line = (name: string, more: Partial<FileLine> = {}): FileLine => ({
  ...{ file: "sealbook.file/v1", name, sha256: digest(name), salt: digest(`salt ${name}`).slice(0, 22).concat("==") },
  ...more,
});
const salted = (name: string) =>
  line(name, { salt: Buffer.from(digest(name), "base64").subarray(0, 16).toString("base64") });

describe("a line", () => {
  it("is canonical JSON, whatever is in it", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
    const media = fc.option(fc.constantFrom("application/pdf", 'text/plain; charset="utf-8"'), { nil: undefined });
    fc.assert(
      fc.property(name, media, fc.option(fc.maxSafeNat(), { nil: undefined }), (given, mediaType, size) => {
        const { salt, sha256 } = salted("x");
        const members = {
          name: given,
          salt,
          sha256,
          ...(mediaType && { mediaType }),
          ...(size !== undefined && { size }),
        };
        assert.equal(lineText(members), canonicalJson({ file: "sealbook.file/v1", ...members }));
      }),
    );
  });

  it("comes back as it was written, with a size of nothing and a media type", () => {
    const given = { ...salted("合同/附件.pdf"), size: 0, mediaType: "application/pdf" };
    assert.deepEqual(parseLine(fromUtf8(encodeLine(given)) ?? ""), given);
  });

  const bad: [string, string][] = [
    ["a path that leads elsewhere", JSON.stringify(salted("../a"))],
    ["a name that is not composed", lineText(salted("cafe\u0301"))],
    ["another version", lineText(salted("a")).replace("v1", "v2")],
    ["a member more", lineText(salted("a")).replace("{", '{"a":1,')],
    ["a short salt", lineText({ ...salted("a"), salt: "AAAA" })],
    ["a digest in hex", lineText({ ...salted("a"), sha256: toHex(new Uint8Array(32)) })],
    ["a negative size", lineText({ ...salted("a"), size: -1 })],
    ["a blank that is not canonical", lineText(salted("a")).replace(":", ": ")],
    ["no JSON", "a.pdf"],
  ];
  for (const [what, text] of bad) it(`with ${what} is none`, () => assert.equal(parseLine(text), undefined));
});

describe("a list", () => {
  const lines = ["b", "a", "c"].map((name) => lineText(salted(name)));

  it("has the root of RFC 6962's tree over its lines in the order of their hashes, computed here by hand", () => {
    const hash = (...parts: (string | Buffer)[]) =>
      parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest();
    const [one, two, three] = lines.map((text) => hash(Buffer.of(0), text)).sort(Buffer.compare) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    const root = hash(Buffer.of(1), hash(Buffer.of(1), one, two), three);
    assert.equal(toHex(readList(`${lines.join("\n")}\n`)?.root ?? new Uint8Array()), root.toString("hex"));
  });

  it("is the same in whatever order its lines stand, and without its last line feed", () => {
    const roots = [lines, [...lines].reverse()].map((each) =>
      toHex(readList(each.join("\n"))?.root ?? new Uint8Array()),
    );
    assert.equal(roots[0], roots[1]);
    assert.ok(mayBeList(utf8(lines.join("\n"))));
  });

  it("is none with a line that is none, with a name twice, or without any", () => {
    assert.equal(readList([...lines, "x"].join("\n")), undefined);
    assert.equal(readList([...lines, lineText({ ...salted("a"), size: 3 })].join("\n")), undefined);
    assert.equal(readList(`${lines[0]}\n\n${lines[1]}`), undefined);
    assert.equal(readList(""), undefined);
    assert.ok(!mayBeList(utf8("%PDF-1.7")));
  });
});
