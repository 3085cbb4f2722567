/** Places across the edges of all pages that stand there for a seal since the document was finished. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import type { PdfRef, PdfValue } from "#lib/pdf/read/values.ts";
import { type Field, readFields } from "#lib/verify/pdf/form.ts";
import type { Increment } from "./increment.ts";
import { boxOf, type PageShown, shownSize } from "./pages.ts";
import type { Place } from "./place.ts";
import { PdfRefused } from "./refused.ts";
import { stripAppearance, stripPlaces } from "./strips.ts";
import { isReadOnly, pageShowing } from "./widget.ts";
import { textValue } from "./write-values.ts";

/** A strip of any seal is smaller: in millimetres. */
const STRIP_SIZE_MAX = 100;
/** What no field of a party is called. */
export const EDGE_NAME: RegExp = /-edge-\d+$/;

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

/** @throws {PdfRefused} `pdf_field_unknown` where there is not one for each page, there and to be seen, or one is anything else */
export function fillEdges(
  increment: Increment,
  edges: readonly Field[],
  given: {
    document: PdfDocument;
    picture: PdfRef;
    size: { width: number; height: number };
    pages: readonly PageShown[];
    value: string;
  },
): void {
  if (edges.length === 0) return;
  const { document, pages, size, value } = given;
  if (edges.length !== pages.length) throw new PdfRefused("pdf_field_unknown");
  for (const [at, place] of stripPlaces(pages, size).entries()) {
    const edge = edges[at];
    if (edge?.number === undefined || !isStrip(document, edge, pages[at])) throw new PdfRefused("pdf_field_unknown");
    const set: [string, PdfValue][] = [
      ["V", textValue(value)],
      ["AP", new Map([["N", stripAppearance(increment, place, given)]])],
    ];
    increment.replace({ ref: edge.number }, new Map<string, PdfValue>([...edge.dict, ...set]));
  }
}

/** Whoever made the document may have called something else so. */
function isStrip(document: PdfDocument, edge: Field, page: PageShown | undefined): boolean {
  const box = boxOf(document, edge.dict.get("Rect"));
  if (page === undefined || box === undefined || edge.type !== "Tx" || !isReadOnly(document, edge.dict)) return false;
  const { width, height } = shownSize({ ...page, box });
  const isSmall = Math.max(width, height) <= STRIP_SIZE_MAX * page.unitsAMm;
  return isSmall && pageShowing(document, { widget: edge, pages: [page] }) === page;
}
