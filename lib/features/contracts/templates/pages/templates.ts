/** What the pages of contract templates show. */
import { notFound } from "next/navigation";
import { z } from "zod";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { findPageSizes, findTemplate, findVersion, listTemplates, listVersions } from "../rows/templates.ts";
import { templateParamsSchema } from "../schema/requests.ts";
import { type PageSizes, TEMPLATE_STATES } from "../types.ts";

const PATH = "/contracts/templates";
const ROWS_SHOWN = 25;
const NAME_CHARS_MAX = 200;

export type RawQuery = Record<string, string | string[] | undefined>;

/** An address that somebody wrote by hand filters by what can be read in it. */
const querySchema = z.object({
  q: z.string().trim().max(NAME_CHARS_MAX).catch(""),
  state: z.enum(TEMPLATE_STATES).optional().catch(undefined),
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});

/** `forbidden`: the role of whoever may not see contracts. */
export async function loadTemplates(raw: RawQuery) {
  const actor = await requireMember(PATH);
  if (!may(actor, "contracts:read")) return { forbidden: actor.role };
  const { q, state, older, newer } = querySchema.parse(raw);
  const cursor = newer === undefined ? (older === undefined ? {} : { older }) : { newer };
  const [page, organisation] = await Promise.all([
    listTemplates(actor.organisationId, { q, state, ...cursor, limit: ROWS_SHOWN }),
    readOrganisationState(actor.organisationId),
  ]);
  const mayWrite = may(actor, "templates:write") && organisation === "active";
  return { q, state, page, mayWrite, isFirst: older === undefined && newer === undefined };
}

/** `forbidden`: the role of whoever may make none. */
export async function loadNewTemplate() {
  const actor = await requireMember(`${PATH}/new`);
  if (!may(actor, "templates:write")) return { forbidden: actor.role };
  return { isSuspended: (await readOrganisationState(actor.organisationId)) !== "active" };
}

export async function loadTemplate(params: { id: string }) {
  const actor = await requireMember(`${PATH}/${encodeURIComponent(params.id)}`);
  if (!may(actor, "contracts:read")) return { forbidden: actor.role };
  const { organisationId } = actor;
  const known = templateParamsSchema.safeParse(params).data;
  if (!known) notFound();
  const [template, newest, versions, organisation] = await Promise.all([
    findTemplate(organisationId, known.id),
    findVersion(organisationId, { templateId: known.id }),
    listVersions(known.id),
    readOrganisationState(organisationId),
  ]);
  if (!template || !newest) notFound();
  const mayWrite = may(actor, "templates:write") && organisation === "active" && template.retiredAt === undefined;
  return {
    template,
    newest,
    versions,
    mayWrite,
    mayCompose: may(actor, "contracts:write") && organisation === "active",
  };
}

/** What the editor begins with; nobody edits what is retired. */
export async function loadDesign(params: { id: string }) {
  const actor = await requireMember(`${PATH}/${encodeURIComponent(params.id)}/design`);
  if (!may(actor, "templates:write")) return { forbidden: actor.role };
  const { organisationId } = actor;
  const known = templateParamsSchema.safeParse(params).data;
  if (!known) notFound();
  const [template, newest] = await Promise.all([
    findTemplate(organisationId, known.id),
    findVersion(organisationId, { templateId: known.id }),
  ]);
  if (!template || !newest || template.retiredAt !== undefined) notFound();
  const { body } = newest.document;
  const sizes: PageSizes = (body.kind === "pdf" && (await findPageSizes(organisationId, body.sha256))) || [];
  return { template, newest, sizes };
}
