/** Paths of files in a bundle: one inside the other, nowhere else, and the same on every system. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { PATH_CHARS_MAX, pathFlaw } from "#lib/core/text/path-name.ts";

const GOOD = [
  "a.txt",
  "annexes/plan.pdf",
  "合同/附件 1/图纸.dwg",
  "a/b/c/d/e",
  ".hidden",
  "a..b",
  `${"x/".repeat(511)}x`,
];
for (const path of GOOD) it(`takes ${path.slice(0, 40)}`, () => assert.equal(pathFlaw(path), undefined));

it("takes what is composed differently, as its composed form", () => {
  assert.equal(pathFlaw("cafe\u0301/re\u0301sume\u0301.pdf"), undefined);
});

const BAD: [what: string, path: string, flaw: string, place: number][] = [
  ["nothing", "", "empty", 1],
  ["the root", "/etc/passwd", "empty", 1],
  ["a folder and no file", "annexes/", "empty", 9],
  ["two slashes", "a//b", "empty", 3],
  ["the folder above", "../secret", "empty", 1],
  ["a way out in the middle", "a/../../b", "empty", 3],
  ["the folder itself", "./a", "empty", 1],
  ["a backslash", "a\\b", "character", 2],
  ["a drive", "C:/a", "character", 2],
  ["a network path", "\\\\host\\share", "character", 1],
  ["a zero character", "a\0b", "character", 2],
  ["a line feed", "a/b\nc", "character", 4],
  ["what turns text around", "a/\u202egpj.exe", "character", 3],
  ["half a character", "a\ud800", "character", 2],
  ["a name that is too long", `ok/${"x".repeat(256)}`, "too_long", 259],
  ["a path that is too long", `${"x/".repeat(512)}x`, "too_long", PATH_CHARS_MAX + 1],
];
for (const [what, path, flaw, place] of BAD) {
  it(`refuses ${what}, and says where`, () => {
    const found = pathFlaw(path);
    assert.deepEqual([found?.flaw, found?.place], [flaw, place]);
  });
}
