/** Fields as somebody sees them: a place on a page that is shown. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isRef, type PdfDict } from "#lib/pdf/read/values.ts";
import type { PageShown } from "./pages.ts";

/** Invisible, Hidden, NoView (ISO 32000-2 section 12.5.3). */
const UNSEEN_FLAGS = 1 | 2 | 32;
/** Of fields: nobody types into it (section 12.7.4.1). */
const READ_ONLY = 1;

/** The one page whose annotations have it, where that is the page that it names and nothing hides it. */
export function pageShowing(
  document: PdfDocument,
  { widget, pages }: { widget: { number?: number | undefined; dict: PdfDict }; pages: readonly PageShown[] },
): PageShown | undefined {
  const { number, dict } = widget;
  const shown = pages.filter((page) => {
    const annotations = document.resolve(page.dict.get("Annots"));
    return Array.isArray(annotations) && annotations.some((each) => isRef(each) && each.ref === number);
  });
  const [page] = shown;
  const [named, flags] = [dict.get("P"), document.resolve(dict.get("F"))];
  const isOther = named !== undefined && !(isRef(named) && named.ref === page?.reference.ref);
  const isUnseen = typeof flags === "number" && (flags & UNSEEN_FLAGS) !== 0;
  return shown.length !== 1 || isOther || isUnseen || dict.has("OC") ? undefined : page;
}

export function isReadOnly(document: PdfDocument, dict: PdfDict): boolean {
  const flags = document.resolve(dict.get("Ff"));
  return typeof flags === "number" && (flags & READ_ONLY) !== 0;
}
