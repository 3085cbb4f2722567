/** The document that a contract is made from, finished for its parties. */
import { buffer } from "node:stream/consumers";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { readContent } from "#lib/features/evidence/retention/verbs/read-content.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { type Edges, finishForm } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { PDF_BYTES_MAX } from "#lib/pades/prepare.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** @throws {SealbookError} `not_found` of the field `document`; `evidence_erased`, `content_not_kept`, `content_damaged`, `pdf_…` */
export async function readFinished(
  actor: MemberActor,
  given: { sourceId: string; fields: readonly FormField[]; edges: readonly Edges[] },
): Promise<Uint8Array> {
  const { sourceId, ...form } = given;
  const found = await findEvidence(actor, sourceId);
  if (!found) throw new SealbookError("not_found", { field: "document" });
  if (found.erasedAt !== undefined) throw new SealbookError("evidence_erased", { details: { at: found.erasedAt } });
  if (!found.contentKept || found.size === undefined) throw new SealbookError("content_not_kept");
  if (found.size > PDF_BYTES_MAX) throw new SealbookError("pdf_too_large");
  const sha256 = new Uint8Array(Buffer.from(found.sha256, "hex"));
  const { organisationId } = actor;
  const pdf = new Uint8Array(await buffer(await readContent({ organisationId, sha256, size: found.size })));
  return await refusedByName(() => finishForm(pdf, form));
}

/** @throws {SealbookError} `pdf_…` */
export async function refusedByName<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PdfRefused) throw new SealbookError(error.code);
    throw error;
  }
}
