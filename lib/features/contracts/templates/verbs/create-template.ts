import { v7 as uuidv7 } from "uuid";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireOnPages } from "../checks/on-pages.ts";
import { findTemplate } from "../rows/templates.ts";
import { writeContractDocument } from "../schema/document.ts";
import type { ContractTemplate, ContractTemplateDocument } from "../types.ts";

/** Of one organisation, retired ones among them. */
export const TEMPLATES_MAX = 1_000;

/**
 * Makes a template, with what it says as the draft of its first version.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `too_many_templates`; `contract_pdf_unknown`,
 *   `contract_place_outside`
 */
export async function createTemplate(input: {
  actor: MemberActor;
  name: string;
  document: ContractTemplateDocument;
}): Promise<ContractTemplate> {
  requirePermission(input.actor, "templates:write");
  const { actor, name, document } = input;
  const { organisationId } = actor;
  await requireOnPages(organisationId, document);
  const text = writeContractDocument(document);
  const behind = (tx: Tx) =>
    tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook contract templates ' || ${organisationId}, 0))`;
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const count = await tx.contractTemplate.count({ where: { organisationId } });
    if (count >= TEMPLATES_MAX) throw new SealbookError("too_many_templates", { details: { max: TEMPLATES_MAX } });
    const id = uuidv7();
    await tx.contractTemplate.create({ data: { id, organisationId, name }, select: { id: true } });
    const version = { templateId: id, number: 1, document: text, sha256: new Uint8Array(sha256(utf8(text))) };
    await tx.contractTemplateVersion.create({ data: version, select: { number: true } });
    const details = { name };
    await writeAuditEvent(tx, { actor, organisationId, action: "contract_template.create", subject: id, details });
    return (await findTemplate(organisationId, id, tx)) as ContractTemplate;
  });
}
