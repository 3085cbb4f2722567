/**
 * Lines of a bulk become certificates: those of one template, version, end and unit are one batch, with one tree and one review, which is submitted
 * when the body has come to its end. What names a key of its own, or takes another one's place, is a batch of one, as by `issueOne`.
 */
import type { BulkLine, BulkSending, Keeping, LineAnswer, Query } from "#lib/features/accounts/bulks/types.ts";
import { problemOf } from "#lib/features/accounts/bulks/verbs/receive-lines.ts";
import { unitOf } from "#lib/features/accounts/units/rows.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireSameReach } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkDrafts } from "../checks/drafts.ts";
import { listOpenBatches } from "../rows/bulks.ts";
import { findPublished, type PinnedTemplate } from "../rows/templates.ts";
import type { Draft } from "../schema/draft.ts";
import { BATCH_SIZE_MAX } from "../types.ts";
import { insertDrafts } from "./add-drafts.ts";
import { defaultEnd, insertBatch } from "./create-batch.ts";
import { draftRefusal, issueOne, type OneCertificate } from "./issue-one.ts";
import { submitBatch } from "./submit-batch.ts";

/** Certificates that have a batch in common. */
interface Group {
  /** What tells it from others of the bulk. */
  name: string;
  template: PinnedTemplate;
  validUntil: Date | undefined;
  unit: string | undefined;
  drafts: { line: number; draft: Draft }[];
}

export interface PreparedCertificates {
  lines: number[];
  /** By line: of what was refused, and of what was issued alone. */
  answers: Map<number, LineAnswer>;
  groups: Map<string, Group>;
}

/** @throws {SealbookError} `scope_missing`, `forbidden` */
export async function prepareCertificates(
  sending: BulkSending,
  lines: readonly BulkLine<OneCertificate>[],
): Promise<PreparedCertificates> {
  requirePermission(sending.actor, "certificates:write");
  const prepared: PreparedCertificates = {
    lines: lines.map(({ line }) => line),
    answers: new Map(),
    groups: new Map(),
  };
  const templates = new Map<string, Promise<PinnedTemplate>>();
  for (const each of lines) {
    try {
      await prepareOne(sending, each, { prepared, templates });
    } catch (error) {
      if (!(error instanceof SealbookError)) throw error;
      prepared.answers.set(each.line, problemOf(error));
    }
  }
  return prepared;
}

async function prepareOne(
  { actor, bulkId }: BulkSending,
  { line, body, key }: BulkLine<OneCertificate>,
  { prepared, templates }: { prepared: PreparedCertificates; templates: Map<string, Promise<PinnedTemplate>> },
): Promise<void> {
  if (key !== undefined || body.replaces !== undefined) {
    // Under a key of ours: a line that comes back, or a process that dies, issues nothing twice.
    const idempotencyKey = key ?? `sealbook-bulk:${bulkId}:${line}`;
    const { certificateId, batchId } = await issueOne({ actor, certificate: body, idempotencyKey });
    prepared.answers.set(line, { id: certificateId, batch: batchId });
    return;
  }
  const { template: id, version, validUntil, unit } = body;
  const asked = `${id} ${version ?? ""}`;
  const found = templates.get(asked) ?? findPublished(actor.organisationId, { template: id, version });
  templates.set(asked, found);
  const template = await found;
  const [checked] = await checkDrafts([body], { template });
  if (!checked) throw new SealbookError("bad_request");
  const [fault] = checked.faults;
  if (fault) throw draftRefusal(fault);
  if (unit !== undefined) await unitOf(actor, unit);
  const name = `${id} ${template.version} ${validUntil?.toISOString() ?? ""}${unit === undefined ? "" : ` ${unit}`}`;
  const group = prepared.groups.get(name) ?? { name, template, validUntil, unit, drafts: [] };
  group.drafts.push({ line, draft: checked.draft });
  prepared.groups.set(name, group);
}

/** @throws {SealbookError} `issuer_absent`, `unit_changed`; as `proven` */
export async function recordCertificates(
  { actor, bulkId }: BulkSending,
  { lines, answers, groups }: PreparedCertificates,
  keeping: Keeping,
): Promise<void> {
  requirePermission(actor, "certificates:write");
  await proven({ actor, authority: "certificates:write", activeOnly: true }, async (tx, by) => {
    requireSameReach(actor, by);
    const query: Query = async <Row>(sql: string, values: readonly unknown[]) =>
      await tx.$queryRawUnsafe<Row[]>(sql, ...values);
    await keeping.begin(query);
    const made = new Map(answers);
    for (const group of groups.values()) {
      const { template, validUntil = defaultEnd(template.document), unit, drafts } = group;
      const open = await findOpen(tx, { bulkId, group: group.name, room: drafts.length });
      const batch = { name: template.name, template: template.id, validUntil, unit };
      const { id, size } = open ?? {
        ...(await insertBatch(tx, { actor: by, batch, templateId: template.id, version: template.version })),
        size: 0,
      };
      if (!open) await tx.certificateBatch.update({ where: { id }, data: { bulkId, bulkGroup: group.name } });
      const ids = await insertDrafts(tx, {
        batchId: id,
        size,
        drafts: drafts.map(({ line, draft }) => ({ ...draft, line })),
      });
      for (const [at, { line }] of drafts.entries()) made.set(line, { id: ids[at] ?? "", batch: id });
    }
    await keeping.end(
      query,
      lines.flatMap((line) => made.get(line) ?? []),
    );
  });
}

/** The bulk's batch of the group, while it has room. */
async function findOpen(
  tx: Tx,
  { bulkId, group, room }: { bulkId: string; group: string; room: number },
): Promise<{ id: string; size: number } | undefined> {
  const [row] = await tx.$queryRaw<{ id: string; size: number }[]>`
    SELECT id, size FROM certificate_batch WHERE bulk_id = ${bulkId}::uuid AND bulk_group = ${group} AND state = 'drafts'
      AND size + ${room}::integer <= ${BATCH_SIZE_MAX}::integer
    ORDER BY id DESC LIMIT 1 FOR UPDATE`;
  return row;
}

/** The body has come to its end: its batches ask for approval, or are issued where nobody asks for that. */
export async function completeCertificates({ actor, bulkId }: BulkSending): Promise<void> {
  requirePermission(actor, "certificates:write");
  for (const batchId of await listOpenBatches(bulkId)) {
    await submitBatch({ actor, batchId }).catch((error: unknown) => {
      // Somebody was faster, or has called it off.
      if (!(error instanceof SealbookError && error.code === "batch_state")) throw error;
    });
  }
}
