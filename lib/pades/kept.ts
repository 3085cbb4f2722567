/**
 * What was there before a document was prepared is there after it, by the same check that tells readers of later changes: a seal adds itself,
 * and takes nothing from what anybody sees or signed.
 */
import { type PdfDocument, readDocument } from "#lib/pdf/read/document.ts";
import { readSignatures } from "#lib/pdf/read/signatures.ts";
import { changesBetween } from "#lib/verify/pdf/changes.ts";
import { isReadAlike } from "#lib/verify/pdf/structure.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { PdfRefused } from "./refused.ts";

/** Who vouches for the earlier signers is not asked here. */
const NOBODY = { anchors: [], authorities: [] };

interface Before {
  document: PdfDocument;
  isSigned: boolean;
}

interface After {
  pdf: Uint8Array;
  /** Number of the object that is the new signature. */
  signature: number;
  /** Strips across the edges are drawn over the pages, in the first signed revision alone. */
  hasStrips: boolean;
  /** Names of the fields that were filled in with it. */
  filled: readonly string[];
}

/**
 * @throws {PdfRefused} `pdf_ambiguous` where more became different than the signature and what is seen of it, or an earlier signature cannot be
 *   checked; `pdf_certified` where one of them does not permit what came behind it
 */
export async function requireKept(
  { document, isSigned }: Before,
  { pdf, signature, hasStrips, filled }: After,
): Promise<void> {
  const after = await readDocument(pdf);
  const changes = changesBetween(document, { after, signatures: new Set([signature]) });
  const isOwn = changes.every(
    ({ kind, field }) =>
      kind === "signature" ||
      (hasStrips && kind === "annotation") ||
      (kind === "form_fill" && field !== undefined && filled.includes(field)),
  );
  // Where nothing was found, the end was not read.
  const isThere = changes.some(({ kind }) => kind === "signature");
  if (!isOwn || !isThere || !(await isReadAlike(pdf, after))) throw new PdfRefused("pdf_ambiguous");
  if (isSigned) await requireEarlierHold(pdf, await countSignatures(after));
}

const countSignatures = async (document: PdfDocument): Promise<number> =>
  (await readSignatures(document)).filter(({ isUsageRights }) => !isUsageRights).length;

/**
 * Each earlier signature was checked, and forbids nothing of what came behind it. What a signer forbade before is no less forbidden once
 * another one signs it.
 *
 * @param count of the signatures, the new one among them: those that the check leaves out could forbid anything
 */
async function requireEarlierHold(pdf: Uint8Array, count: number): Promise<void> {
  const report = await verifyPdfSignatures(pdf, NOBODY);
  const earlier = report?.signatures.filter(({ coversTo }) => coversTo !== pdf.length) ?? [];
  if (earlier.length !== count - 1 || report?.hasLost) throw new PdfRefused("pdf_ambiguous");
  for (const { changes, coversTo } of earlier) {
    if (coversTo === 0 || changes.kinds.includes("unread")) throw new PdfRefused("pdf_ambiguous");
    if (changes.forbidden.length > 0) throw new PdfRefused("pdf_certified");
  }
}
