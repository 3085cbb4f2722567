import { v7 as uuidv7 } from "uuid";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findTemplate } from "../rows.ts";
import { writeTemplateDocument } from "../schema/document.ts";
import type { TemplateDocument, TemplateSummary } from "../types.ts";

/** Of one organisation, retired ones among them. */
export const TEMPLATES_MAX = 1_000;

/**
 * Makes a template, with what it is to look like as the draft of its first version.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `too_many_templates`
 */
export async function createTemplate(input: {
  actor: MemberActor;
  name: string;
  document: TemplateDocument;
}): Promise<TemplateSummary> {
  requirePermission(input.actor, "templates:write");
  const { actor, name, document } = input;
  const { organisationId } = actor;
  const text = writeTemplateDocument(document);
  const behind = (tx: Tx) =>
    tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook templates ' || ${organisationId}, 0))`;
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const count = await tx.certificateTemplate.count({ where: { organisationId } });
    if (count >= TEMPLATES_MAX) throw new SealbookError("too_many_templates", { details: { max: TEMPLATES_MAX } });
    const id = uuidv7();
    await tx.certificateTemplate.create({ data: { id, organisationId, name }, select: { id: true } });
    const digest = new Uint8Array(sha256(utf8(text)));
    const version = { templateId: id, number: 1, document: text, sha256: digest };
    await tx.certificateTemplateVersion.create({ data: version, select: { number: true } });
    await writeAuditEvent(tx, { actor, organisationId, action: "template.create", subject: id, details: { name } });
    return (await findTemplate(organisationId, id, tx)) as TemplateSummary;
  });
}
