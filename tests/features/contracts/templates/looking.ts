/** What other people's programs see in a PDF: its text, and the code on a page as a phone reads it. */
import { readFileSync } from "node:fs";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { rasterise, runOn } from "#tests/features/evidence/receipts/pdf-tools.ts";

export { runOn } from "#tests/features/evidence/receipts/pdf-tools.ts";

const wasmBinary = readFileSync(new URL(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer } });

export const textOf = (pdf: Uint8Array): string => runOn(pdf, "pdftotext", "-raw", "PDF", "-");

/** What the code in the lowest fifth of a page says; undefined where there is none. @param page from 1 */
export async function readQr(pdf: Uint8Array, page: number): Promise<string | undefined> {
  const picture = rasterise(pdf, 200)[page - 1];
  if (!picture) return undefined;
  const { width, height, pixels } = picture;
  const top = Math.floor(height * 0.8);
  const data = new Uint8ClampedArray(width * (height - top) * 4);
  for (let at = 0; at < width * (height - top); at++) {
    const grey = pixels[top * width + at] ?? 255;
    data.set([grey, grey, grey, 255], at * 4);
  }
  const [code] = await readBarcodes({ data, width, height: height - top, colorSpace: "srgb" } as ImageData, {
    formats: ["QRCode"],
  });
  return code?.text;
}
