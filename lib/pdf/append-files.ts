/**
 * Files attached behind a document that stays as it is, byte for byte: an incremental update (ISO 32000-1 §7.5.6) that writes the catalogue
 * anew and touches no page. For documents of ours alone, whose objects are plain and whose cross-references are a table.
 */
import { concat, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";

export interface AppendedFile {
  /** ASCII. */
  name: string;
  bytes: Uint8Array;
  mediaType: string;
  /** Shown by readers. */
  description: string;
}

/** Found in the document that is appended to. */
interface Tail {
  /** Of its cross-reference table. */
  tableAt: number;
  /** One more than the highest number of an object. */
  size: number;
  catalogue: { number: number; text: string };
  /** As it stands in the trailer. */
  info: string;
  /** The permanent identifier, in hex. */
  id: string;
}

const OFFSET_DIGITS = 10;
/** Bytes of a row of the table (§7.5.4). */
const ROW_BYTES = 20;
const ID_HEX_CHARS = 32;

/**
 * @param files in ascending order of their names, which a name tree has to be in (§7.9.6)
 * @param date of the attachments
 * @throws {RangeError} when the document is no plain one, or has attachments already: a defect of ours
 */
export function appendFiles(document: Uint8Array, files: readonly AppendedFile[], date: Date): Uint8Array {
  const tail = readTail(document);
  const parts: Uint8Array[] = [document];
  let at = document.length;
  const offsets = new Map<number, number>();
  const put = (bytes: Uint8Array): void => {
    parts.push(bytes);
    at += bytes.length;
  };
  const object = (number: number, body: () => void): void => {
    offsets.set(number, at);
    put(utf8(`${number} 0 obj\n`));
    body();
    put(utf8("\nendobj\n"));
  };
  if (document.at(-1) !== 0x0a) put(utf8("\n"));
  const specifications = files.map((file, place) => {
    const number = tail.size + 2 * place;
    object(number, () => {
      put(utf8(streamHead(file, date)));
      put(file.bytes);
      put(utf8("\nendstream"));
    });
    object(number + 1, () => put(utf8(specification(file, number))));
    return { name: file.name, number: number + 1 };
  });
  object(tail.catalogue.number, () => put(utf8(withFiles(tail.catalogue.text, specifications))));
  const size = tail.size + 2 * files.length;
  const newId = toHex(sha256(concat(...parts.slice(1)))).slice(0, ID_HEX_CHARS);
  const id = `[<${tail.id}> <${newId}>]`;
  const trailer = `<< /Size ${size} /Root ${tail.catalogue.number} 0 R${tail.info} /ID ${id} /Prev ${tail.tableAt} >>`;
  const tableAt = at;
  put(utf8(`${table(offsets)}trailer\n${trailer}\nstartxref\n${tableAt}\n%%EOF\n`));
  return concat(...parts);
}

function streamHead({ bytes, mediaType }: AppendedFile, date: Date): string {
  const stamp = `(D:${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z)`;
  const parameters = `<< /Size ${bytes.length} /CreationDate ${stamp} /ModDate ${stamp} >>`;
  return `<< /Type /EmbeddedFile /Subtype /${nameOf(mediaType)} /Params ${parameters} /Length ${bytes.length} >>\nstream\n`;
}

function specification({ name, description }: AppendedFile, stream: number): string {
  const names = `/F (${name}) /UF ${hexText(name)} /EF << /F ${stream} 0 R /UF ${stream} 0 R >>`;
  return `<< /Type /Filespec ${names} /Desc ${hexText(description)} /AFRelationship /Data >>`;
}

/** A name with what is not regular in it as #xx (§7.3.5). */
function nameOf(text: string): string {
  return text.replace(/[^A-Za-z0-9.+-]/g, (character) => `#${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** UTF-16BE with its mark (§7.9.2.2). */
function hexText(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, "0"));
  return `<feff${units.join("")}>`;
}

function withFiles(catalogue: string, files: readonly { name: string; number: number }[]): string {
  const end = catalogue.lastIndexOf(">>");
  const named = files.map(({ name, number }) => `${hexText(name)} ${number} 0 R`).join(" ");
  const associated = files.map(({ number }) => `${number} 0 R`).join(" ");
  const members = `/Names << /EmbeddedFiles << /Names [${named}] >> >>\n/AF [${associated}]\n`;
  return `${catalogue.slice(0, end)}${members}>>`;
}

/** A subsection for each run of numbers. */
function table(offsets: ReadonlyMap<number, number>): string {
  const numbers = [...offsets.keys()].sort((one, other) => one - other);
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  const row = (number: number) => `${String(offsets.get(number)).padStart(OFFSET_DIGITS, "0")} 00000 n \n`;
  return `xref\n${runs.map((run) => `${run[0]} ${run.length}\n${run.map(row).join("")}`).join("")}`;
}

function readTail(document: Uint8Array): Tail {
  const text = latin1(document);
  const [, stated] = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text.slice(-64)) ?? [];
  const tableAt = Number(stated ?? Number.NaN);
  const trailer = /^xref\n/.test(text.slice(tableAt, tableAt + 5)) ? text.slice(text.indexOf("trailer", tableAt)) : "";
  const [, size] = /\/Size (\d+)/.exec(trailer) ?? [];
  const [, root] = /\/Root (\d+) 0 R/.exec(trailer) ?? [];
  const [, id] = /\/ID\s*\[\s*<([0-9A-Fa-f]+)>/.exec(trailer) ?? [];
  const [info = ""] = /\/Info \d+ 0 R/.exec(trailer) ?? [];
  if (size === undefined || root === undefined || id === undefined) throw new RangeError("not a plain document");
  const number = Number(root);
  const catalogue = objectAt(text, { number, at: offsetOf(text, { tableAt, number }) });
  if (/\/(?:Names|AF)\b/.test(catalogue)) throw new RangeError("it has attachments already");
  return { tableAt, size: Number(size), catalogue: { number, text: catalogue }, info: info && ` ${info}`, id };
}

function offsetOf(text: string, { tableAt, number }: { tableAt: number; number: number }): number {
  let at = text.indexOf("\n", tableAt) + 1;
  for (;;) {
    const [head, first, count] = /^(\d+) (\d+) *\r?\n/.exec(text.slice(at, at + 2 * ROW_BYTES)) ?? [];
    if (head === undefined) throw new RangeError("the catalogue is not in the table");
    const place = number - Number(first);
    if (place >= 0 && place < Number(count)) {
      const row = at + head.length + place * ROW_BYTES;
      return Number(text.slice(row, row + OFFSET_DIGITS));
    }
    at += head.length + Number(count) * ROW_BYTES;
  }
}

function objectAt(text: string, { number, at }: { number: number; at: number }): string {
  const head = `${number} 0 obj`;
  const end = text.indexOf("endobj", at);
  if (!text.startsWith(head, at) || end < 0) throw new RangeError("the catalogue is not where the table says");
  return text.slice(at + head.length, end).trim();
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
