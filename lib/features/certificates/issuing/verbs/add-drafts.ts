/** Rows become drafts: those that can be issued; of the others each fault is told, and nothing of them is kept. */
import { v7 as uuidv7 } from "uuid";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkDrafts, type GivenDraft, withReplaced } from "../checks/drafts.ts";
import { findBatch } from "../rows/batches.ts";
import { readPinned } from "../rows/templates.ts";
import type { RosterFault } from "../schema/roster.ts";
import { BATCH_SIZE_MAX } from "../types.ts";
import { onBatch } from "./lock-batch.ts";

const EDITABLE = ["drafts", "rejected"] as const;

export interface AddedDrafts {
  /** Drafts of the batch, with these. */
  size: number;
  /** Of rows that were not added, by their place among those given. */
  faults: { at: number; faults: RosterFault[] }[];
}

/**
 * @param input.from how many drafts the batch has by what the caller knows: rows that were sent twice are added once
 * @throws {SealbookError} `not_found`, `batch_state`; `conflict`: the batch has not so many; `batch_full`
 */
export async function addDrafts(input: {
  actor: MemberActor;
  batchId: string;
  drafts: readonly GivenDraft[];
  from?: number | undefined;
}): Promise<AddedDrafts> {
  requirePermission(input.actor, "certificates:write");
  const { actor, batchId: id, drafts, from } = input;
  const batch = await findBatch(actor, id);
  if (!batch) throw new SealbookError("not_found");
  const template = await readPinned({ templateId: batch.template.id, version: batch.template.version });
  const checked = await checkDrafts(drafts, { template });
  const on = { actor, authority: "certificates:write" as const, id, states: EDITABLE };
  return await onBatch(on, async (tx, { batch: locked, actor: by }) => {
    if (from !== undefined && from !== locked.size)
      throw new SealbookError("conflict", { details: { size: locked.size } });
    // While the batch is held: nobody adds another draft that replaces the same.
    const rows = await withReplaced(checked, { reach: by, batch: id });
    const good = rows.flatMap(({ draft, faults }, at) =>
      faults.length === 0 ? [{ line: drafts[at]?.line, ...draft }] : [],
    );
    await insertDrafts(tx, { batchId: id, size: locked.size, drafts: good });
    const faults = rows.flatMap((row, at) => (row.faults.length > 0 ? [{ at, faults: row.faults }] : []));
    return { size: locked.size + good.length, faults };
  });
}

/** In the caller's transaction, which holds the batch. @throws {SealbookError} `batch_full` */
export async function insertDrafts(
  tx: Tx,
  { batchId, size, drafts }: { batchId: string; size: number; drafts: readonly GivenDraft[] },
): Promise<string[]> {
  if (size + drafts.length > BATCH_SIZE_MAX)
    throw new SealbookError("batch_full", { details: { max: BATCH_SIZE_MAX } });
  const rows = drafts.map(({ line, holderName, email, values, replaces }, at) => ({
    ...{ number: size + at + 1, line: line ?? null, holder_name: holderName, email: email ?? null, values },
    ...{ certificate_id: uuidv7(), replaces: replaces ?? null },
  }));
  await tx.$executeRaw`INSERT INTO certificate_draft (batch_id, number, line, holder_name, email, values, certificate_id, replaces)
    SELECT ${batchId}::uuid, d.number, d.line, d.holder_name, d.email, d.values, d.certificate_id, d.replaces
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d (number integer, line integer, holder_name text, email text, values jsonb,
      certificate_id uuid, replaces uuid)`;
  await tx.certificateBatch.update({ where: { id: batchId }, data: { size: size + drafts.length } });
  return rows.map(({ certificate_id }) => certificate_id);
}
