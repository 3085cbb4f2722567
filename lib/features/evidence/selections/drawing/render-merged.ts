/**
 * Many receipts as one document for reading: a list, then the pages of each. It is not sealed, and says so; each receipt is attached under
 * its record's id, and is checked by itself.
 */
import type { PDFDocument } from "pdf-lib";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { concat, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { namesIn, type ReceiptFacts } from "#lib/features/evidence/receipts/drawing/facts.ts";
import { drawReceiptOn } from "#lib/features/evidence/receipts/drawing/pages.ts";
import {
  attachmentsOf,
  type ReceiptPdfInput,
  readFacts,
  requireSound,
} from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { type Attachment, attachFiles } from "#lib/pdf/attachments.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { writeOutline } from "#lib/pdf/outline.ts";
import { Sheet } from "#lib/pdf/sheet.ts";
import { createStructure } from "#lib/pdf/structure.ts";
import { STYLE } from "#lib/pdf/style.ts";
import { prepareText } from "#lib/pdf/text.ts";
import { contentsPages, drawContents, type Listed } from "./contents.ts";

export interface MergedInput {
  /** In the order of the document; those without a proof are listed, and have no pages. */
  receipts: readonly Pick<ReceiptPdfInput, "receipt" | "policy" | "policyEpoch">[];
  locale: Locale;
  publicUrl: string;
}

/**
 * A pure function of what it is given, as each receipt's own document is.
 *
 * @throws {Error} when a receipt does not hold by itself
 */
export async function renderMerged(input: MergedInput): Promise<Uint8Array> {
  const { receipts, locale } = input;
  const publicUrl = input.publicUrl.replace(/\/+$/, "");
  const all: ReceiptFacts[] = [];
  for (const { receipt, policy } of receipts) {
    const opened = openReceipt(receipt);
    all.push(await readFacts(opened, policy));
    await requireSound(opened);
  }
  const identity = concat(...receipts.map(({ receipt }) => sha256(receipt)), utf8(`${locale}\n${publicUrl}`));
  const doc = await open(all, { locale, identity });
  await prepareText([...all.flatMap(namesIn), publicUrl], STYLE.value.faces);
  const fonts = embedFaces(doc, identity);
  const structure = createStructure(doc);
  const contents = Array.from({ length: contentsPages(all.length) }, () => new Sheet(doc, fonts, structure));
  const listed = all.map((facts, at): Listed => {
    if (facts.anchor === undefined) return { facts };
    const page = doc.getPageCount() + 1;
    const { policyEpoch } = receipts[at] ?? {};
    const draw = () => drawReceiptOn(new Sheet(doc, fonts, structure), { facts, locale, publicUrl, policyEpoch });
    structure.within("Sect", draw);
    return { facts, page };
  });
  drawContents(contents, { listed, locale });
  structure.finish();
  bookmark(doc, { listed, locale });
  attachFiles(doc, named(all, receipts, locale));
  return await saveDocument(doc, fonts);
}

function open(
  all: readonly ReceiptFacts[],
  { locale, identity }: { locale: Locale; identity: Uint8Array },
): Promise<PDFDocument> {
  const t = translator(locale);
  const last =
    all
      .map(({ receivedAt }) => receivedAt)
      .sort()
      .at(-1) ?? 0;
  return openDocument({
    title: t("selection.print.title", { count: all.length }),
    subject: t("selection.print.kind"),
    language: locale,
    date: new Date(last),
    identity,
  });
}

function bookmark(doc: PDFDocument, { listed, locale }: { listed: readonly Listed[]; locale: Locale }): void {
  const pages = doc.getPages();
  const marks = listed.flatMap(({ facts, page }) => {
    const target = page === undefined ? undefined : pages[page - 1];
    return target ? [{ title: facts.name ?? facts.id, page: target }] : [];
  });
  const [first] = pages;
  const contents = translator(locale)("selection.print.contents");
  writeOutline(doc, first ? [{ title: contents, page: first }, ...marks] : marks);
}

/** Each receipt's files, behind its record's id; in ascending order of their names. */
function named(all: readonly ReceiptFacts[], receipts: MergedInput["receipts"], locale: Locale): Attachment[] {
  const files = all.flatMap((facts, at) => {
    const { receipt = new Uint8Array() } = receipts[at] ?? {};
    return attachmentsOf(receipt, { facts, locale }).map((file) => ({ ...file, name: `${facts.id}-${file.name}` }));
  });
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
