/** Who submitted which evidence: the private details say it by id, the accounts know the name. */

import { type PrivateDetails, parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { fromUtf8, sha256, toBase64 } from "#lib/core/text/bytes.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

export type Submitter =
  | {
      kind: PrivateDetails["actor"]["kind"];
      /** As it is today; undefined when the user or key is no longer known. */
      name?: string;
    }
  /** altered: the details are not those that the record binds. unreadable: they are, in a form unknown here. */
  | { kind: "altered" }
  | { kind: "unreadable" };

/** Submitters by the id of the evidence, of evidence that belongs to the organisation: one for each of it. */
export async function findSubmitters(
  organisationId: OrganisationId,
  evidenceIds: string[],
): Promise<Map<string, Submitter>> {
  const rows = await prisma().evidence.findMany({
    where: { organisationId, id: { in: evidenceIds } },
    select: { id: true, details: true, record: true },
  });
  const found = rows.map((row) => ({ id: row.id, actor: readActor(row) }));
  const actors = found.flatMap(({ actor }) => ("id" in actor ? [actor] : []));
  const idsOf = (kind: (typeof actors)[number]["kind"]) => [
    ...new Set(actors.flatMap((actor) => (actor.kind === kind ? [actor.id] : []))),
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
    found.map(({ id, actor }): [string, Submitter] => {
      if (!("id" in actor)) return [id, actor];
      const name = names.get(actor.id);
      return [id, { kind: actor.kind, ...(name === undefined ? {} : { name }) }];
    }),
  );
}

/** Details are bound by their digest: any that has been changed is told apart from any that a later version wrote. */
function readActor(row: {
  details: Uint8Array;
  record: Uint8Array;
}): PrivateDetails["actor"] | { kind: "altered" } | { kind: "unreadable" } {
  const actor = parseDetails(fromUtf8(row.details) ?? "")?.actor;
  const bound = parseRecord(fromUtf8(row.record) ?? "")?.details;
  if (bound !== toBase64(sha256(row.details))) return { kind: "altered" };
  return actor ?? { kind: "unreadable" };
}
