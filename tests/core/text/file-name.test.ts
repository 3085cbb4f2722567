/** A file's name: what file systems allow is recorded as it is; what hides or leads elsewhere is named, with its place. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cleanedFileName, FILE_NAME_CHARS_MAX, fileNameFlaw } from "#lib/core/text/file-name.ts";

const FLAWED: [string, ReturnType<typeof fileNameFlaw>, string][] = [
  ["", { flaw: "empty", character: "–", place: 1 }, "file"],
  ["  ", { flaw: "empty", character: "U+0020", place: 1 }, "file"],
  ["..", { flaw: "empty", character: "U+002E", place: 1 }, "file"],
  ["\u200econtract.pdf", { flaw: "character", character: "U+200E", place: 1 }, "contract.pdf"],
  ["合同\u202efdp.exe", { flaw: "character", character: "U+202E", place: 3 }, "合同fdp.exe"],
  ["𠮷\u200b.txt", { flaw: "character", character: "U+200B", place: 2 }, "𠮷.txt"],
  ["a\n\u0000b", { flaw: "character", character: "U+000A", place: 2 }, "ab"],
  ["a/b\\c", { flaw: "character", character: "U+002F", place: 2 }, "a-b-c"],
  ["\ud800x", { flaw: "character", character: "U+D800", place: 1 }, "x"],
  ["x\u{e0041}y", { flaw: "character", character: "U+E0041", place: 2 }, "xy"],
  [`${"存".repeat(260)}.pdf`, { flaw: "too_long", character: "U+5B58", place: 256 }, `${"存".repeat(251)}.pdf`],
  ["\u200b\u200b", { flaw: "character", character: "U+200B", place: 1 }, "file"],
];

describe("a file's name", () => {
  it("is taken as file systems allow it, in its composed form", () => {
    for (const name of [
      "借款合同 2026.pdf",
      "存".repeat(FILE_NAME_CHARS_MAX),
      "𠮷".repeat(FILE_NAME_CHARS_MAX),
      "e\u0301".repeat(FILE_NAME_CHARS_MAX),
      "👩‍⚖️ note.txt",
      "नमस्\u200dते.pdf",
      "...",
      ".env",
    ]) {
      assert.equal(fileNameFlaw(name), undefined, name);
      assert.equal(cleanedFileName(name), name.normalize("NFC"));
    }
  });

  it("says what cannot be recorded, and where it stands", () => {
    for (const [name, flaw] of FLAWED) assert.deepEqual(fileNameFlaw(name), flaw, JSON.stringify(name));
  });

  it("is offered without its flaws", () => {
    for (const [name, , offered] of FLAWED) {
      assert.equal(cleanedFileName(name), offered, JSON.stringify(name));
      assert.equal(fileNameFlaw(cleanedFileName(name)), undefined);
    }
  });
});
