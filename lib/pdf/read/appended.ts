/**
 * What an incremental save did to a PDF, read strictly: whether all that it did is to attach files. A reader of PDFs looks at the newest
 * objects first, so what stands behind whole pages may still change what they show; here every byte behind them is accounted for, and
 * what is not understood counts as a change.
 */
import { type PdfDocument, readDocument } from "./document.ts";
import { isInPlace, NotUnderstood, OURS, type Save, TailReader } from "./tail.ts";
import { isDict, isRef, isSameValue, type PdfDict, type PdfValue } from "./values.ts";

/** Entries of a catalog by which files are attached (ISO 32000-2 sections 7.11.4, 14.13), and nothing is drawn. */
const ATTACHING = ["AF", "Names"];

/** Whether what follows the prefix attaches files to it, and does nothing else. @param length of the prefix */
export async function onlyAttaches(pdf: Uint8Array, length: number): Promise<boolean> {
  if (length === pdf.length) return true;
  try {
    const before = await readDocument(pdf.subarray(0, length));
    const tail = new TailReader(pdf, { from: length, style: OURS, budget: before.budget });
    const appended = await tail.read();
    return tail.end === pdf.length && isInPlace(appended, { pdf, length }) && keepsPages(appended, before);
  } catch (error) {
    if (error instanceof NotUnderstood) return false;
    throw error;
  }
}

function keepsPages({ objects, trailer }: Save, before: PdfDocument): boolean {
  const old = before.trailers.at(-1);
  const root = before.fromTrailer("Root");
  if (old === undefined || !isRef(root) || before.encryption !== undefined) return false;
  for (const name of ["Root", "Info"]) if (!isSameValue(trailer.get(name), before.fromTrailer(name))) return false;
  const size = before.fromTrailer("Size");
  for (const number of objects.keys()) {
    if (number === root.ref) continue;
    // An object of the prefix in another form would be drawn instead of it.
    if (before.objects.has(number)) return false;
  }
  const sizeNow = trailer.get("Size");
  if (typeof size !== "number" || typeof sizeNow !== "number" || sizeNow < size) return false;
  if ([...objects.keys()].some((number) => number >= sizeNow)) return false;
  const [catalog, original] = [objects.get(root.ref)?.value, before.objects.get(root.ref)?.value];
  if (catalog === undefined) return true;
  if (!isDict(catalog) || !isDict(original)) return false;
  if (!isSameValue(without(catalog, ATTACHING), without(original, ATTACHING))) return false;
  const resolved = (value: PdfValue | undefined): PdfValue =>
    isRef(value) ? (objects.get(value.ref)?.value ?? before.objects.get(value.ref)?.value ?? null) : (value ?? null);
  const [names, namesBefore] = [resolved(catalog.get("Names")), resolved(original.get("Names"))];
  const rest = (value: PdfValue): PdfDict => (isDict(value) ? without(value, ["EmbeddedFiles"]) : new Map());
  return isSameValue(rest(names), rest(namesBefore));
}

const without = (dict: PdfDict, names: readonly string[]): PdfDict =>
  new Map([...dict].filter(([name]) => !names.includes(name)));
