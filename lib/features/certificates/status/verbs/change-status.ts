import type { MemberActor, Reach } from "#lib/gate/actor.ts";
import { proveOn } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { changedStatuses } from "../rows.ts";
import { CHANGES_MAX, type ChangeOutcome, type StatusChange } from "../types.ts";
import { insertStatuses, lockCertificates } from "./insert-statuses.ts";

/**
 * Suspends, resumes, revokes or replaces certificates that the actor reaches, all in one transaction. What may not be changed is left as
 * it stands, and said; the same change again changes nothing.
 *
 * @param input.certificateIds at most CHANGES_MAX
 * @param input.reason one line; what whoever checks the certificate is told
 * @param input.replacement of one superseded certificate: the valid one within the same reach that takes its place
 * @throws {SealbookError} `forbidden`, `scope_missing` and as `proven`; `too_many_selected`; `replacement_absent`; of a single one
 *   `not_found`, `status_forbidden`
 */
export async function changeStatus(input: {
  actor: MemberActor;
  certificateIds: readonly string[];
  state: StatusChange;
  reason: string;
  replacement?: string | undefined;
}): Promise<{ outcomes: ChangeOutcome[] }> {
  requirePermission(input.actor, "certificates:revoke");
  const { actor, certificateIds, state, reason, replacement } = input;
  const ids = [...new Set(certificateIds)];
  const [single] = ids.length === 1 ? ids : [];
  if (ids.length > CHANGES_MAX) throw new SealbookError("too_many_selected", { details: { max: CHANGES_MAX } });
  // Each old one has a new one of its own: many are replaced by issuing the new ones (supersede.ts).
  if ((state === "superseded") !== (replacement !== undefined && single !== undefined && replacement !== single))
    throw new SealbookError("replacement_absent", { field: "replacement" });
  const outcomes = await transaction(pool(), async (connection) => {
    const all = replacement === undefined ? ids : [...ids, replacement];
    await lockCertificates(connection, { ids: all, reach: actor });
    // Behind the locks: who was let in before they waited may not be any more.
    const reach = await proveOn(connection, {
      actor,
      authority: "certificates:revoke",
      activeOnly: state === "resumed",
    });
    if (replacement !== undefined) await requireReplacement(connection, { reach, replacement });
    const certificates = ids.map((id) => ({ id, by: replacement }));
    return await insertStatuses(connection, { actor, reach, certificates, state, reason });
    // COMMIT follows. Before it nothing changed; after it the lists say so, and each change waits to be recorded.
  });
  const [only] = single === undefined ? [] : outcomes;
  if (only?.outcome === "absent") throw new SealbookError("not_found");
  if (only?.outcome === "refused")
    throw new SealbookError("status_forbidden", { details: { state: only.state ?? "" } });
  return { outcomes };
}

async function requireReplacement(
  connection: Connection,
  { reach, replacement }: { reach: Reach; replacement: string },
): Promise<void> {
  const locked = await lockCertificates(connection, { ids: [replacement], reach });
  const stands = (await changedStatuses([replacement], connection)).get(replacement)?.state ?? "valid";
  if (!locked.has(replacement) || stands !== "valid")
    throw new SealbookError("replacement_absent", { field: "replacement" });
}
