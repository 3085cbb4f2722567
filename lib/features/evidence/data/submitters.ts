/** Who submitted which evidence: the private details say it by id, the accounts know the name. */
import { fromUtf8 } from "#lib/core/bytes.ts";
import { type PrivateDetails, parseDetails } from "#lib/core/record.ts";
import type { OrganisationId } from "#lib/infra/auth/types.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

export interface Submitter {
  kind: PrivateDetails["actor"]["kind"];
  /** As it is today; undefined when the user or key is no longer known. */
  name?: string;
}

/** Submitters by the id of the evidence, of evidence that belongs to the organisation. */
export async function findSubmitters(
  organisationId: OrganisationId,
  evidenceIds: string[],
): Promise<Map<string, Submitter>> {
  const rows = await prisma().evidence.findMany({
    where: { organisationId, id: { in: evidenceIds } },
    select: { id: true, details: true },
  });
  const actors = rows.flatMap(({ id, details }) => {
    const actor = parseDetails(fromUtf8(details) ?? "")?.actor;
    return actor ? [{ id, actor }] : [];
  });
  const idsOf = (kind: Submitter["kind"]) => [
    ...new Set(actors.flatMap(({ actor }) => (actor.kind === kind ? [actor.id] : []))),
  ];
  const [users, keys] = await Promise.all([
    prisma().user.findMany({ where: { id: { in: idsOf("user") } }, select: { id: true, name: true } }),
    prisma().apiKey.findMany({
      where: { organisationId, id: { in: idsOf("api-key") } },
      select: { id: true, name: true },
    }),
  ]);
  const names = new Map([...users, ...keys].map(({ id, name }) => [id, name]));
  return new Map(
    actors.map(({ id, actor }) => {
      const name = names.get(actor.id);
      return [id, { kind: actor.kind, ...(name === undefined ? {} : { name }) }];
    }),
  );
}
