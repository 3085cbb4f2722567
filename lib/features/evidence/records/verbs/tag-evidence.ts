/** Putting labels on records and taking them off. Neither record nor receipt knows of them. */
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor, OrganisationId, Reach } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireWhole } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { listEvidenceIds } from "../rows/list.ts";
import { type EvidenceFilter, TAGGED_MAX, TAGS_MAX, TAGS_PER_RECORD_MAX } from "../types.ts";

interface Tagging {
  actor: MemberActor;
  /** What is not within reach is passed over. */
  records: { ids: readonly string[] } | { filter: EvidenceFilter };
  add: readonly string[];
  remove: readonly string[];
}

/**
 * What a record bears already, or does not bear, leaves no trace.
 *
 * @returns how many records there were
 * @throws {SealbookError} `forbidden`, `scope_missing`; `whole_organisation`: a unit takes off what a rule asks for; `not_found`: not one of the records is there; `selection_too_large`; `too_many_tags`
 */
export async function tagEvidence(tagging: Tagging): Promise<{ records: number }> {
  requirePermission(tagging.actor, "evidence:write");
  const { actor, add, remove } = tagging;
  const { organisationId } = actor;
  const ids = await idsOf(actor, tagging.records);
  if (ids.length === 0) throw new SealbookError("not_found");
  // Tags are counted, and those that nothing bears any more taken away, by one at a time.
  const behind = (tx: Tx) =>
    tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook tags ' || ${organisationId}, 0))`;
  await proven({ actor, authority: "evidence:write", behind }, async (tx, by) => {
    const added = await addTags(tx, { organisationId, ids, labels: add });
    await refuseRuled(tx, { by, labels: remove });
    const removed = await removeTags(tx, { organisationId, ids, labels: remove });
    if (added + removed === 0) return;
    const details = {
      ...(added > 0 ? { tagsAdded: [...add] } : {}),
      ...(removed > 0 ? { tagsRemoved: [...remove] } : {}),
      ...(ids.length > 1 ? { records: ids.length } : {}),
    };
    const subject = ids.length === 1 ? (ids[0] ?? organisationId) : organisationId;
    await writeAuditEvent(tx, { actor: by, organisationId, action: "evidence.tag", subject, details });
  });
  return { records: ids.length };
}

/** How long records are kept is the whole organisation's: a unit takes off no label by which a rule knows them. */
async function refuseRuled(tx: Tx, { by, labels }: { by: MemberActor; labels: readonly string[] }): Promise<void> {
  if (by.units === null || labels.length === 0) return;
  const { organisationId } = by;
  if ((await tx.retentionRule.count({ where: { organisationId, tag: { in: [...labels] } } })) > 0) requireWhole(by);
}

async function idsOf(reach: Reach, records: Tagging["records"]): Promise<string[]> {
  const filter = "filter" in records ? records.filter : { ids: records.ids };
  const ids: string[] = [];
  let older: string | undefined;
  do {
    const page = await listEvidenceIds({ reach, filter, cursor: older ? { older } : {}, limit: TAGGED_MAX });
    ids.push(...page.ids);
    older = page.older;
    if (ids.length > TAGGED_MAX || (older && ids.length === TAGGED_MAX))
      throw new SealbookError("selection_too_large", { details: { max: TAGGED_MAX } });
  } while (older);
  return ids;
}

type Labels = { organisationId: OrganisationId; ids: string[]; labels: readonly string[] };

/** @returns how many labels were put on how many records, in all */
async function addTags(tx: Tx, { organisationId, ids, labels }: Labels): Promise<number> {
  if (labels.length === 0) return 0;
  await tx.$executeRaw`INSERT INTO tag (organisation_id, label)
    SELECT ${organisationId}::uuid, unnest(${labels}::text[]) ON CONFLICT DO NOTHING`;
  const added = await tx.$executeRaw`INSERT INTO evidence_tag (organisation_id, label, evidence_id)
    SELECT ${organisationId}::uuid, l.label, i.id FROM unnest(${ids}::uuid[]) AS i (id) CROSS JOIN unnest(${labels}::text[]) AS l (label)
    ON CONFLICT DO NOTHING`;
  const [of] = await tx.$queryRaw<{ all: bigint; most: bigint | null }[]>`SELECT
    (SELECT count(*) FROM tag WHERE organisation_id = ${organisationId}::uuid) AS all,
    (SELECT max(n) FROM (SELECT count(*) AS n FROM evidence_tag WHERE evidence_id = ANY (${ids}::uuid[]) GROUP BY evidence_id) c) AS most`;
  if (of && (of.all > TAGS_MAX || (of.most ?? 0n) > TAGS_PER_RECORD_MAX))
    throw new SealbookError("too_many_tags", { details: { max: TAGS_MAX, recordMax: TAGS_PER_RECORD_MAX } });
  return added;
}

/** A tag that no record bears any more goes, too. */
async function removeTags(tx: Tx, { organisationId, ids, labels }: Labels): Promise<number> {
  if (labels.length === 0) return 0;
  const removed = await tx.$executeRaw`DELETE FROM evidence_tag
    WHERE organisation_id = ${organisationId}::uuid AND label = ANY (${labels}::text[]) AND evidence_id = ANY (${ids}::uuid[])`;
  await tx.$executeRaw`DELETE FROM tag t WHERE t.organisation_id = ${organisationId}::uuid AND t.label = ANY (${labels}::text[])
    AND NOT EXISTS (SELECT FROM evidence_tag e WHERE e.organisation_id = t.organisation_id AND e.label = t.label)`;
  return removed;
}
