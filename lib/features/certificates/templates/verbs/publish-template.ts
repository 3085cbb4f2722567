import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { documentFaults } from "../checks/faults.ts";
import { findTemplate, findVersion, picturesIn, readPictures } from "../rows.ts";
import { publishFaults } from "../schema/document.ts";
import type { TemplateVersion } from "../types.ts";
import { lockTemplate } from "./lock-template.ts";

/**
 * Publishes the template's draft: from now on certificates may be issued from it, and it never changes.
 *
 * @param input.basis as of `saveTemplate`: what is published is what was looked at
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `not_found`, `template_retired`, `conflict`;
 *   `nothing_to_publish` without a draft; `template_unfit` with `faults`, codes and where they are
 */
export async function publishTemplate(input: {
  actor: MemberActor;
  id: string;
  basis?: string | undefined;
}): Promise<TemplateVersion> {
  requirePermission(input.actor, "templates:write");
  const { actor, id, basis } = input;
  const { organisationId } = actor;
  const draft = await findVersion(organisationId, { templateId: id });
  if (!draft) throw new SealbookError("not_found");
  if (basis !== undefined && basis !== draft.sha256) throw new SealbookError("conflict");
  // Before the transaction: fonts are read for it. That nothing changed meanwhile is asked within.
  const faults = await faultsOfVersion(organisationId, draft);
  const behind = (tx: Tx) => lockTemplate(tx, id);
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const template = await findTemplate(organisationId, id, tx);
    if (template?.retiredAt) throw new SealbookError("template_retired");
    const now = await findVersion(organisationId, { templateId: id }, tx);
    if (!now || now.publishedAt) throw new SealbookError("nothing_to_publish");
    if (now.sha256 !== draft.sha256) throw new SealbookError("conflict");
    if (faults.length > 0) throw new SealbookError("template_unfit", { details: { faults: faults.join(", ") } });
    const { number, sha256 } = now;
    const publishedAt = new Date();
    const where = { templateId_number: { templateId: id, number } };
    await tx.certificateTemplateVersion.update({ where, data: { publishedAt }, select: { number: true } });
    const details = { name: template?.name ?? "", number, sha256 };
    await writeAuditEvent(tx, { actor, organisationId, action: "template.publish", subject: id, details });
    return { ...now, publishedAt: publishedAt.toISOString() };
    // COMMIT follows. After it the version never changes: a trigger of the database says so, too.
  });
}

/** Codes, with the element, character or picture that they are about. */
async function faultsOfVersion(organisationId: string, { document }: TemplateVersion): Promise<string[]> {
  const issuer = await findIssuer(organisationId);
  const pictures = await readPictures(organisationId, document);
  return [
    ...publishFaults(document).map(({ code, element }) => (element ? `${code} ${element}` : code)),
    ...picturesIn(document).flatMap((digest) =>
      pictures.has(digest) ? [] : [`picture_absent ${digest.slice(0, 12)}`],
    ),
    ...(await documentFaults(document, issuer?.name ?? "")).map(({ code, character }) =>
      character ? `${code} ${character}` : code,
    ),
  ];
}
