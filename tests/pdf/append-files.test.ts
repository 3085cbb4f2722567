/** Files are attached behind a document whose bytes stay; other programs read the result, and find them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { appendFiles } from "#lib/pdf/append-files.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";

const DATE = new Date("2026-11-29T12:00:00Z");
const IDENTITY = new Uint8Array([1, 2, 3]);
const FILES = [
  {
    name: "credential.json",
    bytes: Buffer.from('{"name":"张𠮷"}'),
    mediaType: "application/json",
    description: "凭证",
  },
  { name: "receipt.json", bytes: Buffer.from("endobj endstream xref %%EOF"), mediaType: "text/plain", description: "" },
];

async function makeDocument(): Promise<Uint8Array> {
  const facts = { title: "证书", subject: "s", language: "zh-CN", date: DATE, identity: IDENTITY };
  const document = await openDocument(facts);
  document.addPage([300, 300]);
  return await saveDocument(document, embedFaces(document, IDENTITY));
}

it("the document is a prefix, and the same files make the same bytes", async () => {
  const document = await makeDocument();
  const appended = appendFiles(document, FILES, DATE);
  assert.ok(Buffer.from(appended).subarray(0, document.length).equals(Buffer.from(document)));
  assert.deepEqual(appendFiles(document, FILES, DATE), appended);
});

it("qpdf finds no fault, and poppler hands the files out byte for byte", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-append-"));
  const path = join(folder, "a.pdf");
  writeFileSync(path, appendFiles(await makeDocument(), FILES, DATE));
  assert.match(execFileSync("qpdf", ["--check", path], { encoding: "utf8" }), /No syntax or stream encoding errors/);
  execFileSync("pdfdetach", ["-saveall", "-o", folder, path]);
  for (const { name, bytes } of FILES) assert.deepEqual(readFileSync(join(folder, name)), bytes);
  assert.match(execFileSync("pdfinfo", [path], { encoding: "utf8" }), /Pages: +1/);
});

it("what has attachments already, or is no plain document, is refused", async () => {
  const appended = appendFiles(await makeDocument(), FILES, DATE);
  assert.throws(() => appendFiles(appended, FILES, DATE), RangeError);
  assert.throws(() => appendFiles(Buffer.from("%PDF-1.7\nstartxref\n3\n%%EOF"), FILES, DATE), RangeError);
});
