/** Receipts are not stored: each is a pure function of rows that are only ever added to, so the same rows make the same bytes. */

import { type EvidenceType, encodeEntry, recordHash } from "#lib/core/claim/record.ts";
import { parseNote, type VerifierKey } from "#lib/core/log/note.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { formatReceipt, RECEIPT_V1, type Receipt } from "#lib/core/receipt/receipt.ts";
import { type ReceiptTimestamp, TIMESTAMPS_MAX, timestampSealText } from "#lib/core/receipt/receipt-timestamps.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { issuerKeyOf, readLedgerKeys } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findShownBlock, readInclusionProof, type ShownBlock } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import { listTimestamps } from "#lib/features/ledger/timestamps/rows.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { readTogether } from "#lib/infra/db/batches.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { Recent } from "#lib/infra/db/recent.ts";
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
  const row = await readRow({ evidenceId, organisationId });
  if (!row) return undefined;
  const { type, ledger, index, record, details } = row;
  const shown = await shownFor(row);
  const { key: issuer } = shown ?? (await openLedgerSigner(ledger));
  const receipt: Receipt = {
    receipt: RECEIPT_V1,
    entry: text(encodeEntry({ type, recordHash: recordHash(record) })),
    issuer: { key: issuer.text },
    record: text(record),
    timestamps: shown?.timestamps ?? [],
  };
  if (organisationId !== undefined) receipt.details = text(details);
  if (shown && index !== null) {
    const { checkpoint, treeSize: size } = shown;
    const path = await readInclusionProof({ ledger, index, size });
    receipt.proof = formatTlogProof({ index, hashes: path, checkpoint });
  }
  const { proof } = receipt;
  const json = new Uint8Array(formatReceipt(receipt));
  return { evidenceId, ledger, issuer, json, ...(shown && { proof, treeSize: shown.treeSize }) };
}

type Row = {
  /** The table accepts no other. */
  type: EvidenceType;
  record: Uint8Array;
  details: Uint8Array;
  ledger: string;
  /** Of its entry; null while it waits. */
  index: bigint | null;
  /** Of the block that it shows, and how many cosignatures and tokens that has. */
  height: bigint | null;
  cosignatures: bigint;
  timestamps: bigint;
};

/** One statement for all who ask at the same time: prisma/migrations/0014_read_together. */
const readRow = readTogether<{ evidenceId: string; organisationId: OrganisationId | undefined }, Row>(
  async (wanted) => {
    const { rows } = await pool().query<Row & { place: number }>("SELECT * FROM read_for_receipts($1, $2)", [
      wanted.map(({ evidenceId }) => evidenceId),
      wanted.map(({ organisationId }) => organisationId),
    ]);
    const found = new Map(rows.map((row) => [row.place, row]));
    return wanted.map((_, at) => found.get(at + 1));
  },
);

/** What the receipts of a block's entries have in common. */
interface ShownParts extends ShownBlock {
  /** The key that a receipt names as its issuer's: one that signed the checkpoint. */
  key: VerifierKey;
  timestamps: ReceiptTimestamp[];
}

/** Blocks whose parts are kept: some 10 KB each, and four tokens of the largest kind make one of 350 KB. */
const SHOWN_MAX = 256;
const shownParts = new Recent<string, Promise<ShownParts>>(SHOWN_MAX);

/** Signatures and tokens are only ever added, so that their numbers tell whether what is kept is all there is. */
async function shownFor({ ledger, height, cosignatures, timestamps }: Row): Promise<ShownParts | undefined> {
  if (height === null) return undefined;
  const key = `${ledger}/${height}/${cosignatures}/${timestamps}`;
  const kept = shownParts.get(key);
  if (kept) return await kept;
  const read = readShownParts({ ledger, height });
  shownParts.set(key, read);
  read.catch(() => shownParts.delete(key));
  return await read;
}

async function readShownParts(block: { ledger: string; height: bigint }): Promise<ShownParts> {
  const { ledger, height } = block;
  const shown = await findShownBlock(block);
  const verifierKey = issuerKeyOf(shown.checkpoint, (await readLedgerKeys(ledger)) ?? []);
  if (verifierKey === undefined) throw new Error(`No key of ledger ${ledger} signed its block ${height}.`);
  const signer = await openLedgerSigner(ledger, { verifierKey });
  const stored = await listTimestamps({ ...block, limit: TIMESTAMPS_MAX });
  const stamped = parseNote(shown.checkpoint)?.text ?? "";
  // Ed25519 has no randomness in it (RFC 8032), so the seals are the same every time.
  const timestamps = stored.map(({ token }) => ({
    seal: toBase64(signer.sign(utf8(timestampSealText(stamped, token)))),
    token: toBase64(token),
  }));
  return { ...shown, key: signer.key, timestamps };
}

function text(bytes: Uint8Array): string {
  const decoded = fromUtf8(bytes);
  if (decoded === undefined) throw new Error("A stored record is not UTF-8.");
  return decoded;
}
