/**
 * Real PDFs of other projects get the mark, or a refusal by name: with forms, Chinese fonts, archival ones, a malformed and an encrypted one.
 * What is marked is whole for qpdf, has the pages that it had, and its code is read from the picture of every page. They lie beside the
 * vectors, in `../samples/pdfs`; whatever files are there are read.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusalOf } from "#lib/features/contracts/templates/drawing/refused.ts";
import { writePdf } from "#lib/features/contracts/templates/drawing/write-pdf.ts";
import { PDF_REFUSALS } from "#lib/pades/refused.ts";
import { readQr } from "#tests/features/contracts/templates/looking.ts";
import { listFiles, readBytes, vectorTest } from "./vectors.ts";

const NUMBER = "7K3M-9QXD-TR2V-H8P4";
const ADDRESS = `https://seal.example.com/contracts/check/${NUMBER}`;
/** Why it is refused; all others are marked. */
const REFUSED: Readonly<Record<string, string>> = {
  "dss-open_protected-encrypted.pdf": "pdf_encrypted",
  // Scripts of theirs change what their fields show.
  "libpdf-sample_form.pdf": "pdf_active",
  "pdfjs-160F-2019-form.pdf": "pdf_active",
  // Its cross-references are not read alike by all: it is not signed here either.
  "pdfjs-prefilled_f1040.pdf": "pdf_malformed",
};
const PAGES_LOOKED_AT = 3;

vectorTest("real PDFs are marked so that others read them, or refused by name", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-marked-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = listFiles("..", "samples", "pdfs").filter((path) => path.endsWith(".pdf"));
  assert.ok(files.length > 0);
  for (const file of files) {
    const name = file.split("/").at(-1) ?? "";
    const mark = { number: NUMBER, address: ADDRESS, language: "zh-CN" } as const;
    const made = await writePdf({
      pdf: new Uint8Array(readBytes("..", "samples", "pdfs", name)),
      mark,
      prints: [],
    }).catch(refusalOf);
    assert.ok(made !== undefined, name);
    if ("code" in made) {
      context.diagnostic(`${name}: ${made.code}`);
      // Of a file that is not in the table, any reason that is named.
      if (name in REFUSED || !PDF_REFUSALS.some((code) => code === made.code))
        assert.equal(made.code, REFUSED[name], name);
      continue;
    }
    assert.equal(REFUSED[name], undefined, name);
    const path = join(folder, name);
    writeFileSync(path, made.pdf);
    const { stdout, stderr } = spawnSync("qpdf", ["--check", path], { encoding: "utf8" });
    assert.match(`${stdout}${stderr}`, /No syntax or stream encoding errors/, name);
    for (let page = 1; page <= Math.min(made.pages.length, PAGES_LOOKED_AT); page++)
      assert.equal(await readQr(made.pdf, page), ADDRESS, `${name}, page ${page}`);
  }
});
