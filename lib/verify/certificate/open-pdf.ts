/** A certificate's PDF, as it was delivered or as another program has saved it since: what is attached, and whether its pages are the designed ones. */
import { equalBytes, fromBase64, fromUtf8 } from "#lib/core/text/bytes.ts";
import { onlyAttaches } from "#lib/pdf/read/appended.ts";
import { type EmbeddedFile, readEmbeddedFiles } from "#lib/pdf/read/attachments.ts";
import { prefixWithDigest } from "#lib/pdf/read/revisions.ts";
import type { OpenedCertificate, OpenedPages, ReceiptOfCertificate } from "./opened.ts";
import { openReceiptPart } from "./receipt-part.ts";
import type { CertificateFailure } from "./words.ts";

const CREDENTIAL_FILE = "credential.json";
const RECEIPT_FILE = "receipt.json";

/** Undefined for a PDF that carries neither a certificate's credential nor its receipt: it may be a receipt, a print, or anything. */
export async function openPdf(pdf: Uint8Array): Promise<OpenedCertificate | undefined> {
  const files = await readEmbeddedFiles(pdf).then(
    ({ files }) => files,
    () => [],
  );
  const [credentials, receipts] = [named(files, CREDENTIAL_FILE), named(files, RECEIPT_FILE)];
  const receipt = receipts.length === 1 && receipts[0] ? openReceiptPart(receipts[0].bytes) : undefined;
  if (credentials.length === 0 && receipt === undefined) return undefined;
  const credential = credentials[0] && fromUtf8(credentials[0].bytes);
  const failure = failureOf({ credentials: credentials.length, receipts: receipts.length, credential, receipt });
  return {
    form: "pdf",
    pages: await pagesOf(pdf, receipt),
    ...(credential === undefined ? {} : { credential }),
    ...(receipt === undefined ? {} : { receipt }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Files of one name, each once: programs write the same one twice. */
function named(files: readonly EmbeddedFile[], name: string): EmbeddedFile[] {
  const found = files.filter((file) => file.name === name);
  return found.filter(({ bytes }, at) => found.findIndex((other) => equalBytes(other.bytes, bytes)) === at);
}

/** Of two that differ nobody can say which one is meant. */
function failureOf(found: {
  credentials: number;
  receipts: number;
  credential: string | undefined;
  receipt: ReceiptOfCertificate | undefined;
}): CertificateFailure | undefined {
  if (found.credentials > 1 || found.receipts > 1) return "attachments_conflict";
  if (found.credentials === 1 && found.credential === undefined) return "credential_malformed";
  if (found.receipts === 1 && found.receipt === undefined) return "leaf_malformed";
  return found.receipt && found.receipt.certificate === undefined ? "leaf_malformed" : undefined;
}

async function pagesOf(pdf: Uint8Array, receipt: ReceiptOfCertificate | undefined): Promise<OpenedPages> {
  const digest = fromBase64(receipt?.certificate?.leaf.pages ?? "");
  if (digest === undefined || digest.length === 0) return "unbound";
  const length = prefixWithDigest(pdf, digest);
  if (length === undefined) return "altered";
  return (await onlyAttaches(pdf, length)) ? "whole" : "appended";
}
