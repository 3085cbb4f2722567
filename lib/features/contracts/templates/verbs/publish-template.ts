import { utf8 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireOnPages } from "../checks/on-pages.ts";
import { composeInTurn, NO_NUMBER, NO_TIME } from "../drawing/in-turn.ts";
import { findTemplate, findVersion, readPdfOf } from "../rows/templates.ts";
import { unconditional } from "../schema/conditions.ts";
import { writeContractDocument } from "../schema/document.ts";
import type { ContractTemplateVersion } from "../types.ts";
import { lockTemplate } from "./lock-template.ts";
import { recordBytes } from "./record-bytes.ts";

/**
 * Publishes the template's draft: from now on contracts may be composed from it, it never changes, and it is evidence of its own.
 *
 * @param input.basis as of `saveTemplate`: what is published is what was looked at
 * @throws {SealbookError} `forbidden`, `scope_missing` (also of `evidence:write`), `organisation_suspended`; `not_found`, `template_retired`,
 *   `conflict`; `nothing_to_publish` without a draft; as `composeInTurn` where its own words cannot be drawn
 */
export async function publishTemplate(input: {
  actor: MemberActor;
  id: string;
  basis?: string | undefined;
}): Promise<ContractTemplateVersion> {
  requirePermission(input.actor, "templates:write");
  requirePermission(input.actor, "evidence:write");
  const { actor, id, basis } = input;
  const { organisationId } = actor;
  const [template, draft] = await Promise.all([
    findTemplate(organisationId, id),
    findVersion(organisationId, { templateId: id }),
  ]);
  if (!template || !draft) throw new SealbookError("not_found");
  if (template.retiredAt) throw new SealbookError("template_retired");
  if (draft.publishedAt) throw new SealbookError("nothing_to_publish");
  if (basis !== undefined && basis !== draft.sha256) throw new SealbookError("conflict");
  const { document, number, sha256 } = draft;
  await requireOnPages(organisationId, document);
  const pdf = await readPdfOf(organisationId, document);
  const all = { document: unconditional(document), pdf, values: {}, number: NO_NUMBER, at: NO_TIME };
  await composeInTurn(organisationId, all);
  // Recorded before it is published: after a crash in between the same draft finds the same record.
  const evidenceId = await recordBytes({
    ...{ actor, document: { kind: "template" }, mediaType: "application/json" },
    bytes: utf8(writeContractDocument(document)),
    name: `${template.name} v${number}.json`.replaceAll("/", "-"),
    key: `sealbook-contract-template:${id}:${number}:${sha256}`,
  });
  const behind = (tx: Tx) => lockTemplate(tx, id);
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const now = await findVersion(organisationId, { templateId: id }, tx);
    if (!now || now.sha256 !== sha256 || now.number !== number || now.publishedAt) throw new SealbookError("conflict");
    if ((await findTemplate(organisationId, id, tx))?.retiredAt) throw new SealbookError("template_retired");
    const publishedAt = new Date();
    const where = { templateId_number: { templateId: id, number } };
    await tx.contractTemplateVersion.update({ where, data: { publishedAt, evidenceId }, select: { number: true } });
    const details = { name: template.name, number, sha256, evidence: evidenceId };
    await writeAuditEvent(tx, { actor, organisationId, action: "contract_template.publish", subject: id, details });
    return { ...now, publishedAt: publishedAt.toISOString(), evidenceId };
    // COMMIT follows. After it the version never changes: a trigger of the database says so, too.
  });
}
