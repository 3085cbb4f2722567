/** Who submitted which evidence: the private details say it by id, the accounts know the name. */

import { type PrivateDetails, parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { fromUtf8, sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { actorNames } from "#lib/features/audit-log/rows/actors.ts";
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

interface BoundDetails {
  id: string;
  details: Uint8Array;
  record: Uint8Array;
}

/** Submitters by the id of the evidence, of evidence that belongs to the organisation: one for each of it. */
export async function findSubmitters(
  organisationId: OrganisationId,
  evidenceIds: string[],
): Promise<Map<string, Submitter>> {
  const rows = await prisma().evidence.findMany({
    where: { organisationId, id: { in: evidenceIds } },
    select: { id: true, details: true, record: true },
  });
  return await submittersOf(organisationId, { rows });
}

/** @param known names by id that need not be looked up */
export async function submittersOf(
  organisationId: OrganisationId,
  { rows, known = new Map() }: { rows: readonly BoundDetails[]; known?: ReadonlyMap<string, string> },
): Promise<Map<string, Submitter>> {
  const found = rows.map((row) => ({ id: row.id, actor: readActor(row) }));
  const actors = found.flatMap(({ actor }) => ("id" in actor && !known.has(actor.id) ? [actor] : []));
  const names = actors.length === 0 ? known : new Map([...known, ...(await actorNames(organisationId, actors))]);
  return new Map(
    found.map(({ id, actor }): [string, Submitter] => {
      if (!("id" in actor)) return [id, actor];
      const name = names.get(actor.id);
      return [id, { kind: actor.kind, ...(name === undefined ? {} : { name }) }];
    }),
  );
}

/** Details are bound by their digest: any that has been changed is told apart from any that a later version wrote. */
function readActor(row: BoundDetails): PrivateDetails["actor"] | { kind: "altered" } | { kind: "unreadable" } {
  const actor = parseDetails(fromUtf8(row.details) ?? "")?.actor;
  const bound = parseRecord(fromUtf8(row.record) ?? "")?.details;
  if (bound !== toBase64(sha256(row.details))) return { kind: "altered" };
  return actor ?? { kind: "unreadable" };
}
