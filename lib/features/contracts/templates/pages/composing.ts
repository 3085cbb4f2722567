/** What the pages show on which contracts are composed, and found again. */
import { notFound } from "next/navigation";
import { z } from "zod";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { findContract, listContracts } from "../rows/contracts.ts";
import { findTemplate, findVersion } from "../rows/templates.ts";
import { numberParamsSchema, templateParamsSchema } from "../schema/requests.ts";
import type { RawQuery } from "./templates.ts";

const COMPOSED_PATH = "/contracts/composed";
const ROWS_SHOWN = 25;
const NUMBER_CHARS_MAX = 19;

/** `forbidden`: the role of whoever may compose none. Of the newest published version; nothing is composed from any other here. */
export async function loadCompose(params: { id: string }) {
  const actor = await requireMember(`/contracts/templates/${encodeURIComponent(params.id)}/compose`);
  if (!may(actor, "contracts:write") || !may(actor, "evidence:write")) return { forbidden: actor.role };
  const { organisationId } = actor;
  const known = templateParamsSchema.safeParse(params).data;
  if (!known) notFound();
  const [template, version, units, organisation] = await Promise.all([
    findTemplate(organisationId, known.id),
    findVersion(organisationId, { templateId: known.id, published: true }),
    unitChoices(actor),
    readOrganisationState(organisationId),
  ]);
  if (!template || !version || template.retiredAt !== undefined) notFound();
  return { template, version, units, isWhole: actor.units === null, isSuspended: organisation !== "active" };
}

/** An address that somebody wrote by hand filters by what can be read in it. */
const querySchema = z.object({
  q: z
    .string()
    .trim()
    .max(NUMBER_CHARS_MAX)
    .transform((text) => text.toUpperCase())
    .catch(""),
  template: z.uuid().optional().catch(undefined),
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});

export async function loadComposed(raw: RawQuery) {
  const actor = await requireMember(COMPOSED_PATH);
  if (!may(actor, "contracts:read")) return { forbidden: actor.role };
  const { q, template: templateId, older, newer } = querySchema.parse(raw);
  const cursor = newer === undefined ? (older === undefined ? {} : { older }) : { newer };
  const [template, page] = await Promise.all([
    templateId === undefined ? undefined : findTemplate(actor.organisationId, templateId),
    listContracts(actor, { number: q, templateId, ...cursor, limit: ROWS_SHOWN }),
  ]);
  return { q, template, page, isFirst: older === undefined && newer === undefined };
}

export async function loadContract(params: { number: string }) {
  const actor = await requireMember(`${COMPOSED_PATH}/${encodeURIComponent(params.number)}`);
  if (!may(actor, "contracts:read")) return { forbidden: actor.role };
  const known = numberParamsSchema.safeParse(params).data;
  const contract = known && (await findContract(actor, known.number));
  if (!contract) notFound();
  const [evidence, units] = await Promise.all([findEvidence(actor, contract.evidenceId), unitChoices(actor)]);
  const stated = Object.entries(evidence?.fields ?? {}).map(([label, { value, currency }]) => ({
    label,
    text: currency === undefined ? value : `${currency} ${value}`,
  }));
  return {
    ...{ contract, stated, erasedAt: evidence?.erasedAt },
    unit: units.find(({ id }) => id === contract.unitId)?.path,
    maySend: may(actor, "contracts:write"),
  };
}
