/** A batch under its lock: whoever changes it has proven that they may, and finds it in a state in which that can be done. */
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { reaches } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Permission } from "#lib/words/permissions.ts";
import type { BatchState } from "../types.ts";

export interface LockedBatch {
  id: string;
  name: string;
  state: BatchState;
  size: number;
  templateId: string;
  templateVersion: number;
  submittedBy: { kind: string; id: string } | null;
  submittedAt: Date | null;
  recordingAt: Date | null;
  unitId: string | null;
}

/**
 * @param on.states in which the batch may be
 * @throws {SealbookError} `not_found`; `batch_state`, with the state in which it is; as `proven`; what `work` throws
 */
export async function onBatch<By extends MemberActor, Result>(
  on: { actor: By; authority: Permission; id: string; states: readonly BatchState[] },
  work: (tx: Tx, given: { batch: LockedBatch; actor: By }) => Promise<Result>,
): Promise<Result> {
  requirePermission(on.actor, on.authority);
  const { actor, authority, id, states } = on;
  const { organisationId } = actor;
  let locked: LockedBatch | undefined;
  const behind = async (tx: Tx) => {
    locked = await lockBatch(tx, { organisationId, id });
  };
  return await proven({ actor, authority, behind, activeOnly: true }, async (tx, by) => {
    // As they are placed now, behind the lock.
    if (!locked || !reaches(by, locked.unitId)) throw new SealbookError("not_found");
    const { state } = locked;
    if (!states.includes(state)) throw new SealbookError("batch_state", { details: { state } });
    return await work(tx, { batch: locked, actor: by });
  });
}

/** Nobody else changes the batch until the transaction ends; undefined where the organisation has none of this id. */
export async function lockBatch(
  tx: Tx,
  { organisationId, id }: { organisationId: OrganisationId; id: string },
): Promise<LockedBatch | undefined> {
  const [row] = await tx.$queryRaw<LockedBatch[]>`SELECT id, name, state, size, template_id AS "templateId",
      template_version AS "templateVersion", submitted_by AS "submittedBy",
      submitted_at AS "submittedAt", recording_at AS "recordingAt", unit_id AS "unitId"
    FROM certificate_batch WHERE organisation_id = ${organisationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  return row;
}
