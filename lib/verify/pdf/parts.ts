/** Parts of a document that are looked for where they hang. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isName, isRef, type PdfDict, type PdfValue } from "#lib/pdf/read/values.ts";
import type { Change } from "./report.ts";

const PAGES_MAX = 20_000;

/** Of what a field for signatures holds. */
export function kindOfSignature(value: PdfDict): "signature" | "timestamp" {
  const [type, format] = [value.get("Type"), value.get("SubFilter")];
  const isTimestamp = isName(type) && type.name === "DocTimeStamp";
  return isTimestamp || (isName(format) && format.name === "ETSI.RFC3161") ? "timestamp" : "signature";
}

/** The forms that an appearance dictionary names (section 12.5.5), a state each or one. */
export function drawingsOf(document: PdfDocument, value: PdfValue | undefined): Set<number> {
  const found = new Set<number>();
  const collect = (each: PdfValue | undefined, depth: number): void => {
    if (isRef(each) && document.objects.get(each.ref)?.stream) found.add(each.ref);
    else if (depth < 3) for (const inner of document.dict(each)?.values() ?? []) collect(inner, depth + 1);
  };
  collect(value, 0);
  return found;
}

/** Numbers of the pages, in their order; those that stand in their parent itself as -1. */
export function pagesOf(document: PdfDocument): number[] {
  const pages: number[] = [];
  const seen = new Set<number>();
  const walk = (value: PdfValue | undefined, depth: number): void => {
    const dict = document.dict(value);
    if (dict === undefined || depth > 32 || pages.length >= PAGES_MAX) return;
    const number = isRef(value) ? value.ref : -1;
    if (number >= 0 && seen.has(number)) return;
    seen.add(number);
    const kids = document.resolve(dict.get("Kids"));
    if (!Array.isArray(kids)) pages.push(number);
    else for (const kid of kids) walk(kid, depth + 1);
  };
  walk(document.dict(document.fromTrailer("Root"))?.get("Pages"), 0);
  return pages;
}

/** Sides of the picture of a note, in points. */
const NOTE_SIDE_MAX = 40;

/** Whether an annotation is a note that covers nothing to speak of, or what opens beside one (ISO 32000-2 sections 12.5.6.4 and 12.5.6.14). */
function isNote(document: PdfDocument, annotation: PdfDict): boolean {
  const kind = annotation.get("Subtype");
  if (isName(kind) && kind.name === "Popup") return !annotation.has("AP");
  const rectangle = document.resolve(annotation.get("Rect"));
  const sides = Array.isArray(rectangle) ? rectangle.map((each) => document.resolve(each)) : [];
  const [left, bottom, right, top] = sides.map((each) => (typeof each === "number" ? each : Number.NaN));
  const isSmall = (from = Number.NaN, to = Number.NaN): boolean => Math.abs(to - from) <= NOTE_SIDE_MAX;
  return isName(kind) && kind.name === "Text" && isSmall(left, right) && isSmall(bottom, top);
}

/** What an annotation is that was added, or is another one: a note, something drawn over the page, or nothing that may be one. */
export function annotationOf(
  number: number,
  { before, after, wasThere }: { before: PdfDocument; after: PdfDocument; wasThere: boolean },
): Change {
  const dict = after.dict({ ref: number });
  const kind = dict?.get("Subtype");
  const isOther = (!wasThere && before.objects.has(number)) || !isName(kind) || kind.name === "Widget";
  if (isOther || dict === undefined) return { kind: "other" };
  return isNote(after, dict) ? { kind: "annotation" } : { kind: "annotation", isSeen: true };
}
