/** Receipts are not stored: each is a pure function of rows that are only ever added to, so the same rows make the same bytes. */

import { parseDetails } from "#lib/core/claim/details.ts";
import { type EvidenceRecord, entryOfRecord, parseRecord, recordHash } from "#lib/core/claim/record.ts";
import { RECORD_V1 } from "#lib/core/claim/record-v1.ts";
import type { LedgerFormat } from "#lib/core/log/block.ts";
import { findSignature, parseNote, type VerifierKey } from "#lib/core/log/note.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import type { ReceiptExtra } from "#lib/core/receipt/extras.ts";
import { formatReceipt, RECEIPT_V1, RECEIPT_V2, type Receipt } from "#lib/core/receipt/receipt.ts";
import { type ReceiptTimestamp, TIMESTAMPS_MAX, timestampSealText } from "#lib/core/receipt/receipt-timestamps.ts";
import { RENEWAL_KIND, type ReceiptRenewal } from "#lib/core/renewal/receipt-renewal.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { findBundledFile } from "#lib/features/evidence/bundles/rows.ts";
import { asText } from "#lib/features/evidence/records/rows/evidence.ts";
import { findRenewedEntry, type RenewedEntry } from "#lib/features/ledger/renewal/rows/renewed-entries.ts";
import { issuerKeyOf, readLedgerKeys, sm2KeyAt, verifierKeysOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findShownBlock, readInclusionProof, type ShownBlock } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import type { LedgerKey } from "#lib/features/ledger/sealing/types.ts";
import { listTimestamps } from "#lib/features/ledger/timestamps/rows.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { readTogether } from "#lib/infra/db/batches.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import type { LedgerSigner } from "#lib/infra/keys/ledger-signer.ts";
import type { BuiltReceipt } from "./types.ts";

/**
 * The receipt of a record, with a proof once it is anchored, and with what witnesses and time-stamping authorities signed
 * about the checkpoint that it shows.
 *
 * @param options.reach within which the record must be; the receipt then carries the private details. Without it the
 *   receipt is the public one.
 * @param options.renewal with the ledger's renewals, where there are any: the receipt then shows the checkpoint that they bind, and what
 *   vouched for it at that time
 * @param options.file place of one file of a bundle: the receipt is about that one, and says nothing of the private details
 * @returns undefined when there is no such record, or no such file in it.
 */
export async function buildReceipt(options: {
  evidenceId: string;
  reach?: Reach | undefined;
  renewal?: boolean;
  file?: number | undefined;
}): Promise<BuiltReceipt | undefined> {
  const { evidenceId, reach, renewal = false, file: place } = options;
  const row = await readRow({ evidenceId, reach });
  const file = row && place !== undefined ? await findBundledFile(evidenceId, place) : undefined;
  if (!row || (place !== undefined && !file)) return undefined;
  const isWhole = reach !== undefined && place === undefined;
  const { ledger, index, record, details } = row;
  const claim = claimOf(record);
  const renewed = renewal && index !== null ? await findRenewedEntry({ ledger, index }) : undefined;
  const shown = renewed ? await toShownParts({ ledger, ...boundBy(renewed) }) : await shownFor(row);
  const { key: issuer } = shown ?? (await openLedgerSigner(ledger));
  const [proof, block, renewals, erasure] = await Promise.all([
    proofOf(row, shown),
    blockOf(row, shown),
    renewed ? renewalsOf(renewed, { ledger, verifierKey: issuer.text }) : [],
    details.length === 0 ? erasureOf(evidenceId) : [],
  ]);
  const stated = {
    entry: text(entryOfRecord(claim, recordHash(record))),
    record: text(record),
    timestamps: shown?.timestamps ?? [],
    ...(isWhole && details.length > 0 ? { details: text(details) } : {}),
    ...(proof === undefined ? {} : { proof }),
  };
  const key = { key: issuer.text };
  const extras = [...block, ...(shown?.sm2 ?? []), ...renewals, ...erasure, ...(file ? [file.extra] : [])];
  const isFirst = row.format === 1 && claim.record === RECORD_V1 && extras.length === 0;
  const receipt: Receipt = isFirst
    ? { receipt: RECEIPT_V1, issuer: key, ...stated }
    : { receipt: RECEIPT_V2, ledgerKey: key, extras, ...stated };
  const json = new Uint8Array(formatReceipt(receipt));
  const name = isWhole ? parseDetails(text(details))?.name : file?.name.split("/").at(-1);
  return {
    ...{ evidenceId, submitter: claim.submitter.organisation, ledger, issuer, json },
    ...(name === undefined ? {} : { name }),
    ...(shown && { proof, treeSize: shown.treeSize }),
  };
}

function claimOf(record: Uint8Array): EvidenceRecord {
  const claim = parseRecord(text(record));
  if (claim === undefined) throw new Error("A stored record is none.");
  return claim;
}

async function proofOf({ ledger, index }: Row, shown: ShownParts | undefined): Promise<string | undefined> {
  if (!shown || index === null) return undefined;
  const { checkpoint, treeSize: size } = shown;
  return formatTlogProof({ index, hashes: await readInclusionProof({ ledger, index, size }), checkpoint });
}

/** The header of the record's block, where it is a leaf, under the checkpoint that the receipt shows. */
async function blockOf(
  { ledger, header, headerIndex: index }: Row,
  shown: ShownParts | undefined,
): Promise<ReceiptExtra[]> {
  if (!shown || header === null || index === null) return [];
  const path = await readInclusionProof({ ledger, index, size: shown.treeSize });
  return [{ kind: "block", header: text(header), index: String(index), path: path.map(toBase64) }];
}

