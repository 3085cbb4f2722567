/** Files embedded in a PDF, whatever program wrote it last (ISO 32000-1 section 7.11). */
import { type PdfDocument, type PdfObject, readDocument } from "./document.ts";
import { isDict, isRef, isString, type PdfDict, textOf } from "./values.ts";

const ATTACHMENTS_MAX = 64;
/** Names of one file, the newest form first. */
const NAMES = ["UF", "F", "Unix", "DOS", "Mac"];

export type EmbeddedFile = { name: string; bytes: Uint8Array };

/** `isLocked`: encrypted with a password that nobody gave, so that no file in it can be read. */
export type EmbeddedFiles = { files: EmbeddedFile[]; unread: string[]; isLocked: boolean; document: PdfDocument };

/** Files of a PDF by their names; `unread`: names of those whose bytes cannot be read. `wanted`: only files with these names. */
export async function readEmbeddedFiles(
  pdf: Uint8Array,
  { wanted = () => true, filesMax = ATTACHMENTS_MAX }: { wanted?: (name: string) => boolean; filesMax?: number } = {},
): Promise<EmbeddedFiles> {
  const document = await readDocument(pdf);
  const files: EmbeddedFile[] = [];
  const unread: string[] = [];
  for (const object of document.objects.values()) {
    for (const specification of specificationsIn(object)) {
      if (files.length + unread.length >= filesMax) break;
      const name = await nameOf(document, { object, specification });
      if (name === undefined || !wanted(name)) continue;
      const bytes = await bytesOf(document, specification);
      if (bytes) files.push({ name, bytes });
      else unread.push(name);
    }
  }
  return { files, unread, isLocked: document.encryption === "locked", document };
}

/** Names of all files in a PDF, each once. */
export async function readFileNames(document: PdfDocument): Promise<string[]> {
  const names = new Set<string>();
  for (const object of document.objects.values()) {
    for (const specification of specificationsIn(object)) {
      const name = await nameOf(document, { object, specification });
      if (name !== undefined) names.add(name);
    }
  }
  return [...names];
}

/** File specifications stand by themselves, or inside a list of names (section 7.9.6). */
function specificationsIn({ value }: PdfObject): PdfDict[] {
  const dicts = [value, ...(isDict(value) ? [...value.values()] : [])].flat();
  return dicts.filter(isDict).filter((dict) => dict.has("EF"));
}

async function nameOf(
  document: PdfDocument,
  { object, specification }: { object: PdfObject; specification: PdfDict },
): Promise<string | undefined> {
  const name = NAMES.map((key) => document.resolve(specification.get(key))).find(isString);
  return name && textOf(await document.stringOf(name, object));
}

async function bytesOf(document: PdfDocument, specification: PdfDict): Promise<Uint8Array | undefined> {
  const embedded = document.dict(specification.get("EF"));
  const reference = NAMES.map((key) => embedded?.get(key)).find(isRef);
  const stream = reference && document.objects.get(reference.ref);
  return stream && (await document.streamOf(stream));
}
