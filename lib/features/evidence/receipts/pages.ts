/** A receipt in the form that was asked for. */

import { signatureLine } from "#lib/core/log/note.ts";
import { parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { publicUrl } from "#lib/env.ts";
import { readLogo } from "#lib/features/accounts/logos/rows.ts";
import { findShareAccess } from "#lib/features/evidence/sharing/rows/sharing.ts";
import { findPolicyEpoch } from "#lib/features/ledger/publishing/rows/policy-epochs.ts";
import { waitForEntry } from "#lib/features/ledger/publishing/rows/wait-for-entry.ts";
import { readWitnessPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import type { Milestone } from "#lib/features/ledger/publishing/schema.ts";
import { type CoseAlgorithm, issueCoseReceipt } from "#lib/features/ledger/sealing/rows/cose-receipts.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import type { Reach } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { drawReceipt } from "./drawing/draw-receipt.ts";
import type { ReceiptPdfInput } from "./drawing/render-receipt.ts";
import { buildReceipt } from "./rows.ts";
import {
  type BuiltReceipt,
  RECEIPT_FORMAT_FACTS,
  RETRY_AFTER_SECONDS,
  type ReceiptFormat,
  receiptStem,
  type SharedRecord,
} from "./types.ts";

/** One with many tokens is fetched by whoever is about to check it. */
const WITH_PAGE_BYTES_MAX = 64 * 1024;

export interface LoadedReceipt {
  bytes: Uint8Array<ArrayBuffer>;
  mediaType: string;
  filename: string;
  /** false: a JSON receipt without a proof; the other forms need one. */
  anchored: boolean;
}

/**
 * The receipt, after waiting up to `waitSeconds` for its anchor, or until others have signed it as well.
 *
 * @param options.reach as in `buildReceipt`
 * @throws {SealbookError} `not_found`; `not_anchored` for a form that needs the proof; what `issueCoseReceipt` throws.
 */
export async function loadReceipt(options: {
  evidenceId: string;
  reach?: Reach | undefined;
  format: ReceiptFormat;
  /** Of a COSE receipt. */
  algorithm?: CoseAlgorithm | undefined;
  locale: Locale;
  waitSeconds: number;
  until: Milestone;
  /** As in `buildReceipt`. */
  renewal?: boolean;
  /** As in `buildReceipt`. */
  file?: number | undefined;
  signal?: AbortSignal;
  /** Among whom the work of drawing is shared out; the organisation, unless there is none. */
  caller?: string;
}): Promise<LoadedReceipt> {
  const {
    caller = options.reach?.organisationId ?? "",
    evidenceId,
    format,
    algorithm,
    locale,
    waitSeconds,
    until,
    signal,
  } = options;
  let receipt = await buildReceipt(options);
  if (!receipt) throw new SealbookError("not_found");
  if (waitSeconds > 0 && (receipt.proof === undefined || until !== "anchored")) {
    await waitForEntry({ evidenceId, until, timeoutMs: waitSeconds * 1000, ...(signal ? { signal } : {}) });
    receipt = (await buildReceipt(options)) ?? receipt;
  }
  const { mediaType, extension } = RECEIPT_FORMAT_FACTS[format];
  const filename = `${stemOf(receipt, { format, locale })}.${extension}`;
  const bytes = await inFormat(receipt, { format, algorithm, locale, caller, signal });
  return { bytes, mediaType, filename, anchored: receipt.proof !== undefined };
}

/** After what it is the receipt of, which a public one does not tell. */
function stemOf(
  { evidenceId, name }: BuiltReceipt,
  { format, locale }: { format: ReceiptFormat; locale: Locale },
): string {
  if (name !== undefined) return receiptStem(name, locale);
  // Only the PDF has words: both languages of it may lie in one folder.
  return `receipt-${evidenceId}${format === "pdf" ? `-${locale}` : ""}`;
}

/** @param options.token of the link in the address, as it came */
export async function loadSharedRecord(options: { evidenceId: string; token?: string }): Promise<SharedRecord> {
  const { evidenceId } = options;
  const { file } = await findShareAccess(options);
  // A receipt that cannot be built is no reason to show no page: the browser asks for it, and is told why.
  const built = await buildReceipt({ evidenceId, file }).catch(() => undefined);
  // Asked last: what was read meanwhile is not for whom it was closed to.
  const { access } = await findShareAccess(options);
  const isOpen = access === "public" || access === "link";
  if (!isOpen || built === undefined || built.json.length > WITH_PAGE_BYTES_MAX) return { access };
  return { access, receipt: toBase64(built.json) };
}

export interface Drawing {
  locale: Locale;
  /** Among whom the work of drawing is shared out. */
  caller: string;
  signal: AbortSignal | undefined;
}

async function inFormat(
  receipt: BuiltReceipt,
  wish: { format: ReceiptFormat; algorithm: CoseAlgorithm | undefined } & Drawing,
): Promise<Uint8Array<ArrayBuffer>> {
  const { format, algorithm, ...drawing } = wish;
  if (format === "json") return receipt.json;
  if (receipt.proof === undefined) {
    throw new SealbookError("not_anchored", { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } });
  }
  if (format === "tlog-proof") return new Uint8Array(utf8(receipt.proof));
  if (format === "cose") return await inCose(receipt, algorithm);
  return new Uint8Array(await renderSealed(receipt, drawing));
}

/** About the record by its id, as a URN (RFC 9562 section 4). */
async function inCose(
  { evidenceId, ledger, proof = "" }: BuiltReceipt,
  algorithm: CoseAlgorithm | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const index = parseTlogProof(proof)?.index;
  if (index === undefined) throw new Error("A proof of ours cannot be read.");
  return await issueCoseReceipt({ ledger, index, subject: `urn:uuid:${evidenceId}`, algorithm });
}

/** The receipt as a PDF under the ledger's seal. */
export async function renderSealed(receipt: BuiltReceipt, { locale, ...whose }: Drawing): Promise<Uint8Array> {
  const { ledger, issuer, submitter } = receipt;
  const logo = await readLogo(submitter);
  const signer = await openLedgerSigner(ledger, { verifierKey: issuer.text });
  const { name, keyId } = issuer;
  return await drawReceipt(whose, {
    receipt: receipt.json,
    locale,
    publicUrl,
    ...(await readShownPolicy(receipt)),
    ...(logo && { logo }),
    sign: (text) => signatureLine({ name, keyId, signature: signer.sign(utf8(text)) }),
  });
}

/** What the drawing says of the ledger's policy at the checkpoint that the receipt shows. */
export async function readShownPolicy({
  ledger,
  treeSize: size,
}: BuiltReceipt): Promise<Pick<ReceiptPdfInput, "policy" | "policyEpoch">> {
  if (size === undefined) return {};
  const policy = await readWitnessPolicy({ ledger, size });
  const epoch = await findPolicyEpoch({ ledger, size });
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(epoch === undefined ? {} : { policyEpoch: epoch.since }),
  };
}
