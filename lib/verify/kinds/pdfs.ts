/** PDFs that are no receipt of ours as it was issued: signed by others, printed, or locked. */

import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { readFileNames } from "#lib/pdf/read/attachments.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import { readPageText } from "#lib/pdf/read/page-text.ts";
import { type PdfSignature, readSignatures } from "#lib/pdf/read/signatures.ts";
import { type Found, type Statement, state } from "../inspection.ts";
import type { Trusted } from "../pdf/trust.ts";
import { verifyPdfSignatures } from "../pdf/verify-signatures.ts";

/** An id of a record (UUIDv7), of which a line may be broken anywhere. */
const RECORD_ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
/** In a document of many receipts each stands under the id of its record. */
export const ATTACHED_RECEIPT: RegExp = new RegExp(`^(${RECORD_ID.source})-receipt\\.json$`);
/** As a certificate prints where its page is. */
const CERTIFICATE_PAGE = new RegExp(`https?://[A-Za-z0-9.-]+(?::\\d{1,5})?/v/(${RECORD_ID.source})`);
const OURS = /sealbook|印证/i;

/** @param signers from which authorities signers may have their certificates */
export async function inspectPdf(bytes: Uint8Array, signers: Trusted): Promise<Found> {
  const document = await readDocument(bytes);
  const report = await verifyPdfSignatures(bytes, signers);
  const rights = (await readSignatures(document)).filter(({ isUsageRights }) => isUsageRights);
  if (report) return { kind: "signed_pdf", states: rights.flatMap(describe), signatures: report };
  if (rights.length > 0) return { kind: "pdf", states: rights.flatMap(describe) };
  if (document.encryption === "locked") return { kind: "locked_pdf", missing: ["password"] };
  const attached = (await readFileNames(document)).flatMap((name) => ATTACHED_RECEIPT.exec(name)?.[1] ?? []);
  if (attached.length > 0) return { kind: "receipts_pdf", states: attached.map((id) => state("record", id)) };
  const text = await readPageText(document);
  const unbroken = text.replaceAll(/\s/g, "");
  const [id] = RECORD_ID.exec(unbroken) ?? [];
  if (id === undefined) return { kind: "pdf" };
  const [address, named] = CERTIFICATE_PAGE.exec(unbroken) ?? [];
  if (OURS.test(address === undefined ? text : unbroken.replaceAll(address, "")))
    return { kind: "receipt_pages", states: [state("record", id)], missing: ["attachments"] };
  return {
    kind: "certificate_pages",
    states: [
      state("certificate", named ?? id),
      state("address", address),
      state("digest", `SHA-256 ${digestOf(bytes)}`),
    ],
    missing: ["certificate_file"],
  };
}

const digestOf = (bytes: Uint8Array) => toHex(sha256(bytes));

/** Rights in a reader of Adobe's, which are nobody's signature. */
function describe({ format, byteRange }: PdfSignature): Statement[] {
  return [state("usage_rights", format), state("covers", byteRange.join(" "))];
}
