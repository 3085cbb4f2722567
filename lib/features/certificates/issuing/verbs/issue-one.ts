/** A certificate alone: a batch of one, made, filled and submitted in one commit. */
import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { findUnit } from "#lib/features/accounts/units/rows.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkDrafts, type GivenDraft } from "../checks/drafts.ts";
import { findByKey } from "../rows/batches.ts";
import { findCertificate } from "../rows/certificates.ts";
import { findPublished } from "../rows/templates.ts";
import type { BatchState, IssuedCertificate } from "../types.ts";
import { insertDrafts } from "./add-drafts.ts";
import { defaultEnd, insertBatch } from "./create-batch.ts";
import { markSubmitted } from "./submit-batch.ts";

export interface OneCertificate extends GivenDraft {
  template: string;
  version?: number | undefined;
  validUntil?: Date | undefined;
  /** Id of the unit that it is to belong to; unless said that of what it replaces, or else the actor's own. */
  unit?: string | undefined;
}

export interface OneIssued {
  batchId: string;
  /** What it will be, once it is issued. */
  certificateId: string;
  state: BatchState;
  /** false: the same was asked for under this key before. */
  created: boolean;
}

/**
 * The worker issues it at once where no approval is asked for.
 *
 * @throws {SealbookError} `not_found` with the field, `template_unpublished`, `issuer_absent`; `draft_faulty` with the field and its
 *   fault; `batch_state` with the field `replaces`; `replacement_claimed`; `unit_unknown`; `idempotency_key_reused`;
 *   as `proven`
 */
export async function issueOne(input: {
  actor: MemberActor;
  certificate: OneCertificate;
  /** As `keyWithin` has it. */
  idempotencyKey?: string | undefined;
}): Promise<OneIssued> {
  requirePermission(input.actor, "certificates:write");
  const { actor, certificate, idempotencyKey } = input;
  const { organisationId } = actor;
  const requestSha256 = digestOf(certificate);
  const before = idempotencyKey && (await findBefore(actor, { idempotencyKey, requestSha256 }));
  if (before) return before;
  const template = await findPublished(organisationId, certificate);
  const [checked] = await checkDrafts([certificate], { template });
  if (!checked) throw new SealbookError("bad_request");
  const [fault] = checked.faults;
  if (fault) throw draftRefusal(fault);
  const { replaces, unit, validUntil = defaultEnd(template.document) } = certificate;
  const { holderName } = checked.draft;
  const batch = { name: holderName, template: template.id, validUntil, idempotencyKey, requestSha256 };
  const proof = { actor, authority: "certificates:write" as const, activeOnly: true };
  try {
    return await proven(proof, async (tx, by) => {
      const replaced = replaces === undefined ? undefined : await requireOwn(by, replaces);
      const place = { unit: unit ?? (await openUnit(by, replaced?.unit)) };
      const { id } = await insertBatch(tx, {
        actor: by,
        batch: { ...batch, ...place },
        templateId: template.id,
        version: template.version,
      });
      const drafts = [{ ...checked.draft, replaces }];
      const [certificateId = ""] = await insertDrafts(tx, { batchId: id, size: 0, drafts });
      const { state } = await markSubmitted(tx, { actor: by, id, name: holderName });
      return { batchId: id, certificateId, state, created: true };
    });
  } catch (error) {
    // The same request came twice at once: the other one was first.
    const other = idempotencyKey && (await findBefore(actor, { idempotencyKey, requestSha256 }));
    if (other) return other;
    throw error;
  }
}

/** What is wrong with a draft, as a refusal: the first fault of it. */
export function draftRefusal(fault: { field: string; code: string; character?: string | undefined }): SealbookError {
  const { field, code, character } = fault;
  return new SealbookError("draft_faulty", { field, details: { fault: code, character: character ?? "" } });
}

function digestOf({ validUntil, ...certificate }: OneCertificate): Uint8Array<ArrayBuffer> {
  const given = JSON.parse(JSON.stringify({ ...certificate, validUntil: validUntil?.toISOString() }));
  return new Uint8Array(createHash("sha256").update(canonicalJson(given)).digest());
}

async function findBefore(
  { organisationId }: MemberActor,
  { idempotencyKey, requestSha256 }: { idempotencyKey: string; requestSha256: Uint8Array },
): Promise<OneIssued | undefined> {
  const found = await findByKey(organisationId, idempotencyKey);
  if (!found) return undefined;
  if (!found.requestSha256.equals(requestSha256))
    throw new SealbookError("idempotency_key_reused", { details: { id: found.id } });
  return { batchId: found.id, certificateId: found.certificateId, state: found.state, created: false };
}

/** What takes the place of a branch's is the branch's, whoever puts it right; undefined once that one takes nothing new. */
async function openUnit(actor: MemberActor, unit: string | undefined): Promise<string | undefined> {
  return unit !== undefined && (await findUnit(actor, unit))?.closedAt === undefined ? unit : undefined;
}

async function requireOwn(actor: MemberActor, id: string): Promise<IssuedCertificate> {
  const found = await findCertificate(actor, id);
  if (!found) throw new SealbookError("not_found", { field: "replaces" });
  if (found.state === "superseded" || found.state === "revoked")
    throw new SealbookError("batch_state", { field: "replaces", details: { state: found.state } });
  return found;
}
