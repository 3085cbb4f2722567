/** What the console shows of templates. */
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SAMPLE_ISSUER } from "../drawing/samples.ts";
import { findTemplate, findVersion, listPictures, listTemplates } from "../rows.ts";
import { TEMPLATES_PAGE_MAX } from "../schema/requests.ts";
import type { TemplateSummary, TemplateVersion } from "../types.ts";

const PATH = "/certificates/templates";

export async function loadTemplates(
  cursor?: string,
): Promise<{ templates: TemplateSummary[]; next?: string; mayWrite: boolean }> {
  const actor = await requireMember(PATH);
  requirePermission(actor, "certificates:read");
  const page = await listTemplates(actor.organisationId, { cursor, limit: TEMPLATES_PAGE_MAX });
  return { ...page, mayWrite: may(actor, "templates:write") };
}

export interface TemplatePage {
  template: TemplateSummary;
  version: TemplateVersion;
  pictures: { sha256: string; mediaType: string }[];
  issuerName: string;
}

/** A template with a version, the newest unless one is asked for; undefined where there is none. */
export async function loadTemplate(id: string, number?: number): Promise<TemplatePage | undefined> {
  const actor = await requireMember(`${PATH}/${id}`);
  requirePermission(actor, "certificates:read");
  const { organisationId } = actor;
  const template = await findTemplate(organisationId, id);
  const version = await findVersion(organisationId, { templateId: id, number });
  if (!template || !version) return undefined;
  const [pictures, issuer] = await Promise.all([listPictures(organisationId), findIssuer(organisationId)]);
  return { template, version, pictures, issuerName: issuer?.name ?? SAMPLE_ISSUER[version.document.language] };
}
