/** A receipt in the form that was asked for. */

import { signatureLine } from "#lib/core/log/note.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { publicUrl } from "#lib/env.ts";
import { waitForEntry } from "#lib/features/ledger/publishing/rows/wait-for-entry.ts";
import { readWitnessPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import type { Milestone } from "#lib/features/ledger/publishing/schema.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { preferredType } from "#lib/infra/http/accept.ts";
import type { Answer } from "#lib/infra/http/answer.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { renderReceiptPdf } from "./drawing/render-receipt.ts";
import { buildReceipt } from "./rows.ts";
import type { ReceiptQuery } from "./schema.ts";
import { type BuiltReceipt, RECEIPT_FORMAT_FACTS, type ReceiptFormat } from "./types.ts";

/** A block is appended every second. */
const RETRY_AFTER_SECONDS = 2;

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
 * @param options.organisationId as in `buildReceipt`
 * @throws {SealbookError} `not_found`; `not_anchored` for a form that needs the proof.
 */
export async function loadReceipt(options: {
  evidenceId: string;
  organisationId?: OrganisationId | undefined;
  format: ReceiptFormat;
  locale: Locale;
  waitSeconds: number;
  until: Milestone;
  signal?: AbortSignal;
}): Promise<LoadedReceipt> {
  const { evidenceId, format, locale, waitSeconds, until, signal } = options;
  let receipt = await buildReceipt(options);
  if (!receipt) throw new SealbookError("not_found");
  if (waitSeconds > 0 && (receipt.proof === undefined || until !== "anchored")) {
    await waitForEntry({ evidenceId, until, timeoutMs: waitSeconds * 1000, ...(signal ? { signal } : {}) });
    receipt = (await buildReceipt(options)) ?? receipt;
  }
  const { mediaType, extension } = RECEIPT_FORMAT_FACTS[format];
  // Only the PDF has words: both languages of it may lie in one folder.
  const filename = `receipt-${evidenceId}${format === "pdf" ? `-${locale}` : ""}.${extension}`;
  const bytes = await inFormat(receipt, { format, locale });
  return { bytes, mediaType, filename, anchored: receipt.proof !== undefined };
}

async function inFormat(
  receipt: BuiltReceipt,
  { format, locale }: { format: ReceiptFormat; locale: Locale },
): Promise<Uint8Array<ArrayBuffer>> {
  if (format === "json") return receipt.json;
  if (receipt.proof === undefined) {
    throw new SealbookError("not_anchored", { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } });
  }
  if (format === "tlog-proof") return new Uint8Array(utf8(receipt.proof));
  return new Uint8Array(await renderSealed(receipt, locale));
}

async function renderSealed(receipt: BuiltReceipt, locale: Locale): Promise<Uint8Array> {
  const { ledger, issuer, treeSize: size } = receipt;
  const signer = await openLedgerSigner(ledger, { verifierKey: issuer.text });
  const policy = size === undefined ? undefined : await readWitnessPolicy({ ledger, size });
  const { name, keyId } = issuer;
  return await renderReceiptPdf({
    receipt: receipt.json,
    locale,
    publicUrl,
    ...(policy === undefined ? {} : { policy }),
    sign: (text) => signatureLine({ name, keyId, signature: signer.sign(utf8(text)) }),
  });
}

const FORMAT_OF_TYPE = { "application/json": "json", "application/pdf": "pdf", "text/plain": "tlog-proof" } as const;
const RECEIPT_TYPES = Object.keys(FORMAT_OF_TYPE) as (keyof typeof FORMAT_OF_TYPE)[];

/**
 * The answer to a request for a receipt: in the format of the query, else of the Accept header. 202 while a JSON receipt
 * has no proof yet.
 *
 * @throws {SealbookError} `not_acceptable`, and what `loadReceipt` throws.
 */
export async function receiptAnswer(options: {
  evidenceId: string;
  organisationId?: OrganisationId;
  query: ReceiptQuery;
  request: ApiRequest;
}): Promise<Answer> {
  const { query, request, ...whose } = options;
  const accepted = preferredType(request.headers.accept, RECEIPT_TYPES);
  const format = query.format ?? (accepted && FORMAT_OF_TYPE[accepted]);
  if (!format) throw new SealbookError("not_acceptable", { details: { available: RECEIPT_TYPES.join(", ") } });
  const receipt = await loadReceipt({
    ...whose,
    format,
    locale: query.lang ?? request.locale,
    waitSeconds: query.wait,
    until: query.until,
    signal: request.signal,
  });
  const { bytes, mediaType, filename, anchored } = receipt;
  const headers = downloadHeaders({ filename, mediaType, length: bytes.length });
  if (anchored) return { status: 200, headers: { ...headers, vary: "Accept" }, payload: bytes };
  return { status: 202, headers: { ...headers, "retry-after": `${RETRY_AFTER_SECONDS}` }, payload: bytes };
}
