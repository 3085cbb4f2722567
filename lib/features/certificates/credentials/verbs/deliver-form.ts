/** Handing out a certificate in each of its forms; what was handed out is found again by its digest. */
import { createHash } from "node:crypto";
import { portableStem } from "#lib/core/text/portable-name.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { drawBadge } from "../drawing/badge.ts";
import { deliver } from "../drawing/deliver.ts";
import { type IssuedForms, readIssued, readPages, receiptOf } from "../rows.ts";
import type { CertificateForm } from "../types.ts";

/** A block is appended each second. */
const RETRY_AFTER_SECONDS = 2;

export interface Delivered {
  bytes: Uint8Array;
  mediaType: string;
  /** For every system. */
  filename: string;
}

interface Made extends Omit<Delivered, "filename"> {
  extension: string;
  /** Of it, and of what is in it. */
  digests: readonly Buffer[];
}

/**
 * Whoever calls it has asked who may.
 *
 * @param options.reach within which it must be, where that matters
 * @throws {SealbookError} `not_found`; of a PDF or a receipt `not_anchored`, for a second or two
 */
export async function deliverForm(options: {
  id: string;
  form: CertificateForm;
  reach?: Reach | undefined;
}): Promise<Delivered> {
  const { id, form, reach } = options;
  const issued = await readIssued(id, reach);
  if (!issued) throw new SealbookError("not_found");
  const { extension, digests, ...made } = await FORMS[form](issued);
  await keepDigests(id, digests);
  return { ...made, filename: `${portableStem(`${issued.holderName} ${issued.title}`)}.${extension}` };
}

/** The PDF with credential and receipt in it. @throws as `deliverForm` */
export async function deliveredPdf(id: string): Promise<Delivered> {
  return await deliverForm({ id, form: "pdf" });
}

const FORMS: Record<CertificateForm, (issued: IssuedForms) => Promise<Made>> = {
  pdf: async (issued) => {
    const { id, credential, issuedAt, pagesSha256 } = issued;
    const [pages, receipt] = [await readPages(id), await anchoredReceipt(issued)];
    if (!pages) throw new Error(`Certificate ${id} has no pages.`);
    const bytes = deliver({ pages, credential, receipt, issuedAt });
    return { bytes, mediaType: "application/pdf", extension: "pdf", digests: [sha256(bytes), pagesSha256] };
  },
  credential: async ({ credential }) =>
    text(credential, { mediaType: "application/json", extension: "credential.json" }),
  receipt: async (issued) =>
    text(await anchoredReceipt(issued), { mediaType: "application/json", extension: "receipt.json" }),
  "sd-jwt": async ({ sdJwt }) => text(sdJwt, { mediaType: "application/dc+sd-jwt", extension: "sd-jwt" }),
  "badge-png": async (issued) => {
    const bytes = await drawBadge(issued, "png");
    return { bytes, mediaType: "image/png", extension: "png", digests: [sha256(bytes)] };
  },
  "badge-svg": async (issued) => {
    const bytes = await drawBadge(issued, "svg");
    return { bytes, mediaType: "image/svg+xml", extension: "svg", digests: [sha256(bytes)] };
  },
};

function text(content: string, as: { mediaType: string; extension: string }): Made {
  const bytes = Buffer.from(content);
  return { bytes, ...as, digests: [sha256(bytes)] };
}

async function anchoredReceipt(issued: IssuedForms): Promise<string> {
  const receipt = await receiptOf(issued);
  if (!receipt.anchored)
    throw new SealbookError("not_anchored", { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } });
  return receipt.text;
}

async function keepDigests(certificateId: string, digests: readonly Buffer[]): Promise<void> {
  await pool().query(
    "INSERT INTO certificate_file (sha256, certificate_id) SELECT unnest($1::bytea[]), $2 ON CONFLICT DO NOTHING",
    [digests, certificateId],
  );
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
