/** Small PDFs that tests sign themselves, and what may be saved behind them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

const RESERVED_BYTES = 4_096;

export type Objects = Record<number, string>;

/** A page with a text, a form with one place for a signature, and the signature's dictionary. */
const PAGE: Objects = {
  1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 8 0 R] /SigFlags 3 >> >>",
  2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
  3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 12 0 R >> >> /Annots [6 0 R 8 0 R] >>",
  4: stream("BT /F 12 Tf 20 150 Td (I owe 100) Tj ET"),
  5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  6: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signer) /V 7 0 R /Rect [0 0 0 0] /P 3 0 R /F 132 >>",
  8: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Place) /Rect [20 20 120 40] /P 3 0 R /AP << /N 9 0 R >> >>",
  9: stream("", "/Type /XObject /Subtype /Form /BBox [0 0 100 20]"),
};

export function stream(text: string, entries = ""): string {
  return `<< ${entries} /Length ${text.length} >>\nstream\n${text}\nendstream`;
}

/** The same, compressed. */
export function flate(text: string, entries = ""): string {
  return stream(deflateSync(Buffer.from(text, "latin1")).toString("latin1"), `${entries} /Filter /FlateDecode`);
}

export interface Signer {
  /** DER of its certificate, which it issued itself. */
  certificate: Uint8Array;
  sign(bytes: Uint8Array): Buffer;
  remove(): void;
}

export function makeSigner(name: string): Signer {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-signer-"));
  const path = (file: string) => join(folder, file);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
  openssl(
    ...["req", "-x509", "-utf8", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", `/CN=${name}`],
    ...["-keyout", path("key")],
    "-out",
    path("pem"),
  );
  return {
    certificate: new Uint8Array(openssl("x509", "-in", path("pem"), "-outform", "DER")),
    sign(bytes) {
      writeFileSync(path("data"), bytes);
      openssl(
        ...["cms", "-sign", "-binary", "-md", "sha256", "-cades", "-in", path("data")],
        ...["-signer", path("pem"), "-inkey", path("key"), "-outform", "DER", "-out", path("cms")],
      );
      return readFileSync(path("cms"));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param given.certifies as DocMDP does, with this level @param given.reserved bytes for the signature */
export function signedPdf(
  signer: Pick<Signer, "sign">,
  { certifies, reserved = RESERVED_BYTES }: { certifies?: 1 | 2 | 3; reserved?: number } = {},
): Buffer {
  const reference = `/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P ${certifies} /V /1.2 >> >>]`;
  const placeholder = `<${"0".repeat(2 * reserved)}>`;
  const range = "[0 0000000000 0000000000 0000000000]";
  const objects: Objects = {
    ...PAGE,
    7: `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents ${placeholder} ${certifies ? reference : ""} >>`,
  };
  if (certifies) objects[1] = (objects[1] ?? "").replace("/Pages", "/Perms << /DocMDP 7 0 R >> /Pages");
  const pdf = Buffer.from(`%PDF-1.7\n${written(objects, 9)}`, "latin1");
  const gap = pdf.indexOf(placeholder);
  const on = gap + placeholder.length;
  const numbers = [gap, on, pdf.length - on].map((each) => String(each).padStart(10));
  pdf.write(`[0 ${numbers.join(" ")}]`, pdf.indexOf(range), "latin1");
  const covered = Buffer.concat([pdf.subarray(0, gap), pdf.subarray(on)]);
  pdf.write(signer.sign(covered).toString("hex"), gap + 1, "latin1");
  return pdf;
}

/** Saves objects behind a file, as programs do. */
export function saved(pdf: Uint8Array, objects: Objects, entries = ""): Buffer {
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(Buffer.from(pdf).toString("latin1"))?.[1] ?? "0";
  const more = `/Prev ${previous} ${entries}`;
  return Buffer.concat([pdf, Buffer.from(`\n${written(objects, pdf.length + 1, more)}`, "latin1")]);
}

/** A row of a cross-reference stream: number, kind, and what the kind means by the other two. */
export type Row = [number, number, number, number];

/**
 * The same, as newer programs do: what is no stream in an object stream, and the cross-reference as a stream.
 *
 * @param given.numbers of the two streams @param given.plain objects that stand there by themselves
 */
export function savedPacked(
  pdf: Uint8Array,
  objects: Objects,
  {
    numbers: [packed, xref] = [40, 41],
    head: headOf = (head) => head,
    dict = (entries) => entries,
    rows: rowsOf = (rows) => rows,
    widths = [1, 4, 1],
    plain: more = {},
  }: {
    numbers?: [number, number];
    head?: (head: string) => string;
    dict?: (entries: string) => string;
    rows?: (rows: Row[]) => Row[];
    widths?: [number, number, number];
    plain?: Objects;
  } = {},
): Buffer {
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(Buffer.from(pdf).toString("latin1"))?.[1] ?? "0";
  const isStream = ([, value]: [string, string]) => value.includes("endstream");
  const inside = Object.entries(objects).filter((each) => !isStream(each));
  let [head, body] = ["", ""];
  for (const [number, value] of inside) {
    head += `${number} ${body.length} `;
    body += `${value}\n`;
  }
  head = headOf(head);
  const entries = dict(`/Type /ObjStm /N ${inside.length} /First ${head.length}`);
  const plain = [...Object.entries(objects).filter(isStream), [String(packed), flate(head + body, entries)] as const];
  let text = "";
  const written: Row[] = inside.map(([number], index) => [Number(number), 2, packed, index]);
  for (const [number, value] of plain) {
    written.push([Number(number), 1, pdf.length + 1 + text.length, 0]);
    text += `${number} 0 obj\n${value}\nendobj\n`;
  }
  for (const [number, value] of Object.entries(more)) {
    written.push([Number(number), 1, pdf.length + 1 + text.length, 0]);
    text += `${number} 0 obj\n${value}\nendobj\n`;
  }
  const start = pdf.length + 1 + text.length;
  const rows = rowsOf([...written, [xref, 1, start, 0]]).sort(([left], [right]) => left - right);
  const hex = (value: number, bytes: number) => (bytes === 0 ? "" : value.toString(16).padStart(2 * bytes, "0"));
  const table = rows.map(([, ...row]) => row.map((value, at) => hex(value, widths[at] ?? 0)).join("")).join("");
  const index = rows.map(([number]) => `${number} 1`).join(" ");
  const own = `/Type /XRef /W [${widths.join(" ")}] /Index [${index}] /Size 50 /Root 1 0 R /Prev ${previous}`;
  text += `${xref} 0 obj\n${flate(Buffer.from(table, "hex").toString("latin1"), own)}\nendobj\n`;
  return Buffer.concat([pdf, Buffer.from(`\n${text}startxref\n${start}\n%%EOF\n`, "latin1")]);
}

/** Objects, their cross-reference, and the end. @param offset where it will stand in the file */
function written(objects: Objects, offset: number, entries = ""): string {
  let text = "";
  let table = "";
  for (const [number, value] of Object.entries(objects)) {
    table += `${number} 1\n${String(offset + text.length).padStart(10, "0")} 00000 n \n`;
    text += `${number} 0 obj\n${value}\nendobj\n`;
  }
  const start = offset + text.length;
  return `${text}xref\n${table}trailer\n<< /Root 1 0 R /Size 20 ${entries} >>\nstartxref\n${start}\n%%EOF\n`;
}

export { PAGE };
