/** PDFs that are no receipt of ours as it was issued: signed by others, printed, or locked. */

import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { readFileNames } from "#lib/pdf/read/attachments.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import { readPageText } from "#lib/pdf/read/page-text.ts";
import { type PdfSignature, readSignatures } from "#lib/pdf/read/signatures.ts";
import { readBer } from "#lib/pki/ber.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { OID } from "#lib/pki/oids.ts";
import { readSignedData } from "#lib/pki/signed-data.ts";
import { findSigner } from "#lib/pki/signer.ts";
import { type Found, type Statement, state } from "../inspection.ts";

/** An id of a record (UUIDv7), of which a line may be broken anywhere. */
const RECORD_ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
/** In a document of many receipts each stands under the id of its record. */
export const ATTACHED_RECEIPT: RegExp = new RegExp(`^(${RECORD_ID.source})-receipt\\.json$`);
/** As a certificate prints where its page is. */
const CERTIFICATE_PAGE = new RegExp(`https?://[A-Za-z0-9.-]+(?::\\d{1,5})?/v/(${RECORD_ID.source})`);
const OURS = /sealbook|印证/i;

export async function inspectPdf(bytes: Uint8Array): Promise<Found> {
  const document = await readDocument(bytes);
  const signatures = await readSignatures(document);
  if (signatures.length > 0) {
    const real = signatures.filter(({ isUsageRights }) => !isUsageRights);
    return {
      kind: real.length > 0 ? "signed_pdf" : "pdf",
      states: signatures.flatMap(describe),
      missing: real.length > 0 ? ["pdf_verifier"] : [],
    };
  }
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

/** What a signature says of itself: the name is written by who signed, or stands in a certificate that nobody has vouched for. */
function describe(signature: PdfSignature): Statement[] {
  const { format, name, reason, time, byteRange, isWhole, isUsageRights } = signature;
  const ranges = byteRange.join(" ");
  if (isUsageRights) return [state("usage_rights", format), state("covers", ranges)];
  return [
    state("signature", format),
    state("signed_by", [...new Set([name, certificateName(signature)])].filter(Boolean).join(" · ")),
    state("time", time && readableTime(time)),
    state("reason", reason),
    state("covers", isWhole ? `${ranges} = 100%` : ranges),
  ];
}

/** `D:20261129081658+05'30'` (ISO 32000-1 section 7.9.4) as everybody else writes it; anything else as it stands. */
function readableTime(text: string): string {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d'?\d\d)?/.exec(text);
  if (found === null) return text;
  const [, year, month, day, hours, minutes, seconds, zone = ""] = found;
  return `${year}-${month}-${day}T${hours}:${minutes}:${seconds}${zone.replace("'", ":")}`;
}

/** Of the signer's certificate, if it came along; BER with its padding is read as far as its own length says. */
function certificateName({ contents, format }: PdfSignature): string | undefined {
  const content = format === "ETSI.RFC3161" ? OID.tstInfo : OID.data;
  const last = contents.findLastIndex((byte) => byte !== 0);
  // A padding of zeros cannot be told from the zeros at the end of an indefinite length: two are left, then one, then none.
  for (const zeros of [0, 2, 4, 6, 1]) {
    const cms = contents.subarray(0, last + 1 + zeros);
    if (readBer(cms) === undefined) continue;
    const signed = readSignedData(cms, content);
    const certificates = (signed?.certificates ?? []).flatMap((der) => readCertificate(der) ?? []);
    const certificate = signed && findSigner(signed, certificates);
    return certificate && nameOf(certificate);
  }
  return undefined;
}
