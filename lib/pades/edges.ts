/** Places across the edges of all pages that stand there for a seal since the document was finished. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import type { PdfRef, PdfValue } from "#lib/pdf/read/values.ts";
import { type Field, readFields } from "#lib/verify/pdf/form.ts";
import type { Increment } from "./increment.ts";
import type { PageShown } from "./pages.ts";
import type { Place } from "./place.ts";
import { PdfRefused } from "./refused.ts";
import { stripAppearance, stripPlaces } from "./strips.ts";
import { textValue } from "./write-values.ts";

/** Names of a seal's strips, page by page. */
export const edgeName = (field: string, page: number): string => `${field}-edge-${page}`;

/** None where the seal goes to no field, or none was made for it. @throws {PdfRefused} `pdf_field_taken` */
export function edgesOf(document: PdfDocument, place: Place): Field[] {
  if (place.by !== "field") return [];
  const fields = new Map(readFields(document).map((field) => [field.name, field]));
  const edges: Field[] = [];
  for (let page = 1; ; page++) {
    const edge = fields.get(edgeName(place.name, page));
    if (edge === undefined) return edges;
    if (document.resolve(edge.value) !== null) throw new PdfRefused("pdf_field_taken");
    edges.push(edge);
  }
}

/** @throws {PdfRefused} `pdf_field_unknown` where there is not one for each page */
export function fillEdges(
  increment: Increment,
  edges: readonly Field[],
  given: { picture: PdfRef; size: { width: number; height: number }; pages: readonly PageShown[]; value: string },
): void {
  if (edges.length === 0) return;
  const { pages, size, value } = given;
  if (edges.length !== pages.length) throw new PdfRefused("pdf_field_unknown");
  for (const [at, place] of stripPlaces(pages, size).entries()) {
    const edge = edges[at];
    if (edge?.number === undefined) throw new PdfRefused("pdf_field_unknown");
    const set: [string, PdfValue][] = [
      ["V", textValue(value)],
      ["AP", new Map([["N", stripAppearance(increment, place, given)]])],
    ];
    increment.replace({ ref: edge.number }, new Map<string, PdfValue>([...edge.dict, ...set]));
  }
}