/** What a renewal bound, as a receipt shows it. */
function boundBy({ attested: { height, size, text, tokens } }: RenewedEntry): {
  shown: ShownBlock;
  tokens: Uint8Array[];
} {
  return { shown: { height, treeSize: size, checkpoint: text }, tokens };
}

/** Each renewal, with the receipt of the record that holds it; up to the first that is not anchored yet. */
async function renewalsOf(
  { links }: RenewedEntry,
  { ledger, verifierKey }: { ledger: string; verifierKey: string },
): Promise<ReceiptRenewal[]> {
  const signer = await openLedgerSigner(ledger, { verifierKey });
  const extras: ReceiptRenewal[] = [];
  for (const { renewal, statement, evidenceId, path, content, details } of links) {
    const recorded = await buildReceipt({ evidenceId });
    if (recorded?.proof === undefined) break;
    extras.push({
      kind: RENEWAL_KIND,
      ...{ statement, path: path.map(toBase64), receipt: text(recorded.json) },
      stamps: sealed(
        signer,
        statement,
        renewal.stamps.map(({ token }) => token),
      ),
      ...(content && { content: toBase64(content) }),
      ...(details && { details: toBase64(details) }),
    });
  }
  return extras;
}

/** The receipt of the record that states that this one was erased, once it is anchored. */
async function erasureOf(evidenceId: string): Promise<ReceiptExtra[]> {
  const { rows } = await pool().query<{ id: string }>(
    "SELECT claim_id AS id FROM evidence_erasure WHERE evidence_id = $1 AND claim_id IS NOT NULL",
    [evidenceId],
  );
  const claim = rows[0] && (await buildReceipt({ evidenceId: rows[0].id }));
  return claim?.proof === undefined ? [] : [{ kind: "erasure", receipt: text(claim.json) }];
}

type Row = {
  record: Uint8Array;
  details: Uint8Array;
  ledger: string;
  /** Of its entry; null while it waits. */
  index: bigint | null;
  /** Of the block that it shows, and how many cosignatures and tokens that has. */
  height: bigint | null;
  cosignatures: bigint;
  timestamps: bigint;
  /** Of its ledger. */
  format: LedgerFormat;
  /** Of its own block, where that is a leaf. */
  header: Uint8Array | null;
  headerIndex: bigint | null;
};

const READ_ROWS = `SELECT r.*, l.format, h.header, h.header_index AS "headerIndex"
  FROM read_for_receipts($1, $2, $3) r JOIN ledger l ON l.name = r.ledger
  LEFT JOIN LATERAL header_of_entry(r.ledger, r.index) h ON true`;

/** One statement for all who ask at the same time: prisma/migrations/0014_read_together. */
const readRow = readTogether<{ evidenceId: string; reach: Reach | undefined }, Row>(async (wanted) => {
  const { rows } = await pool().query<Row & { place: number }>(READ_ROWS, [
    wanted.map(({ evidenceId }) => evidenceId),
    wanted.map(({ reach }) => reach?.organisationId),
    wanted.map(({ reach }) => reach && asText(reach)),
  ]);
  const found = new Map(rows.map((row) => [row.place, row]));
  return wanted.map((_, at) => found.get(at + 1));
});

/** What the receipts of a block's entries have in common. */
interface ShownParts extends ShownBlock {
  /** The key that a receipt names as its issuer's: one that signed the checkpoint. */
  key: VerifierKey;
  timestamps: ReceiptTimestamp[];
  /** Whose its SM2 signature is, where it has one. */
  sm2: ReceiptExtra[];
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
  const { ledger } = block;
  const shown = await findShownBlock(block);
  const stored = await listTimestamps({ ...block, limit: TIMESTAMPS_MAX });
  return await toShownParts({ ledger, shown, tokens: stored.map(({ token }) => token) });
}

async function toShownParts(block: { ledger: string; shown: ShownBlock; tokens: Uint8Array[] }): Promise<ShownParts> {
  const { ledger, shown, tokens } = block;
  const keys = (await readLedgerKeys(ledger)) ?? [];
  const verifierKey = issuerKeyOf(shown.checkpoint, keys);
  if (verifierKey === undefined) throw new Error(`No key of ledger ${ledger} signed its block ${shown.height}.`);
  const signer = await openLedgerSigner(ledger, { verifierKey });
  const stamped = parseNote(shown.checkpoint)?.text ?? "";
  return { ...shown, key: signer.key, timestamps: sealed(signer, stamped, tokens), sm2: sm2Of(shown, keys) };
}

/** The statement about the SM2 key that signed the checkpoint, the newest of several. */
function sm2Of({ checkpoint, treeSize }: ShownBlock, keys: readonly LedgerKey[]): ReceiptExtra[] {
  const [key, note] = [sm2KeyAt(keys, treeSize), parseNote(checkpoint)];
  const isSigned = note && key && verifierKeysOf([key]).some((each) => findSignature(note, each));
  return isSigned && key.statement !== undefined ? [{ kind: "sm2", statement: key.statement }] : [];
}

/** Ed25519 has no randomness in it (RFC 8032), so the seals are the same every time. */
function sealed(signer: LedgerSigner, stamped: string, tokens: readonly Uint8Array[]): ReceiptTimestamp[] {
  return tokens.map((token) => ({
    seal: toBase64(signer.sign(utf8(timestampSealText(stamped, token)))),
    token: toBase64(token),
  }));
}

function text(bytes: Uint8Array): string {
  const decoded = fromUtf8(bytes);
  if (decoded === undefined) throw new Error("A stored record is not UTF-8.");
  return decoded;
}
