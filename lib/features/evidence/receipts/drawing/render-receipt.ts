/**
 * The receipt as a PDF: a rendering for people that carries the receipt itself, sealed with the ledger's key.
 *
 * A pure function of the receipt, the language, the public address, the policy, the logo and the signature: the same bytes whenever it is
 * made, with no clock and no randomness in it.
 */

import { formatNote } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { type OpenedReceipt, openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { PROOF_ATTACHMENT } from "#lib/core/receipt/receipt-file.ts";
import {
  CHECKPOINT_ATTACHMENT,
  insertSeal,
  RECEIPT_ATTACHMENT,
  sealText,
  timestampAttachment,
} from "#lib/core/receipt/receipt-pdf.ts";
import { concat, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { signaturesOf } from "#lib/core/verify/receipt-signatures.ts";
import { timestampsOf } from "#lib/core/verify/verify-timestamps.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { type Attachment, attachFiles } from "#lib/pdf/attachments.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { embedPicture } from "#lib/pdf/picture.ts";
import { STYLE } from "#lib/pdf/style.ts";
import { prepareText } from "#lib/pdf/text.ts";
import { readyFor } from "#lib/verify/signatures.ts";
import { verify } from "#lib/verify/verify.ts";
import { namesIn, type ReceiptFacts, readReceiptFacts, type Stamp } from "./facts.ts";
import { drawReceiptPages } from "./pages.ts";
import { readRenewals } from "./renewals.ts";
import { readTokens } from "./tokens.ts";

export interface ReceiptPdfInput {
  /** The receipt's exact bytes; they are attached as they are. */
  receipt: Uint8Array;
  locale: Locale;
  /** Address of the installation, for the links and the QR code. */
  publicUrl: string;
  /**
   * The ledger's C2SP policy at the checkpoint that the receipt shows: whether as many witnesses signed as it asks for is
   * said, as the policy's words and not as the reader's. Without it nothing is said about a quorum.
   */
  policy?: string;
  /** The first tree size of the epoch whose policy has just the keys that signed the receipt's checkpoint. */
  policyEpoch?: bigint;
  /** The submitter's logo as it is now: PNG, as `embedPicture` takes it. It is on the first page and in nothing that is checked. */
  logo?: Uint8Array;
  /**
   * Signs the text of a note with the key of the receipt's ledger; the answer is the signature line, with its LF
   * (C2SP signed-note).
   */
  sign: (noteText: string) => string | Promise<string>;
}

/** In ascending order of their names. */
export function attachmentsOf(
  receipt: Uint8Array,
  { facts, locale }: { facts: ReceiptFacts; locale: Locale },
): Attachment[] {
  const t = translator(locale);
  const date = new Date(facts.receivedAt);
  const supplement = { date, relationship: "Supplement" } as const;
  const attachments: Attachment[] = [
    {
      name: RECEIPT_ATTACHMENT,
      bytes: receipt,
      mediaType: "application/json",
      description: t("receiptPdf.attachedReceipt"),
      date,
      relationship: "Source",
    },
  ];
  if (facts.proof !== undefined) {
    attachments.push({
      ...supplement,
      name: PROOF_ATTACHMENT,
      bytes: utf8(facts.proof),
      mediaType: "text/plain",
      description: t("receiptPdf.attachedProof"),
    });
  }
  if (facts.tokens.length === 0) return attachments;
  const checkpoint: Attachment = {
    ...supplement,
    name: CHECKPOINT_ATTACHMENT,
    bytes: utf8(facts.anchor?.checkpointText ?? ""),
    mediaType: "text/plain",
    description: t("receiptPdf.attachedCheckpoint"),
  };
  const tokens = facts.tokens.map(
    (bytes, at): Attachment => ({
      ...supplement,
      name: timestampAttachment(at + 1),
      bytes,
      mediaType: "application/vnd.etsi.timestamp-token", // ETSI EN 319 162-1 names its files .tst
      description: t("receiptPdf.attachedTimestamp"),
    }),
  );
  return [checkpoint, ...attachments, ...tokens];
}

/** The document before it is sealed. */
async function makeUnsealed(input: ReceiptPdfInput, facts: ReceiptFacts): Promise<Uint8Array> {
  const { receipt, locale } = input;
  const publicUrl = input.publicUrl.replace(/\/+$/, "");
  const t = translator(locale);
  const { policy, policyEpoch } = input;
  const picture = input.logo && toHex(sha256(input.logo));
  const shown = [locale, publicUrl, policy, policyEpoch, picture].filter((each) => each !== undefined);
  const identity = concat(receipt, utf8(`\n${shown.join("\n")}`));
  const doc = await openDocument({
    title: t("receiptPdf.documentTitle", { id: facts.id }),
    subject: t("receiptPdf.subject", { id: facts.id }),
    language: locale,
    date: new Date(facts.receivedAt),
    identity,
  });
  await prepareText([...namesIn(facts), publicUrl], STYLE.value.faces);
  const fonts = embedFaces(doc, identity);
  const logo = input.logo && embedPicture(doc, input.logo);
  drawReceiptPages(doc, { fonts, facts, locale, publicUrl, policyEpoch, logo });
  attachFiles(doc, attachmentsOf(receipt, { facts, locale }));
  return saveDocument(doc, fonts);
}

/** What the tokens over the checkpoint state. */
async function readTimestamps(receipt: OpenedReceipt): Promise<Stamp[]> {
  const found = timestampsOf(receipt);
  return found ? await readTokens(found.tokens, { imprint: sha256(found.stamped) }) : [];
}

/** @throws {Error} where it cannot be read */
export async function readFacts(opened: OpenedReceipt, policy: string | undefined): Promise<ReceiptFacts> {
  const { parts } = opened;
  if (!parts) throw new Error("The receipt cannot be read.");
  const timestamps = await readTimestamps(opened);
  const renewals = await readRenewals(parts.receipt);
  const parsed = policy === undefined ? undefined : parsePolicy(policy);
  // Who signed is asked of what verifies every kind of signature, and only some of them are loaded from the start.
  await readyFor(signaturesOf(opened, parsed && "error" in parsed ? undefined : parsed));
  const facts = readReceiptFacts(parts, { timestamps, renewals, policy });
  if (!facts) throw new Error("The receipt cannot be read.");
  return facts;
}

/** @throws {Error} when the receipt does not hold by itself: no page says more than its receipt proves */
export async function requireSound(receipt: OpenedReceipt): Promise<void> {
  const { steps } = await verify({ receipt });
  const failed = steps.find(({ status }) => status === "failed");
  if (failed) throw new Error(`The receipt does not hold: ${failed.name}, ${failed.reason}.`);
}

/**
 * The sealed PDF of a receipt, anchored or not. It takes the thread that it runs in for a tenth of a second.
 *
 * @throws {Error} when the receipt does not hold by itself, or `sign` does not sign with the key that it names
 */
export async function renderReceiptPdf(input: ReceiptPdfInput): Promise<Uint8Array> {
  const opened = openReceipt(input.receipt);
  const facts = await readFacts(opened, input.policy);
  const unsealed = await makeUnsealed(input, facts);
  const text = sealText(facts.id, unsealed);
  const sealed = insertSeal(unsealed, formatNote(text, [await input.sign(text)]));
  // Nor does a page leave under another key's seal.
  await requireSound(openReceipt(sealed));
  return sealed;
}
