import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { markInTurn, NO_NUMBER } from "../drawing/in-turn.ts";
import type { PageSizes } from "../types.ts";

/** Of one organisation: 2 GB at most. */
export const PDFS_MAX = 200;
/** Of a template; a contract has some tens. */
export const TEMPLATE_PAGES_MAX = 200;

/**
 * Keeps a PDF that templates may be; the same one again leaves no trace.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `pdf_…`: encrypted, XFA, malformed, without pages;
 *   `contract_pages_too_many`, `contract_pdf_signed`; `too_many_contract_pdfs`
 */
export async function addPdf(input: {
  actor: MemberActor;
  pdf: Uint8Array;
}): Promise<{ sha256: string; pages: PageSizes }> {
  requirePermission(input.actor, "templates:write");
  const { actor, pdf } = input;
  const { organisationId } = actor;
  // One that can be marked: the same way as each contract that is made of it.
  const { pages } = await markInTurn(organisationId, pdf, { number: NO_NUMBER, language: "en" });
  if (pages.length > TEMPLATE_PAGES_MAX)
    throw new SealbookError("contract_pages_too_many", { details: { max: TEMPLATE_PAGES_MAX } });
  const digest = new Uint8Array(sha256(pdf));
  const added = { sha256: toHex(digest), pages };
  const behind = (tx: Tx) =>
    tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook contract pdfs ' || ${organisationId}, 0))`;
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const key = { organisationId, sha256: digest };
    const where = { organisationId_sha256: key };
    if (await tx.contractTemplatePdf.findUnique({ where, select: { createdAt: true } })) return added;
    const count = await tx.contractTemplatePdf.count({ where: { organisationId } });
    if (count >= PDFS_MAX) throw new SealbookError("too_many_contract_pdfs", { details: { max: PDFS_MAX } });
    const data = { ...key, pages: pages.map((each) => [...each]), bytes: new Uint8Array(pdf) };
    await tx.contractTemplatePdf.create({ data, select: { createdAt: true } });
    const details = { sha256: added.sha256, bytes: pdf.length };
    const subject = organisationId;
    await writeAuditEvent(tx, { actor, organisationId, action: "contract_template.pdf", subject, details });
    return added;
  });
}
