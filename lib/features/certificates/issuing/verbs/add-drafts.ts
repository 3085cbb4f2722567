/** Rows become drafts: those that can be issued; of the others each fault is told, and nothing of them is kept. */
import { v7 as uuidv7 } from "uuid";
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkDrafts, type GivenDraft } from "../checks/drafts.ts";
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
 * @throws {SealbookError} `not_found`, with the field `replaces` where what is to be replaced is none of the organisation's; `batch_state`,
 *   with that field where it is replaced or revoked already, or by another draft; `conflict`: the batch has not so many; `batch_full`
 */
export async function addDrafts(input: {
  actor: MemberActor;
  batchId: string;
  drafts: readonly GivenDraft[];
  from?: number | undefined;
}): Promise<AddedDrafts> {
  requirePermission(input.actor, "certificates:write");
  const { actor, batchId: id, drafts, from } = input;
  const batch = await findBatch(actor.organisationId, id);
  if (!batch) throw new SealbookError("not_found");
  const template = await readPinned({ templateId: batch.template.id, version: batch.template.version });
  const checked = await checkDrafts(drafts, { template });
  const good = checked.flatMap(({ draft, faults }, at) => (faults.length === 0 ? [{ ...drafts[at], ...draft }] : []));
  const on = { actor, authority: "certificates:write" as const, id, states: EDITABLE };
  const size = await onBatch(on, async (tx, { batch: locked }) => {
    if (from !== undefined && from !== locked.size)
      throw new SealbookError("conflict", { details: { size: locked.size } });
    await requireReplaceable(tx, { organisationId: actor.organisationId, batchId: id, drafts: good });
    await insertDrafts(tx, { batchId: id, size: locked.size, drafts: good });
    return locked.size + good.length;
  });
  return { size, faults: checked.flatMap(({ faults }, at) => (faults.length > 0 ? [{ at, faults }] : [])) };
}

/** What drafts replace is the organisation's own, in force, and each replaced once. */
async function requireReplaceable(
  tx: Tx,
  given: { organisationId: OrganisationId; batchId: string; drafts: readonly GivenDraft[] },
): Promise<void> {
  const { organisationId, batchId, drafts } = given;
  const ids = drafts.flatMap(({ replaces }) => replaces ?? []);
  if (ids.length === 0) return;
  const field = "replaces";
  const found = await tx.$queryRaw<{ state: string | null; taken: boolean }[]>`
    SELECT (SELECT s.state FROM certificate_status s WHERE s.certificate_id = c.id ORDER BY s.number DESC LIMIT 1) AS state,
      EXISTS (SELECT FROM certificate_draft d WHERE d.batch_id = ${batchId}::uuid AND d.replaces = c.id) AS taken
    FROM certificate c WHERE c.organisation_id = ${organisationId}::uuid AND c.id = ANY(${ids}::uuid[])`;
  const distinct = new Set(ids).size;
  if (found.length < distinct) throw new SealbookError("not_found", { field });
  const over = found.find(({ state, taken }) => taken || state === "revoked" || state === "superseded");
  if (over || distinct < ids.length)
    throw new SealbookError("batch_state", { field, details: { state: over?.state ?? "superseded" } });
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
