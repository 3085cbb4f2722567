import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireOnPages } from "../checks/on-pages.ts";
import { findTemplate } from "../rows/templates.ts";
import { writeContractDocument } from "../schema/document.ts";
import type { ContractTemplateDocument } from "../types.ts";
import { lockTemplate } from "./lock-template.ts";

export interface Saved {
  number: number;
  /** Hex, of the document's canonical JSON: what the next save is built upon. */
  sha256: string;
}

/**
 * Keeps what somebody wrote as the template's draft; where the newest version is published, as the draft of the next. No audit row: a draft
 * is nobody's contract, and what is published is told of.
 *
 * @param input.document absent: only the name is changed
 * @param input.basis digest of the version that was worked on: who saves over somebody else's work is told
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `not_found`, `template_retired`; `conflict`;
 *   `contract_pdf_unknown`, `contract_place_outside`
 */
export async function saveTemplate(input: {
  actor: MemberActor;
  id: string;
  document?: ContractTemplateDocument | undefined;
  name?: string | undefined;
  basis?: string | undefined;
}): Promise<Saved> {
  requirePermission(input.actor, "templates:write");
  const { actor, id, document, name, basis } = input;
  const { organisationId } = actor;
  if (document) await requireOnPages(organisationId, document);
  const text = document && writeContractDocument(document);
  const behind = (tx: Tx) => lockTemplate(tx, id);
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const template = await findTemplate(organisationId, id, tx);
    if (!template) throw new SealbookError("not_found");
    if (template.retiredAt) throw new SealbookError("template_retired");
    const newest = await tx.contractTemplateVersion.findFirstOrThrow({
      where: { templateId: id },
      orderBy: { number: "desc" },
      select: { number: true, sha256: true, publishedAt: true },
    });
    const before = toHex(new Uint8Array(newest.sha256));
    if (basis !== undefined && basis !== before) throw new SealbookError("conflict");
    if (name !== undefined && name !== template.name)
      await tx.contractTemplate.update({ where: { id }, data: { name }, select: { id: true } });
    const digest = text === undefined ? undefined : new Uint8Array(sha256(utf8(text)));
    if (text === undefined || digest === undefined || toHex(digest) === before)
      return { number: newest.number, sha256: before };
    const data = { document: text, sha256: digest, savedAt: new Date() };
    const number = newest.publishedAt ? newest.number + 1 : newest.number;
    if (newest.publishedAt)
      await tx.contractTemplateVersion.create({ data: { ...data, templateId: id, number }, select: { number: true } });
    else {
      const where = { templateId_number: { templateId: id, number } };
      await tx.contractTemplateVersion.update({ where, data, select: { number: true } });
    }
    return { number, sha256: toHex(digest) };
  });
}
