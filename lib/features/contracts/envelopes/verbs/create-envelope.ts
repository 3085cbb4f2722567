import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { signingFieldOf } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findEnvelope } from "../rows/envelopes.ts";
import { readFinished } from "../rows/sources.ts";
import type { newEnvelopeSchema } from "../schema.ts";
import { DAYS_MAX, type Envelope } from "../types.ts";

type NewEnvelope = z.output<typeof newEnvelopeSchema>;
/** What of a field says whose it is and whether it signs. */
type Fields = { fields: readonly Pick<FormField, "party" | "kind">[] };
const DAY_MS = 24 * 60 * 60_000;

/**
 * A draft: the document was finished once on trial, and nobody is asked for anything yet.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `unit_unknown`, `content_not_kept`,
 *   `content_damaged`, `pdf_…`; `contract_parties_unfit` for fields of no party and for who signs without a field; `invalid_field`
 */
export async function createEnvelope(input: { actor: MemberActor } & NewEnvelope): Promise<Envelope> {
  requirePermission(input.actor, "contracts:write");
  const { actor, title, document: sourceId, parties, fields, edges, inOrder } = input;
  const { organisationId } = actor;
  requireParties(input);
  const expiresAt = requireEnd(input.expiresAt);
  // Whoever sends a document out hands it to others.
  requirePermission(actor, "evidence:read");
  await readFinished(actor, { sourceId, fields, edges });
  const id = uuidv7();
  return await proven({ actor, authority: "contracts:write", activeOnly: true }, async (tx, by) => {
    const unitId = input.unit ?? ownUnit(by);
    await holdUnit(tx, by, unitId);
    await tx.contractEnvelope.create({
      data: {
        ...{ id, organisationId, unitId, title, sourceId, inOrder, expiresAt },
        fields: fields.map((field) => ({ ...field })),
        edges: edges.map((edge) => ({ ...edge })),
      },
    });
    await tx.contractParty.createMany({
      data: parties.map((party, at) => ({ ...party, id: uuidv7(), envelopeId: id, number: at + 1 })),
    });
    const details = { title, document: sourceId, parties: parties.length };
    await writeAuditEvent(tx, { actor, organisationId, action: "envelope.create", subject: id, details });
    const made = await findEnvelope(by, id, tx);
    if (!made) throw new Error("A contract is not there, though it was made.");
    return made;
  });
}

/** @throws {SealbookError} `invalid_field` */
export function requireEnd(expiresAt: Date): Date {
  const left = expiresAt.getTime() - Date.now();
  if (left <= 0 || left > DAYS_MAX * DAY_MS)
    throw new SealbookError("invalid_field", { field: "expiresAt", details: { field: "expiresAt" } });
  return expiresAt;
}

/** @throws {SealbookError} `contract_parties_unfit` */
export function requireParties({ parties, fields }: Pick<NewEnvelope, "parties"> & Fields): void {
  const refuse = (field: string): never => {
    throw new SealbookError("contract_parties_unfit", { field });
  };
  const names = new Set(parties.map(({ name }) => name));
  if (names.size < parties.length) refuse("parties");
  if (fields.some(({ party }) => !names.has(party))) refuse("fields");
  for (const { name, role } of parties) {
    const own = fields.filter(({ party }) => party === name);
    const kind = signingFieldOf(fields, name)?.kind;
    const wanted = role === "approves" ? undefined : role === "seals" ? "seal" : "signature";
    if (kind !== wanted || (role === "approves" && own.length > 0)) refuse("parties");
    // A seal is set by a program or a person of the organisation, who fills nothing in.
    if (role === "seals" && own.some((field) => field.kind !== "seal")) refuse("fields");
  }
}
