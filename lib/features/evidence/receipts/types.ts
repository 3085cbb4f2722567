/** The forms in which a receipt is handed out. */
import type { VerifierKey } from "#lib/core/log/note.ts";
import { portableStem } from "#lib/core/text/portable-name.ts";
import type { ShareAccess } from "#lib/features/evidence/sharing/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";

export const RECEIPT_FORMATS = ["json", "tlog-proof", "pdf", "cose"] as const;
export type ReceiptFormat = (typeof RECEIPT_FORMATS)[number];

export interface ReceiptFormatFacts {
  mediaType: string;
  extension: string;
}

export const RECEIPT_FORMAT_FACTS: Record<ReceiptFormat, ReceiptFormatFacts> = {
  json: { mediaType: "application/json", extension: "json" },
  // C2SP tlog-proof: text, with this extension.
  "tlog-proof": { mediaType: "text/plain; charset=utf-8", extension: "tlog-proof" },
  pdf: { mediaType: "application/pdf", extension: "pdf" },
  // RFC 9052 section 2.
  cose: { mediaType: 'application/cose; cose-type="cose-sign1"', extension: "cose" },
};

/** "loan – receipt", for a record that is called "loan.pdf": what a receipt's file is called, before its ending. */
export function receiptStem(name: string, locale: Locale): string {
  return translator(locale)("receiptFile.stem", { name: portableStem(name) });
}

/** A receipt as it is built from the rows, and what its other forms need. */
export interface BuiltReceipt {
  evidenceId: string;
  /** Whose record it is. */
  submitter: string;
  /** The submitter's name for the content, only in a receipt with the private details; of one file of a bundle, its own. */
  name?: string;
  ledger: string;
  /** The key that it names as its issuer's. */
  issuer: VerifierKey;
  /** The receipt's exact bytes. */
  json: Uint8Array<ArrayBuffer>;
  /** The C2SP tlog-proof inside it; absent while the record waits. */
  proof?: string;
  /** Of the checkpoint in the proof. */
  treeSize?: bigint;
}

/** When to ask again for a receipt without a proof: a block is appended every second. */
export const RETRY_AFTER_SECONDS = 2;

/** What a stranger may see of a record. */
export interface SharedRecord {
  access: ShareAccess;
  /** The public receipt in base64, to be handed out with the page; absent where there is none to see, and where it is too large for that. */
  receipt?: string;
}
