import type { FieldType } from "#lib/core/claim/own-fields.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { FieldDefinition } from "./types.ts";

/** In the order in which they were defined. */
export async function listFieldDefinitions(organisationId: OrganisationId): Promise<FieldDefinition[]> {
  const rows = await prisma().fieldDefinition.findMany({ where: { organisationId }, orderBy: { id: "asc" } });
  return rows.map(({ id, name, type, currency, required, inList }) => {
    return { id, name, type: type as FieldType, ...(currency ? { currency } : {}), required, inList };
  });
}
