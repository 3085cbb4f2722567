/** Annotations of a page, with some more behind them. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isRef, type PdfRef, type PdfValue } from "#lib/pdf/read/values.ts";
import type { Increment } from "./increment.ts";
import type { PageShown } from "./pages.ts";

export function extendAnnotations(
  { reference, dict }: PageShown,
  added: readonly PdfRef[],
  { increment, document }: { increment: Increment; document: PdfDocument },
): void {
  if (added.length === 0) return;
  const own = dict.get("Annots");
  const list = document.resolve(own);
  const whole = [...(Array.isArray(list) ? list : []), ...added];
  if (isRef(own) && Array.isArray(list)) increment.replace(own, whole);
  else increment.replace(reference, new Map<string, PdfValue>([...dict, ["Annots", whole]]));
}
