/** A receipt that was only written out anew is the receipt that was issued; nothing that could say something else is mended. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openReceipt, openReceiptFile } from "#lib/core/receipt/open-receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { verifyReceipt } from "#lib/core/verify/verify-receipt.ts";
import { noWitnessPolicy, receiptBytes } from "./receipt-fixture.ts";

const text = new TextDecoder().decode(receiptBytes);
const value = JSON.parse(text);
const utf16 = (order: "le" | "be", from: string) => {
  const bytes = Buffer.from(from, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
};

const SAME: Record<string, Uint8Array> = {
  "a final newline": utf8(`${text}\n`),
  "CR LF, as a repaired PDF appends it": utf8(`${text}\r\n`),
  "a byte order mark": utf8(`\ufeff${text}`),
  indentation: utf8(JSON.stringify(value, null, 2)),
  "spaces as Python writes them": utf8(text.replaceAll('","', '", "').replaceAll('":"', '": "')),
  "another order of members": utf8(JSON.stringify(Object.fromEntries(Object.entries(value).reverse()))),
  "escaped slashes": utf8(text.replaceAll("/", "\\/")),
  "escaped letters": utf8(text.replaceAll("e", "\\u0065")),
};

test("white space, order of members, escapes and a mark change nothing: it says reformatted, and holds", () => {
  for (const [what, bytes] of Object.entries(SAME)) {
    const opened = openReceiptFile(bytes);
    assert.deepEqual([opened.json, opened.respelled], [receiptBytes, "reformatted"], what);
    const { verdict, steps } = verifyReceipt({ receipt: opened, policy: noWitnessPolicy });
    assert.equal(verdict, "valid", what);
    assert.deepEqual(steps[0], { name: "format", status: "ok", reason: "reformatted" }, what);
    // What the ledger itself reads stays one spelling.
    assert.equal(openReceipt(bytes).failure, "not_canonical", what);
  }
});

test("UTF-16 is recognised with and without its mark, and said", () => {
  for (const bytes of [
    utf16("le", `\ufeff${text}\r\n`),
    utf16("be", `\ufeff${text}`),
    utf16("le", text),
    utf16("be", text),
  ]) {
    const opened = openReceiptFile(bytes);
    assert.deepEqual([opened.json, opened.respelled], [receiptBytes, "transcoded"]);
  }
});

test("as it was issued it says nothing of the kind", () => {
  assert.deepEqual(openReceiptFile(receiptBytes), openReceipt(receiptBytes));
  assert.equal(openReceiptFile(receiptBytes).respelled, undefined);
});

test("a member given twice is refused wherever it stands and however it is spelt", () => {
  for (const twice of [
    text.replace("{", '{"entry":"x",'),
    text.replace("{", `{"entry":${JSON.stringify(value.entry)},`),
    text.replace("{", '{"\\u0065ntry":"x",'),
    text.replace('{"key":', '{"key":"x","key":'),
    text.replace("{", '{"__proto__":{},"__proto__":{},'),
  ]) {
    const opened = openReceiptFile(utf8(twice));
    assert.deepEqual(
      [opened.failure, opened.parts, opened.respelled],
      ["duplicate_member", undefined, undefined],
      twice,
    );
  }
});

test("what says something else stays refused, with the reason", () => {
  const cases: [string | Uint8Array, string][] = [
    [`${text}}`, "not_canonical"],
    [`${text} {}`, "not_canonical"],
    [text.slice(0, -1), "not_canonical"],
    [text.replace('"timestamps":[]', '"timestamps":[1e400]'), "not_canonical"],
    [`${text.replace("{", '{"n":12345678901234567890,')}\n`, "wrong_fields"],
    [`${text.replace("{", '{"n":1.0,')}\n`, "wrong_fields"],
    [`${text.replace('"timestamps":[]', '"timestamps":[1.0]')}\n`, "timestamps_malformed"],
    [`${text.replace('"entry":"', '"entry":"\\ud800')}\n`, "not_canonical"],
    [`${"[".repeat(100_000)}`, "not_canonical"],
    [`${text.replace("receipt/v1", "receipt/v2")}\n`, "wrong_fields"],
    [`${text.replace("receipt/v1", "receipt/v3")}\n`, "wrong_version"],
    [`${text}${" ".repeat(1024 * 1024)}`, "too_large"],
    [Uint8Array.of(0xff, 0xfe, 0x00), "not_utf8"],
    [Uint8Array.of(0xff, 0xfe, 0x00, 0xd8), "not_utf8"],
    [Uint8Array.of(0x80), "not_utf8"],
  ];
  for (const [given, failure] of cases) {
    const opened = openReceiptFile(given);
    assert.deepEqual([opened.failure, opened.parts], [failure, undefined], String(given).slice(0, 60));
    assert.equal(verifyReceipt({ receipt: opened }).verdict, "failed");
  }
});

test("a changed character fails in every spelling", () => {
  for (const bytes of Object.values(SAME)) {
    const changed = utf8(new TextDecoder().decode(bytes).replace("Example Ltd", "Example Inc"));
    if (changed.length !== bytes.length) continue;
    const { verdict } = verifyReceipt({ receipt: openReceiptFile(changed), policy: noWitnessPolicy });
    const same = Buffer.compare(changed, bytes) === 0;
    assert.equal(verdict, same ? "valid" : "failed");
  }
});
