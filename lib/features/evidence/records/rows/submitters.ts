/** Who submitted which evidence: the private details say it by id, the accounts know the name. */

import { type PrivateDetails, parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { fromUtf8, sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { actorNames } from "#lib/features/audit-log/rows/actors.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { readBytes } from "./bytes.ts";

export type Submitter =
  | {
      kind: PrivateDetails["actor"]["kind"];
      /** As it is today; undefined when the user or key is no longer known. */
      name?: string;
    }
  /** altered: the details are not those that the record binds. unreadable: they are, in a form unknown here. */
  | { kind: "altered" }
  | { kind: "unreadable" }
  /** The details were erased. */
  | { kind: "erased" };

interface BoundDetails {
  id: string;
  details: Uint8Array;
  record: Uint8Array;
}

/** Submitters by the id of the evidence, of evidence within reach: one for each of it. */
export async function findSubmitters(reach: Reach, evidenceIds: string[]): Promise<Map<string, Submitter>> {
  return await submittersOf(reach.organisationId, { rows: await readBytes(reach, evidenceIds) });
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
function readActor(
  row: BoundDetails,
): PrivateDetails["actor"] | { kind: "altered" } | { kind: "unreadable" } | { kind: "erased" } {
  if (row.details.length === 0) return { kind: "erased" };
  const actor = parseDetails(fromUtf8(row.details) ?? "")?.actor;
  const bound = parseRecord(fromUtf8(row.record) ?? "")?.details;
  if (bound !== toBase64(sha256(row.details))) return { kind: "altered" };
  return actor ?? { kind: "unreadable" };
}
