import type { z } from "zod";
import { requireValues, versionFor } from "#lib/features/contracts/templates/checks/stated.ts";
import { holds } from "#lib/features/contracts/templates/schema/conditions.ts";
import type { ContractTemplateDocument, StatedValues } from "#lib/features/contracts/templates/types.ts";
import { compose } from "#lib/features/contracts/templates/verbs/compose.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type composedEnvelopeSchema, newEnvelopeSchema } from "../schema.ts";
import { type Envelope, FIELDS_MAX, OPTION_CHARS_MAX } from "../types.ts";
import { createEnvelope, requireEnd, requireParties } from "./create-envelope.ts";
import { sendEnvelope } from "./send-envelope.ts";

/**
 * A contract of a template for its parties: composed, made ready, and sent where that is wished.
 *
 * What is wrong with parties, values or the end is told before anything is composed. After a crash in between there is a composed contract, or a
 * draft, that nobody was asked for.
 *
 * @returns with the number of the contract
 * @throws {SealbookError} as `compose`, `createEnvelope` and `sendEnvelope`
 */
export async function composeEnvelope(
  input: { actor: MemberActor; templateId: string } & z.output<typeof composedEnvelopeSchema>,
): Promise<{ envelope: Envelope; number: string }> {
  requirePermission(input.actor, "contracts:write");
  requirePermission(input.actor, "evidence:read");
  const { actor, templateId, version: wanted, values, send, title, unit, parties, inOrder, expiresAt, edges } = input;
  const { version } = await versionFor(actor, { templateId, version: wanted });
  const { document, number: newest } = version;
  const places = fieldsUnder(document, requireValues(document.values, values));
  requireParties({ parties, fields: places });
  const isMeant = ({ kind, options = [] }: (typeof places)[number]) =>
    kind !== "attachment" && options.every(({ length }) => length <= OPTION_CHARS_MAX);
  if (places.length > FIELDS_MAX || !places.every(isMeant))
    throw new SealbookError("contract_parties_unfit", { field: "fields" });
  const isSeal = (name: string) => places.some((place) => place.name === name && place.kind === "seal");
  if (!edges.every(({ field }) => isSeal(field))) throw new SealbookError("contract_parties_unfit", { field: "edges" });
  requireEnd(expiresAt);
  const contract = await compose({ actor, templateId, version: newest, values, unit });
  const { evidenceId, number } = contract;
  const { data: fields } = newEnvelopeSchema.shape.fields.safeParse(contract.fields);
  if (fields === undefined) throw new SealbookError("contract_parties_unfit", { field: "fields" });
  const facts = { title: title ?? document.title, document: evidenceId, fields, edges, unit };
  const made = await createEnvelope({ actor, ...facts, parties, inOrder, expiresAt });
  return { envelope: send ? await sendEnvelope({ actor, id: made.id }) : made, number };
}

/** The fields that are there under what is stated, in the order of the document. */
function fieldsUnder({ body, values }: ContractTemplateDocument, stated: StatedValues) {
  const isThere = ({ when }: { when?: Parameters<typeof holds>[0] }) => holds(when, { values, stated });
  if (body.kind === "pdf") return body.fields.filter(isThere);
  const blocks = body.clauses.filter(isThere).flatMap((clause) => clause.blocks.filter(isThere));
  return blocks.flatMap((block) => (block.kind === "field" ? [block.field] : []));
}
