/** Receipts are not stored: each is a pure function of rows that are only ever added to, so the same rows make the same bytes. */

import { type EvidenceType, encodeEntry, recordHash } from "#lib/core/claim/record.ts";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { formatReceipt, RECEIPT_VERSION, type Receipt } from "#lib/core/receipt/receipt.ts";
import { type ReceiptTimestamp, TIMESTAMPS_MAX, timestampSealText } from "#lib/core/receipt/receipt-timestamps.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { issuerKeyOf, readLedgerKeys } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findShownEntry, type ShownEntry, tlogProofOf } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import { listTimestamps } from "#lib/features/ledger/timestamps/rows.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { LedgerSigner } from "#lib/infra/keys/ledger-signer.ts";
import type { BuiltReceipt } from "./types.ts";

/**
 * The receipt of a record, with a proof once it is anchored, and with what witnesses and time-stamping authorities signed
 * about the checkpoint that it shows.
 *
 * @param options.organisationId whose record it must be; the receipt then carries the private details. Without it the
 *   receipt is the public one.
 * @returns undefined when there is no such record.
 */
export async function buildReceipt(options: {
  evidenceId: string;
  organisationId?: OrganisationId | undefined;
}): Promise<BuiltReceipt | undefined> {
  const { evidenceId, organisationId } = options;
  const row = await prisma().evidence.findFirst({
    where: { id: evidenceId, ...(organisationId === undefined ? {} : { organisationId }) },
    select: { type: true, record: true, details: true, ledgerName: true, entry: { select: { index: true } } },
  });
  if (!row) return undefined;
  const { ledgerName: ledger, entry, record, details } = row;
  const shown = entry ? await findShownEntry({ ledger, index: entry.index }) : undefined;
  const signer = await openIssuer(ledger, shown);
  const type = row.type as EvidenceType; // the table accepts no other
  const receipt: Receipt = {
    receipt: RECEIPT_VERSION,
    entry: text(encodeEntry({ type, recordHash: recordHash(record) })),
    issuer: { key: signer.key.text },
    record: text(record),
    timestamps: shown ? await sealedTimestamps(signer, { ledger, shown }) : [],
  };
  const proof = shown && tlogProofOf(shown);
  if (organisationId !== undefined) receipt.details = text(details);
  if (proof !== undefined) receipt.proof = proof;
  const json = new Uint8Array(formatReceipt(receipt));
  const treeSize = shown && parseCheckpoint(parseNote(shown.checkpoint)?.text ?? "")?.size;
  return { evidenceId, ledger, signer, json, ...(proof && { proof }), ...(treeSize !== undefined && { treeSize }) };
}

/** The key that a receipt names as its issuer's: one that signed the checkpoint shown, or will sign the one to come. */
async function openIssuer(ledger: string, shown: ShownEntry | undefined): Promise<LedgerSigner> {
  if (!shown) return await openLedgerSigner(ledger);
  const verifierKey = issuerKeyOf(shown.checkpoint, (await readLedgerKeys(ledger)) ?? []);
  if (verifierKey === undefined) throw new Error(`No key of ledger ${ledger} signed its block ${shown.height}.`);
  return await openLedgerSigner(ledger, { verifierKey });
}

/** The tokens over the checkpoint shown. Ed25519 has no randomness in it (RFC 8032), so the seals are the same every time. */
async function sealedTimestamps(
  signer: LedgerSigner,
  { ledger, shown }: { ledger: string; shown: ShownEntry },
): Promise<ReceiptTimestamp[]> {
  const stored = await listTimestamps({ ledger, height: shown.height, limit: TIMESTAMPS_MAX });
  const stamped = parseNote(shown.checkpoint)?.text ?? "";
  return stored.map(({ token }) => ({
    seal: toBase64(signer.sign(utf8(timestampSealText(stamped, token)))),
    token: toBase64(token),
  }));
}

function text(bytes: Uint8Array): string {
  const decoded = fromUtf8(bytes);
  if (decoded === undefined) throw new Error("A stored record is not UTF-8.");
  return decoded;
}
