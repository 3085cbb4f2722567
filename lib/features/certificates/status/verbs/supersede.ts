import type { AuditActor } from "#lib/features/audit-log/types.ts";
import type { Reach } from "#lib/gate/actor.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import type { ChangeOutcome } from "../types.ts";
import { insertStatuses } from "./insert-statuses.ts";

/**
 * Points old certificates to the new ones that were issued in their place, in the transaction that issues those; its caller has asked whether
 * that may be.
 *
 * @param options.pairs `by`: the new one, inserted before
 */
export async function supersede(
  connection: Connection,
  options: {
    actor: AuditActor;
    reach: Reach;
    pairs: readonly { old: string; by: string }[];
    reason: string;
  },
): Promise<ChangeOutcome[]> {
  const { pairs, ...asked } = options;
  const certificates = pairs.map(({ old: id, by }) => ({ id, by }));
  return await insertStatuses(connection, { ...asked, certificates, state: "superseded" });
}
