/** A certificate taken apart, in whatever form it came. Nothing has been verified here. */
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import type { CertificateExtra } from "#lib/core/verify/extras/certificate.ts";
import type { CertificateFailure, CertificateForm } from "./words.ts";

/** `certificate`: undefined where what the receipt carries about it has not its one form. */
export type ReceiptOfCertificate = { opened: OpenedReceipt; certificate: CertificateExtra | undefined };

/**
 * Of a delivered PDF. whole: as designed, and nothing was done to it but to attach files. appended: the pages as designed, and changes
 * behind them. altered: not the pages that its receipt names. unbound: it carries no receipt that says which they were.
 */
export type OpenedPages = "whole" | "appended" | "altered" | "unbound";

export type OpenedCertificate = {
  form: CertificateForm;
  /** Credential in JSON, to the byte. */
  credential?: string;
  /** SD-JWT with the disclosures that came. */
  sdJwt?: string;
  /** Unlinkable presentation, in JSON. */
  unlinkable?: string;
  receipt?: ReceiptOfCertificate;
  pages?: OpenedPages;
  /** What came cannot be read, or there are two that contradict each other. */
  failure?: CertificateFailure;
};
