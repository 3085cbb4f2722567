/** What the pages of templates show. */
import { z } from "zod";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { documentFaults } from "../checks/faults.ts";
import { findTemplate, findVersion, listVersions, searchTemplates } from "../rows.ts";
import { publishFaults } from "../schema/document.ts";
import { type Fault, TEMPLATE_STATES, type TemplatesQuery, type TemplateVersion } from "../types.ts";

const PATH = "/certificates/templates";
const NAME_CHARS_MAX = 200;
const ROWS_MAX = 25;

type Raw = Record<string, string | string[] | undefined>;

/** An address that somebody wrote by hand filters by what can be read in it. */
const querySchema = z.object({
  q: z.string().trim().max(NAME_CHARS_MAX).catch(""),
  state: z.enum(TEMPLATE_STATES).optional().catch(undefined),
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});

const isId = (text: string): boolean => z.uuid().safeParse(text).success;

export async function loadTemplatesPage(raw: Raw) {
  const query: TemplatesQuery = querySchema.parse(raw);
  const actor = await requireMember(PATH);
  const page = await searchTemplates(actor.organisationId, query, ROWS_MAX);
  return { query, page, mayWrite: may(actor, "templates:write") };
}

export async function loadGalleryPage() {
  const actor = await requireMember(`${PATH}/gallery`);
  return { mayWrite: may(actor, "templates:write") };
}

/** @returns undefined where the organisation has no such template */
export async function loadTemplatePage(id: string) {
  const actor = await requireMember(`${PATH}/${encodeURIComponent(id)}`);
  const { organisationId } = actor;
  if (!isId(id)) return undefined;
  const [template, newest, versions] = await Promise.all([
    findTemplate(organisationId, id),
    findVersion(organisationId, { templateId: id }),
    listVersions(actor, id),
  ]);
  if (!template || !newest) return undefined;
  const isPublishable = newest.publishedAt === undefined && template.retiredAt === undefined;
  const faults = isPublishable ? await faultsOf(actor, newest) : undefined;
  return { template, newest, versions, faults, mayWrite: may(actor, "templates:write") };
}

/** What keeps a draft from being published: of its making, and of its own words. */
async function faultsOf(actor: UserActor, { document }: TemplateVersion) {
  const words: Fault[] = await documentFaults(document, await issuerName(actor));
  return { document: publishFaults(document), words };
}

/** The newest version, to be edited: a published one is where the next begins. @returns undefined where there is nothing to edit */
export async function loadDesignPage(id: string) {
  const actor = await requireMember(`${PATH}/${encodeURIComponent(id)}/design`);
  const { organisationId } = actor;
  if (!isId(id) || !may(actor, "templates:write")) return undefined;
  const [template, newest] = await Promise.all([
    findTemplate(organisationId, id),
    findVersion(organisationId, { templateId: id }),
  ]);
  if (!template || !newest || template.retiredAt !== undefined) return undefined;
  const number = newest.publishedAt === undefined ? newest.number : newest.number + 1;
  return { template, newest, number, issuer: await issuerName(actor) };
}

/** As certificates will name it; until there is an issuer, the organisation. */
async function issuerName({ organisationId }: UserActor): Promise<string> {
  const issuer = await findIssuer(organisationId);
  return issuer?.name ?? (await readOrganisation(organisationId)).name;
}
