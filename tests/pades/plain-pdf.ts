/** Small documents whose objects a test writes as it likes, and what is saved behind one. */
import { Increment } from "#lib/pades/increment.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import type { PdfDict, PdfValue } from "#lib/pdf/read/values.ts";

/** @param objects bodies by their numbers, from 1 on; the first is the catalog */
export function plainPdf(objects: readonly string[]): Uint8Array {
  let text = "%PDF-1.7\n";
  const places = objects.map((body, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const start = text.length;
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}trailer\n<< /Size ${size} /Root 1 0 R >>\n`;
  return Buffer.from(`${text}startxref\n${start}\n%%EOF\n`, "latin1");
}

/** A document of a page, whose dictionary, form and list of annotations are as they are given. */
export const pageWith = ({
  page = "",
  form = "<< /Fields [] >>",
  annotations = "[]",
}: {
  page?: string;
  form?: string;
  annotations?: string;
}): Uint8Array =>
  plainPdf([
    "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${page} >>`,
    form,
    annotations,
  ]);

/** A page in an object stream, with these entries, and a cross-reference stream. */
export function packedPage(entries: string): Uint8Array {
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${entries} >>`;
  const bodies = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /ObjStm /N 1 /First 4 /Length ${page.length + 4} >>\nstream\n3 0 ${page}\nendstream`,
  ];
  let text = "%PDF-1.7\n";
  const places = bodies.map((body, at) => {
    const place = text.length;
    text += `${[1, 2, 4][at]} 0 obj\n${body}\nendobj\n`;
    return place;
  });
  const [catalog = 0, pages = 0, packed = 0] = places;
  const rows = Buffer.alloc(6 * 7);
  const entry = (number: number, kind: number, [value, inside]: [number, number]) => {
    rows.writeUInt8(kind, 7 * number);
    rows.writeUInt32BE(value, 7 * number + 1);
    rows.writeUInt16BE(inside, 7 * number + 5);
  };
  entry(0, 0, [0, 65535]);
  entry(1, 1, [catalog, 0]);
  entry(2, 1, [pages, 0]);
  entry(3, 2, [4, 0]);
  entry(4, 1, [packed, 0]);
  entry(5, 1, [text.length, 0]);
  const start = text.length;
  text += `5 0 obj\n<< /Type /XRef /W [1 4 2] /Size 6 /Root 1 0 R /Length ${rows.length} >>\nstream\n`;
  return Buffer.concat([
    Buffer.from(text, "latin1"),
    rows,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`, "latin1"),
  ]);
}

/** Saved behind it: its first page with other entries. */
export async function withPage(pdf: Uint8Array, entries: (increment: Increment) => [string, PdfValue][]) {
  const document = await readDocument(pdf);
  const [number, page] = [...document.objects].findLast(([, { value }]) => isPage(value)) ?? [];
  if (number === undefined || page === undefined) throw new Error("no page");
  const increment = new Increment(pdf, document);
  increment.replace({ ref: number }, new Map([...(page.value as PdfDict), ...entries(increment)]));
  return increment.finish().pdf;
}

/** Saved behind it: what states that it is a signature of all that there is. It proves nothing. */
export async function withSignature(pdf: Uint8Array): Promise<Uint8Array> {
  const increment = new Increment(pdf, await readDocument(pdf));
  const signature = increment.reserve();
  const head = "<< /Type /Sig /SubFilter /ETSI.CAdES.detached /Contents ";
  increment.replaceText(signature, `${head}<00> /ByteRange [0 ${"0".repeat(9)} ${"0".repeat(9)} ${"0".repeat(9)}] >>`);
  const { pdf: saved, places } = increment.finish();
  const gap = (places.get(signature.ref) ?? 0) + head.length;
  const on = gap + "<00>".length;
  const numbers = [gap, on, saved.length - on].map((each) => String(each).padStart(9, "0"));
  saved.set(Buffer.from(numbers.join(" ")), on + " /ByteRange [0 ".length);
  return saved;
}

const isPage = (value: PdfValue): boolean =>
  value instanceof Map && (value.get("Type") as { name?: string } | undefined)?.name === "Page";
