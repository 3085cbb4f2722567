/** A file that is given with a certificate's receipt: which form of the certificate it is, besides what its own digest says. */
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { isPdf } from "#lib/core/receipt/receipt-file.ts";
import { fromBase64, fromUtf8, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { CERTIFICATE_KIND, readCertificate } from "#lib/core/verify/extras/certificate.ts";

/**
 * Digests of those parts of a file for which the whole stands: of a PDF the pages as designed, where all that was done behind them is to
 * attach files; of an SD-JWT its signed part, where each disclosure belongs to it. A part alone proves nothing of a file that somebody wrote on.
 */
export async function certificateParts(file: Uint8Array, { parts }: OpenedReceipt): Promise<Uint8Array[]> {
  const extras = parts === undefined ? [] : extrasOf(parts.receipt).filter(({ kind }) => kind === CERTIFICATE_KIND);
  const certificate = readCertificate(extras);
  if (certificate === undefined) return [];
  if (isPdf(file)) return await designedPages(file, fromBase64(certificate.leaf.pages));
  const text = fromUtf8(file)?.trim() ?? "";
  const sdJwt = text.includes("~") ? (await import("#lib/credentials/sd-jwt-parts.ts")).readSdJwt(text) : "";
  return typeof sdJwt === "string" ? [] : [sha256(utf8(sdJwt.jwt))];
}

async function designedPages(pdf: Uint8Array, digest: Uint8Array | undefined): Promise<Uint8Array[]> {
  const { prefixWithDigest } = await import("#lib/pdf/read/revisions.ts");
  const length = digest && prefixWithDigest(pdf, digest);
  if (digest === undefined || length === undefined) return [];
  const { onlyAttaches } = await import("#lib/pdf/read/appended.ts");
  return length === pdf.length || (await onlyAttaches(pdf, length)) ? [digest] : [];
}
