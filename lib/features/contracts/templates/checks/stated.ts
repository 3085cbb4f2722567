/** What a contract is composed from: a version that may be used, and values that it takes. */
import type { MemberActor } from "#lib/gate/actor.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findTemplate, findVersion } from "../rows/templates.ts";
import { readValues } from "../schema/values.ts";
import type { ContractTemplateVersion, ContractValue, StatedValues } from "../types.ts";

/** @throws {SealbookError} `not_found`, `template_retired`, `template_unpublished` */
export async function versionFor(
  { organisationId }: MemberActor,
  { templateId, version: wanted }: { templateId: string; version?: number | undefined },
): Promise<{ template: { name: string }; version: ContractTemplateVersion }> {
  const template = await findTemplate(organisationId, templateId);
  if (!template) throw new SealbookError("not_found");
  if (template.retiredAt) throw new SealbookError("template_retired");
  const version = await findVersion(organisationId, { templateId, number: wanted, published: true });
  if (!version) throw new SealbookError("template_unpublished");
  return { template, version };
}

/** @throws {SealbookError} `contract_value_refused` */
export function requireValues(values: readonly ContractValue[], given: Readonly<Record<string, string>>): StatedValues {
  const { stated, refused } = readValues(values, given);
  const [first] = refused;
  if (!first) return stated;
  const { value, label, fault, limit } = first;
  const all = refused.map((each) => `${each.value} ${each.fault}${each.limit && ` ${each.limit}`}`).join("; ");
  throw new SealbookError("contract_value_refused", {
    field: `values.${value}`,
    details: { label, fault, limit, count: refused.length, all },
  });
}
