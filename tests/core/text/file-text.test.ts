import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { readFileLines, readFileText } from "#lib/core/text/file-text.ts";

test("text in UTF-8 and UTF-16 is read without its mark, everything else is none", () => {
  const text = "log 印证\n";
  const little = Buffer.from(text, "utf16le");
  for (const [bytes, encoding] of [
    [utf8(text), "utf-8"],
    [utf8(`\ufeff${text}`), "utf-8"],
    [little, "utf-16"],
    [Buffer.from(little).swap16(), "utf-16"],
    [Buffer.from(`\ufeff${text}`, "utf16le"), "utf-16"],
  ] as const) {
    assert.deepEqual(readFileText(bytes), { text, encoding });
  }
  assert.deepEqual(readFileText(new Uint8Array(0)), { text: "", encoding: "utf-8" });
  for (const bytes of [[0xff], [0xc3], [0xff, 0xfe, 0x41], [0xfe, 0xff, 0xdc, 0x00]])
    assert.equal(readFileText(Uint8Array.from(bytes)), undefined);
});

test("lines end in one LF, whatever system wrote them; a CR of its own stays", () => {
  assert.equal(readFileLines(utf8("\ufeffa\r\nb\rc\n")), "a\nb\rc\n");
});
