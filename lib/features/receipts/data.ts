/** Receipts are not stored: each is a pure function of rows that never change, so it is the same bytes every time. */
import { fromUtf8 } from "#lib/core/bytes.ts";
import { formatReceipt, RECEIPT_VERSION, type Receipt } from "#lib/core/receipt.ts";
import { type EvidenceType, encodeEntry, recordHash } from "#lib/core/record.ts";
import { buildTlogProof } from "#lib/features/ledger/data/proofs.ts";
import type { OrganisationId } from "#lib/infra/auth/types.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { BuiltReceipt } from "./types.ts";

/**
 * The receipt of a record, with a proof once it is anchored.
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
    select: {
      type: true,
      record: true,
      details: true,
      ledger: { select: { name: true, verifierKey: true } },
      entry: { select: { index: true } },
    },
  });
  if (!row) return undefined;
  const { ledger, entry, record, details } = row;
  const proof = entry ? await buildTlogProof({ ledger: ledger.name, index: entry.index }) : undefined;
  const type = row.type as EvidenceType; // the table accepts no other
  const receipt: Receipt = {
    receipt: RECEIPT_VERSION,
    entry: text(encodeEntry({ type, recordHash: recordHash(record) })),
    issuer: { key: ledger.verifierKey },
    record: text(record),
    timestamps: [],
  };
  if (organisationId !== undefined) receipt.details = text(details);
  if (proof !== undefined) receipt.proof = proof;
  const json = new Uint8Array(formatReceipt(receipt));
  return { evidenceId, ledger: ledger.name, json, ...(proof === undefined ? {} : { proof }) };
}

function text(bytes: Uint8Array): string {
  const decoded = fromUtf8(bytes);
  if (decoded === undefined) throw new Error("A stored record is not UTF-8.");
  return decoded;
}
