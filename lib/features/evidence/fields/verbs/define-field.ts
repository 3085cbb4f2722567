/** What an organisation asks for from now on. Records carry their fields themselves: none is changed by any of this. */
import { v7 as uuidv7 } from "uuid";
import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { FIELDS_MAX, type FieldDefinition } from "../types.ts";

type Definition = Omit<FieldDefinition, "id" | "currency"> & { currency: string };

const CURRENCY_DEFAULT = "CNY";

/**
 * @param input.id of the field to be changed; a new one without
 * @throws {SealbookError} `forbidden`; `field_name_taken`, `too_many_fields`; `gone`: there is no such field any more.
 */
export async function defineField(input: {
  actor: UserActor;
  id?: string;
  definition: Definition;
}): Promise<{ id: string }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, id, definition } = input;
  const { organisationId } = actor;
  const { type } = definition;
  const data = { ...definition, currency: type === "amount" ? definition.currency || CURRENCY_DEFAULT : null };
  const behind = (tx: Tx) => lockFields(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const others = await tx.fieldDefinition.findMany({ where: { organisationId } });
    if (others.some((other) => other.name === data.name && other.id !== id))
      throw new SealbookError("field_name_taken", { field: "name" });
    const write = { tx, actor, organisationId };
    if (id !== undefined) {
      await change(write, { before: others.find((other) => other.id === id), data });
      return { id };
    }
    if (others.length >= FIELDS_MAX) throw new SealbookError("too_many_fields", { details: { max: FIELDS_MAX } });
    const subject = uuidv7();
    await tx.fieldDefinition.create({ data: { id: subject, organisationId, ...data } });
    await writeAuditEvent(tx, { actor, organisationId, action: "field.add", subject, details: data });
    return { id: subject };
  });
}

type Data = Omit<Definition, "currency"> & { currency: string | null };

/** A change to what is the case already leaves no trace. */
async function change(
  { tx, actor, organisationId }: { tx: Tx; actor: UserActor; organisationId: OrganisationId },
  { before, data }: { before: (Omit<Data, "type"> & { id: string; type: string }) | undefined; data: Data },
): Promise<void> {
  if (!before) throw new SealbookError("gone");
  const details: AuditDetails = {};
  for (const member of ["name", "type", "currency", "required", "inList"] as const) {
    if (before[member] === data[member]) continue;
    details[`${member}Before`] = before[member];
    details[member] = data[member];
  }
  if (Object.keys(details).length === 0) return;
  await tx.fieldDefinition.update({ where: { id: before.id }, data });
  await writeAuditEvent(tx, { actor, organisationId, action: "field.change", subject: before.id, details });
}

/** Names are compared, and fields counted, by one at a time. */
async function lockFields(tx: Tx, organisationId: OrganisationId): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook fields ' || ${organisationId}, 0))`;
}
