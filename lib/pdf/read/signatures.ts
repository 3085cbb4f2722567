/** Signatures in a PDF as they stand there (ISO 32000-1 section 12.8): what they state. None is verified. */
import type { PdfDocument, PdfObject } from "./document.ts";
import { isDict, isName, isRef, isString, type PdfDict, textOf } from "./values.ts";

const SIGNATURES_MAX = 64;

export type PdfSignature = {
  /** Number of the object that it is, and its dictionary. */
  number: number;
  dict: PdfDict;
  /** Name of the format: `adbe.pkcs7.detached`, `ETSI.CAdES.detached`, `ETSI.RFC3161`. */
  format: string;
  name?: string;
  reason?: string;
  /** As it is written: `D:20260102030405Z`. */
  time?: string;
  /** Offsets and lengths of what is signed. */
  byteRange: number[];
  /** Whether it covers the file to its end; what follows was added later. */
  isWhole: boolean;
  /** Grants rights in a reader of Adobe's, and nobody's signature. */
  isUsageRights: boolean;
  /** CMS, or a timestamp token, with its padding. */
  contents: Uint8Array;
};

/** In the order in which they were made, by what they cover. */
export async function readSignatures(document: PdfDocument): Promise<PdfSignature[]> {
  const rights = usageRights(document);
  const found: PdfSignature[] = [];
  for (const object of document.objects.values()) {
    if (found.length === SIGNATURES_MAX) break;
    const signature = isDict(object.value) ? await readSignature(document, { object, dict: object.value }) : undefined;
    if (signature) found.push({ ...signature, isUsageRights: rights.has(object.number) });
  }
  const end = ({ byteRange: [, , start = 0, length = 0] }: PdfSignature) => start + length;
  return found.sort((left, right) => end(left) - end(right));
}

async function readSignature(
  document: PdfDocument,
  { object, dict }: { object: PdfObject; dict: PdfDict },
): Promise<Omit<PdfSignature, "isUsageRights"> | undefined> {
  const range = document.resolve(dict.get("ByteRange"));
  const contents = document.resolve(dict.get("Contents"));
  if (!Array.isArray(range) || !isString(contents)) return undefined;
  const byteRange = range.filter((each) => typeof each === "number");
  const format = document.resolve(dict.get("SubFilter"));
  const text = async (name: string): Promise<string | undefined> => {
    const value = document.resolve(dict.get(name));
    return isString(value) ? textOf(await document.stringOf(value, object)) : undefined;
  };
  const [name, reason, time] = [await text("Name"), await text("Reason"), await text("M")];
  const [, , start = 0, length = 0] = byteRange;
  return {
    ...{ number: object.number, dict },
    format: isName(format) ? format.name : "-",
    byteRange,
    isWhole: start + length === document.size,
    contents: contents.bytes,
    ...(name === undefined ? {} : { name }),
    ...(reason === undefined ? {} : { reason }),
    ...(time === undefined ? {} : { time }),
  };
}

/** Object numbers of what grants usage rights (section 12.8.2.3). */
function usageRights(document: PdfDocument): Set<number> {
  const permissions = document.dict(document.dict(document.fromTrailer("Root"))?.get("Perms"));
  const rights = ["UR", "UR3"].map((name) => permissions?.get(name));
  return new Set(rights.filter(isRef).map(({ ref }) => ref));
}
