/** What was saved behind a signed revision, read strictly: save by save, each of them whole, and nothing between them. */
import { readSave } from "#lib/pdf/read/appended.ts";
import { PdfDocument } from "#lib/pdf/read/document.ts";
import { revisionEnds } from "#lib/pdf/read/revisions.ts";
import { isRef, toText } from "#lib/pdf/read/values.ts";

const SAVES_MAX = 64;
const BLANK = /^[\0\t\n\f\r ]*$/;

/**
 * The document that everybody sees after all saves: the signed revision, and over it the objects that the saves' cross-references name.
 *
 * @param end length of the signed revision
 * @returns undefined where any save is not understood whole, or leads to another catalog
 */
export async function readSaves(
  before: PdfDocument,
  { pdf, end }: { pdf: Uint8Array; end: number },
): Promise<PdfDocument | undefined> {
  // What is encrypted cannot be compared as it stands.
  if (before.encryption !== undefined) return undefined;
  const root = before.fromTrailer("Root");
  const after = new PdfDocument(pdf.length);
  for (const [number, object] of before.objects) after.objects.set(number, object);
  after.trailers.push(...before.trailers);
  let at = end;
  for (let saves = 0; !BLANK.test(toText(pdf.subarray(at))); saves++) {
    const next = saves < SAVES_MAX ? await nextSave(pdf, at) : undefined;
    if (next === undefined) return undefined;
    const { objects, trailer, structural } = next;
    // What stood there would be gone for whoever follows the cross-reference.
    if (structural.some((number) => after.objects.has(number) || objects.has(number))) return undefined;
    const own = trailer.get("Root");
    if (!isRef(own) || !isRef(root) || own.ref !== root.ref || trailer.has("Encrypt")) return undefined;
    for (const [number, object] of objects) after.objects.set(number, object);
    after.trailers.push(trailer);
    at = next.end;
  }
  return after;
}

async function nextSave(pdf: Uint8Array, at: number) {
  for (const end of revisionEnds(pdf)) {
    const save = end > at ? await readSave(pdf.subarray(0, end), at) : undefined;
    if (save) return { ...save, end };
  }
  return undefined;
}
