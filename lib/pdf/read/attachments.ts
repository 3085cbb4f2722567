/** Files embedded in a PDF, whatever program wrote it last (ISO 32000-1 section 7.11). */
import { type PdfDocument, type PdfObject, readDocument } from "./document.ts";
import { isDict, isRef, isString, type PdfDict, textOf } from "./values.ts";

const ATTACHMENTS_MAX = 64;
/** Names of one file, the newest form first. */
const NAMES = ["UF", "F", "Unix", "DOS", "Mac"];

export type EmbeddedFile = { name: string; bytes: Uint8Array };

/** `isLocked`: encrypted with a password that nobody gave, so that no file in it can be read. */
export type EmbeddedFiles = { files: EmbeddedFile[]; isLocked: boolean; document: PdfDocument };

/** Files of a PDF by their names; those whose bytes cannot be read are left out. */
export async function readEmbeddedFiles(pdf: Uint8Array): Promise<EmbeddedFiles> {
  const document = await readDocument(pdf);
  const files: EmbeddedFile[] = [];
  for (const object of document.objects.values()) {
    for (const specification of specificationsIn(object)) {
      if (files.length === ATTACHMENTS_MAX) break;
      const file = await readFile(document, { object, specification });
      if (file) files.push(file);
    }
  }
  return { files, isLocked: document.encryption === "locked", document };
}

/** Names of all files in a PDF, each once. */
export async function readFileNames(document: PdfDocument): Promise<string[]> {
  const names = new Set<string>();
  for (const object of document.objects.values()) {
    for (const specification of specificationsIn(object)) {
      const name = NAMES.map((key) => document.resolve(specification.get(key))).find(isString);
      if (name !== undefined) names.add(textOf(await document.stringOf(name, object)));
    }
  }
  return [...names];
}

/** File specifications stand by themselves, or inside a list of names (section 7.9.6). */
function specificationsIn({ value }: PdfObject): PdfDict[] {
  const dicts = [value, ...(isDict(value) ? [...value.values()] : [])].flat();
  return dicts.filter(isDict).filter((dict) => dict.has("EF"));
}

async function readFile(
  document: PdfDocument,
  { object, specification }: { object: PdfObject; specification: PdfDict },
): Promise<EmbeddedFile | undefined> {
  const embedded = document.dict(specification.get("EF"));
  const name = NAMES.map((key) => document.resolve(specification.get(key))).find(isString);
  const reference = NAMES.map((key) => embedded?.get(key)).find(isRef);
  const stream = reference && document.objects.get(reference.ref);
  const bytes = stream && (await document.streamOf(stream));
  if (name === undefined || bytes === undefined) return undefined;
  return { name: textOf(await document.stringOf(name, object)), bytes };
}
