/** Bookmarks, one below the other, each leading to the top of a page (ISO 32000-1 §12.3.3). */
import { type PDFDocument, PDFHexString, PDFName, type PDFPage } from "pdf-lib";

export function writeOutline(doc: PDFDocument, marks: readonly { title: string; page: PDFPage }[]): void {
  const { context, catalog } = doc;
  const root = context.nextRef();
  const refs = marks.map(() => context.nextRef());
  for (const [at, { title, page }] of marks.entries()) {
    const [ref, before, after] = [refs[at], refs[at - 1], refs[at + 1]];
    if (!ref) continue;
    const item = context.obj({
      ...{ Title: PDFHexString.fromText(title), Parent: root, Dest: [page.ref, "FitH", page.getHeight()] },
      ...(before ? { Prev: before } : {}),
      ...(after ? { Next: after } : {}),
    });
    context.assign(ref, item);
  }
  const [first, last] = [refs[0], refs.at(-1)];
  if (!first || !last) return;
  context.assign(root, context.obj({ Type: "Outlines", First: first, Last: last, Count: refs.length }));
  catalog.set(PDFName.of("Outlines"), root);
  // Shown when the document is opened.
  catalog.set(PDFName.of("PageMode"), PDFName.of("UseOutlines"));
}
