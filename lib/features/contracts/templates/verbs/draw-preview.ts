import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Composed } from "../drawing/compose-contract.ts";
import { composeInTurn, NO_NUMBER, NO_TIME } from "../drawing/in-turn.ts";
import { readPdfOf } from "../rows/templates.ts";
import { readValues } from "../schema/values.ts";
import type { ContractTemplateDocument } from "../types.ts";

/**
 * What a contract would look like: with what was given of its values, and blanks for the rest.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`; `contract_pdf_unknown`; as `composeInTurn`
 */
export async function drawPreview(input: {
  actor: MemberActor;
  document: ContractTemplateDocument;
  values: Readonly<Record<string, string>>;
}): Promise<Composed> {
  requirePermission(input.actor, "contracts:read");
  const { actor, document, values: given } = input;
  const { organisationId } = actor;
  const { stated: values } = readValues(document.values, given);
  const pdf = await readPdfOf(organisationId, document);
  return await composeInTurn(organisationId, { document, pdf, values, number: NO_NUMBER, at: NO_TIME });
}
