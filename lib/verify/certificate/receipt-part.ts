/** The receipt of a certificate, told from other receipts. */
import { openReceiptFile } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { CERTIFICATE_KIND, readCertificate } from "#lib/core/verify/extras/certificate.ts";
import type { ReceiptOfCertificate } from "./opened.ts";

/** A receipt of ours with a certificate in it, or with the rest of one; undefined for any other. */
export function openReceiptPart(bytes: Uint8Array): ReceiptOfCertificate | undefined {
  const opened = openReceiptFile(bytes);
  const extras = opened.parts === undefined ? [] : extrasOf(opened.parts.receipt);
  const own = extras.filter(({ kind }) => kind === CERTIFICATE_KIND);
  return own.length === 0 ? undefined : { opened, certificate: readCertificate(own) };
}
