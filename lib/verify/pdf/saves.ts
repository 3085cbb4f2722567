/** What was saved behind a signed revision, read strictly: save by save, each of them whole, and nothing between them. */

import { PdfDocument } from "#lib/pdf/read/document.ts";
import { readTail, type Save } from "#lib/pdf/read/tail.ts";
import { isRef } from "#lib/pdf/read/values.ts";

const SAVES_MAX = 64;

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
  const saves = await readTail(pdf, { from: end, budget: before.budget, savesMax: SAVES_MAX });
  if (saves === undefined) return undefined;
  const root = before.fromTrailer("Root");
  const after = new PdfDocument(pdf.length);
  for (const [number, object] of before.objects) after.objects.set(number, object);
  after.trailers.push(...before.trailers);
  for (const { objects, trailer, structural } of saves) {
    const own = trailer.get("Root");
    if (!isRef(own) || !isRef(root) || own.ref !== root.ref || trailer.has("Encrypt")) return undefined;
    // What stood there would be gone for whoever follows the cross-reference.
    if (structural.some((number) => after.objects.has(number) || objects.has(number))) return undefined;
    if (!isLargeEnough({ objects, trailer, structural }, after)) return undefined;
    for (const [number, object] of objects) after.objects.set(number, object);
    after.trailers.push(trailer);
  }
  return after;
}

/** Objects beyond the size are missing for some programs, and others repair what is too short. */
function isLargeEnough({ objects, trailer, structural }: Save, before: PdfDocument): boolean {
  const [size, old] = [trailer.get("Size"), before.fromTrailer("Size")];
  if (typeof size !== "number" || typeof old !== "number") return false;
  const numbers = [...objects.keys(), ...structural];
  if (size >= old) return numbers.every((number) => number < size);
  // Some makers save nothing so. Whoever repairs such a file takes the last of each object, which is what counts if none stands in a stream.
  return numbers.length === 0 && [...before.objects.values()].every(({ isPacked }) => !isPacked);
}
