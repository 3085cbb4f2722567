/** What other people's programs see in a PDF: its text, and the code on a page as a phone reads it. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { inFolder, runOn } from "#tests/features/evidence/receipts/pdf-tools.ts";

export { runOn } from "#tests/features/evidence/receipts/pdf-tools.ts";

const wasmBinary = readFileSync(new URL(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer } });

export const textOf = (pdf: Uint8Array): string => runOn(pdf, "pdftotext", "-raw", "PDF", "-");

/** What the code in the lowest fifth of a page says; undefined where there is none. @param page from 1 */
export async function readQr(pdf: Uint8Array, page: number): Promise<string | undefined> {
  const picture = inFolder((folder) => {
    writeFileSync(join(folder, "document.pdf"), pdf);
    // What a document of others has wrong elsewhere, it had before.
    const which = ["-f", String(page), "-l", String(page), "-singlefile"];
    spawnSync("pdftoppm", ["-png", "-gray", "-r", "200", ...which, "document.pdf", "page"], { cwd: folder });
    return readFileSync(join(folder, "page.png"));
  });
  const { width = 0, height = 0 } = await sharp(picture).metadata();
  const top = Math.floor(height * 0.8);
  const foot = await sharp(picture)
    .extract({ left: 0, top, width, height: height - top })
    .png()
    .toBuffer();
  const [code] = await readBarcodes(new Blob([new Uint8Array(foot)]), { formats: ["QRCode"] });
  return code?.text;
}
