/** Where a signature goes: into a field that waits for one, to a place on a page, onto words, or nowhere to be seen. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isName, type PdfDict, type PdfRef } from "#lib/pdf/read/values.ts";
import { type Field, readFields } from "#lib/verify/pdf/form.ts";
import { type Box, boxOf, boxOnPage, type PageShown, pointShown, shownSize } from "./pages.ts";
import { PdfRefused } from "./refused.ts";
import { pageShowing } from "./widget.ts";

export type Place =
  | { by: "nothing" }
  /** Full name of a field for signatures that nobody has signed. */
  | { by: "field"; name: string }
  /** From the left lower corner of the page as it is shown, in millimetres, to that of the seal. `page` counts from 1, or from the end below 0. */
  | { by: "position"; page: number; x: number; y: number }
  /** The seal's middle on the middle of something that was found, in the page's own space. `page` counts from 1. */
  | { by: "point"; page: number; x: number; y: number };

export interface Placed {
  /** Undefined where nothing is shown. */
  shown: { page: PageShown; box: Box } | undefined;
  /** Undefined for one that is made. */
  field: { reference: PdfRef; dict: PdfDict; widget: { reference: PdfRef; dict: PdfDict } } | undefined;
}

type Given = {
  document: PdfDocument;
  pages: readonly PageShown[];
  size: { width: number; height: number } | undefined;
};

/** @param given.size of the picture in millimetres @throws {PdfRefused} `pdf_place_outside`, `pdf_field_unknown`, `pdf_field_taken`, `pdf_malformed` */
export function findPlace(place: Place, given: Given): Placed {
  const { pages, size } = given;
  if (place.by === "field") return inField(place.name, given);
  if (place.by === "nothing" || size === undefined) return { shown: undefined, field: undefined };
  const page = pages[place.page < 0 ? pages.length + place.page : place.page - 1];
  if (page === undefined) throw new PdfRefused("pdf_place_outside");
  const { unitsAMm } = page;
  const [width, height] = [size.width * unitsAMm, size.height * unitsAMm];
  const whole = shownSize(page);
  let [x, y] = [place.x * unitsAMm, place.y * unitsAMm];
  if (place.by === "point") {
    const middle = pointShown(page, place.x, place.y);
    // A word at the edge keeps its seal on the page.
    x = Math.min(Math.max(middle.x - width / 2, 0), whole.width - width);
    y = Math.min(Math.max(middle.y - height / 2, 0), whole.height - height);
  }
  const isInside = x >= 0 && y >= 0 && x + width <= whole.width && y + height <= whole.height;
  if (!isInside) throw new PdfRefused("pdf_place_outside");
  return { shown: { page, box: boxOnPage(page, { x, y, width, height }) }, field: undefined };
}

function inField(name: string, { document, pages }: Given): Placed {
  const found = readFields(document).filter((field) => field.name === name && field.type === "Sig");
  const [field] = found;
  if (field?.number === undefined) throw new PdfRefused("pdf_field_unknown");
  // What a form demands of its signatures beyond a signature (SV, section 12.7.5.5) is not looked at here.
  if (found.some((each) => document.resolve(each.value) !== null) || field.dict.has("SV"))
    throw new PdfRefused("pdf_field_taken");
  const widgets = found.filter(isWidget);
  const [widget] = widgets;
  if (widget?.number === undefined || widgets.length > 1) throw new PdfRefused("pdf_field_unknown");
  const [reference, own] = [{ ref: field.number }, { ref: widget.number }];
  const box = boxOf(document, widget.dict.get("Rect"));
  const page = box && pageShowing(document, { widget, pages });
  // One without a size shows nothing, and says so; another one that nobody sees does not.
  if (box && !page) throw new PdfRefused("pdf_field_unknown");
  return {
    shown: box && page ? { page, box } : undefined,
    field: { reference, dict: field.dict, widget: { reference: own, dict: widget.dict } },
  };
}

const isWidget = ({ dict }: Field): boolean => {
  const kind = dict.get("Subtype");
  return isName(kind) && kind.name === "Widget";
};

/** A name that no field has yet. */
export function freeFieldName(document: PdfDocument): string {
  const names = new Set(readFields(document).map(({ name }) => name));
  for (let number = 1; ; number++) if (!names.has(`Seal${number}`)) return `Seal${number}`;
}
