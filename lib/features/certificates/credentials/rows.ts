/** What was issued, as it is handed out. A certificate's receipt is its batch's, with its place in the batch's tree. */
import type { BatchSeal } from "#lib/core/certificate/seal.ts";
import { formatReceipt, parseReceipt, RECEIPT_V2 } from "#lib/core/receipt/receipt.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { certificateExtra } from "#lib/core/verify/extras/certificate.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";

const HASH_BYTES = 32;

/** The exact texts that a certificate's leaf binds, and its place in the tree. */
export interface IssuedForms {
  id: string;
  holderName: string;
  /** Of its template, as it was when it was issued. */
  title: string;
  /** As the credential states it. */
  issuerName: string;
  issuedAt: Date;
  leaf: string;
  credential: string;
  sdJwt: string;
  pagesSha256: Buffer;
  leafIndex: number;
  path: Buffer;
  statement: string;
  seal: BatchSeal | undefined;
  /** Its batch's record. */
  evidenceId: string;
}

interface Row extends Omit<IssuedForms, "seal" | "title" | "issuerName"> {
  sealKey: Buffer | null;
  sealSignature: Buffer | null;
}

/** @param reach within which it must be, where that matters. @returns undefined where there is none */
export async function readIssued(id: string, reach?: Reach): Promise<IssuedForms | undefined> {
  const { rows } = await pool().query<Row>(
    `SELECT c.id, c.holder_name AS "holderName", c.issued_at AS "issuedAt", c.leaf, c.credential, c.sd_jwt AS "sdJwt",
       c.pages_sha256 AS "pagesSha256", c.leaf_index AS "leafIndex", c.path, b.statement, b.seal_key AS "sealKey",
       b.seal_signature AS "sealSignature", b.evidence_id AS "evidenceId"
     FROM certificate c JOIN certificate_batch b ON b.id = c.batch_id
     WHERE c.id = $1 AND ($2::uuid IS NULL OR c.organisation_id = $2) AND ${inUnits("c.unit_id", "$3")}`,
    [id, reach?.organisationId ?? null, reach?.units ?? null],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { sealKey, sealSignature, ...forms } = row;
  const seal = sealKey && sealSignature ? { key: toBase64(sealKey), signature: toBase64(sealSignature) } : undefined;
  return { ...forms, seal, ...statedIn(row.credential) };
}

/** The PDF as designed. */
export async function readPages(id: string): Promise<Buffer | undefined> {
  const { rows } = await pool().query<{ bytes: Buffer }>(
    "SELECT bytes FROM certificate_pages WHERE certificate_id = $1",
    [id],
  );
  return rows[0]?.bytes;
}

export interface CertificateReceipt {
  /** Canonical JSON. */
  text: string;
  /** false: its batch is not in a block yet. */
  anchored: boolean;
}

/** The receipt that proves a certificate alone; undefined where there is no such certificate. */
export async function certificateReceipt(id: string): Promise<CertificateReceipt | undefined> {
  const issued = await readIssued(id);
  return issued && (await receiptOf(issued));
}

/** Public, as every certificate's: the private details are the organisation's. */
export async function receiptOf(issued: IssuedForms): Promise<CertificateReceipt> {
  const built = await buildReceipt({ evidenceId: issued.evidenceId });
  const receipt = built && parseReceipt(built.json);
  if (!receipt || "failed" in receipt || receipt.receipt !== RECEIPT_V2)
    throw new Error(`The batch of certificate ${issued.id} has no receipt of version 2.`);
  const extra = certificateExtra({
    leaf: utf8(issued.leaf),
    place: { index: BigInt(issued.leafIndex), path: hashesOf(issued.path) },
    statement: utf8(issued.statement),
    seal: issued.seal,
  });
  const text = fromUtf8(formatReceipt({ ...receipt, extras: [...receipt.extras, extra] })) ?? "";
  return { text, anchored: built.proof !== undefined };
}

/** Ids of certificates of which a file, or a part of one, has this digest: delivered PDF, pages as designed, credential, SD-JWT. */
export async function findByDigest(sha256: Uint8Array): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT certificate_id AS id FROM certificate_file WHERE sha256 = $1 LIMIT 20`,
    [Buffer.from(sha256)],
  );
  return rows.map(({ id }) => id);
}

function hashesOf(path: Buffer): Uint8Array[] {
  return Array.from({ length: path.length / HASH_BYTES }, (_, at) =>
    path.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

function statedIn(credential: string): Pick<IssuedForms, "title" | "issuerName"> {
  const { name, issuer } = JSON.parse(credential) as { name?: unknown; issuer?: { name?: unknown } };
  return { title: String(name ?? ""), issuerName: String(issuer?.name ?? "") };
}
