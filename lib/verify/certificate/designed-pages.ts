/** A certificate's PDF as designed, out of the delivered one. */
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { prefixWithDigest } from "#lib/pdf/read/revisions.ts";
import { openPdf } from "./open-pdf.ts";

/**
 * A copy of those bytes that the receipt inside names, and none of what stands behind them; undefined where they are not whole. That the
 * receipt holds is its verdict's to say.
 */
export async function designedPages(pdf: Uint8Array): Promise<Uint8Array | undefined> {
  const opened = await openPdf(pdf);
  if (opened?.pages !== "whole") return undefined;
  const digest = fromBase64(opened.receipt?.certificate?.leaf.pages ?? "");
  const length = digest && prefixWithDigest(pdf, digest);
  return length === undefined ? undefined : pdf.slice(0, length);
}
