/** A batch begins: for a template's version, which it keeps whatever becomes of the template. */
import { v7 as uuidv7 } from "uuid";
import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { storedActor, writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findPublished } from "../rows/templates.ts";

export interface NewBatch {
  name: string;
  template: string;
  /** The newest published one unless said. */
  version?: number | undefined;
  /** Of all its certificates; as the template says without. */
  validUntil?: Date | undefined;
  /** Id of the unit that it is to belong to; the actor's own unless said. */
  unit?: string | undefined;
  idempotencyKey?: string | undefined;
  requestSha256?: Uint8Array<ArrayBuffer> | undefined;
}

/** @throws {SealbookError} `not_found` with the field `template`; `template_unpublished`, `issuer_absent`, `unit_unknown` */
export async function createBatch(input: { actor: MemberActor; batch: NewBatch }): Promise<{ id: string }> {
  requirePermission(input.actor, "certificates:write");
  const { actor, batch } = input;
  const { id: templateId, version, document } = await findPublished(actor.organisationId, batch);
  const validUntil = batch.validUntil ?? defaultEnd(document);
  const authority = "certificates:write" as const;
  return await proven({ actor, authority, activeOnly: true }, (tx, by) =>
    insertBatch(tx, { actor: by, batch: { ...batch, validUntil }, templateId, version }),
  );
}

/** When certificates that are made now end by their template; undefined: never. */
export function defaultEnd({ validity }: Pick<TemplateDocument, "validity">): Date | undefined {
  if (!validity) return undefined;
  const end = new Date();
  const day = end.getUTCDate();
  end.setUTCMonth(end.getUTCMonth() + validity.months);
  // Of a month that has no such day, the last one.
  if (end.getUTCDate() !== day) end.setUTCDate(0);
  return end;
}

/** In the caller's transaction, which has proven the actor. @throws {SealbookError} `issuer_absent`; `unit_unknown`, of the field `unit` */
export async function insertBatch(
  tx: Tx,
  given: { actor: MemberActor; batch: NewBatch; templateId: string; version: number },
): Promise<{ id: string }> {
  const { actor, batch, templateId, version: templateVersion } = given;
  const { organisationId } = actor;
  const issuer = await findIssuer(organisationId, tx);
  if (!issuer) throw new SealbookError("issuer_absent");
  const id = uuidv7();
  const { name, validUntil, unit, idempotencyKey, requestSha256 } = batch;
  const unitId = unit ?? ownUnit(actor);
  await holdUnit(tx, actor, unitId);
  await tx.certificateBatch.create({
    data: {
      ...{ id, organisationId, issuerId: issuer.id, templateId, templateVersion, name, state: "drafts" },
      createdBy: { ...storedActor(actor) },
      ...(validUntil ? { validUntil } : {}),
      ...(unitId === null ? {} : { unitId }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey, requestSha256: requestSha256 ?? null }),
    },
  });
  const details = {
    ...{ name, template: templateId, version: templateVersion },
    ...(unitId === null ? {} : { unit: unitId }),
  };
  await writeAuditEvent(tx, { actor, organisationId, action: "batch.create", subject: id, details });
  return { id };
}
