/** Four eyes: somebody asks to use a seal, and somebody else says yes or no. */
import { v7 as uuidv7 } from "uuid";
import { fromHex } from "#lib/core/text/bytes.ts";
import { isSamePerson } from "#lib/features/accounts/api-keys/checks/same-person.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor, UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission, requireUser } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireUsable } from "../checks/usable.ts";
import { findRequest } from "../rows/requests.ts";
import { overSince } from "../rows/seals.ts";
import type { COVERS, SealRequest, StatedPlace } from "../types.ts";
import { workingSeal } from "./change-seal.ts";

const REQUESTS_WAITING_MAX = 1_000;

/**
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `seal_revoked`, `seal_not_granted`,
 *   `seal_purpose_refused`, `too_many_seal_requests`
 */
export async function askForUse(input: {
  actor: MemberActor;
  id: string;
  purpose: string;
  document: string;
  covers: (typeof COVERS)[number];
  /** Hex. */
  digest: string;
  /** Part of what is approved. */
  place?: StatedPlace | undefined;
}): Promise<SealRequest> {
  requirePermission(input.actor, "seals:use");
  const { actor, id, purpose, document, covers } = input;
  const { organisationId } = actor;
  const digest = fromHex(input.digest);
  // What is signed has its place in it.
  const { place } = input;
  if (place !== undefined && covers === "digest")
    throw new SealbookError("invalid_field", { field: "place", details: { field: "place" } });
  if (digest === undefined) throw new SealbookError("invalid_field", { field: "digest", details: { field: "digest" } });
  return await proven({ actor, authority: "seals:use", activeOnly: true }, async (tx, by) => {
    const seal = await workingSeal(tx, by, id);
    await requireUsable(tx, by, { seal, purpose });
    const waiting = await tx.documentSealRequest.count({
      where: { sealId: id, decidedAt: null, askedAt: { gt: overSince() } },
    });
    if (waiting >= REQUESTS_WAITING_MAX)
      throw new SealbookError("too_many_seal_requests", { details: { max: REQUESTS_WAITING_MAX } });
    const requestId = uuidv7();
    await tx.documentSealRequest.create({
      data: {
        ...{ id: requestId, sealId: id, purpose, document, covers, digest: new Uint8Array(digest), place },
        ...(by.kind === "user" ? { userId: by.userId } : { apiKeyId: by.apiKeyId }),
      },
    });
    const details = { seal: id, purpose, document };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.ask", subject: requestId, details });
    const made = await findRequest({ sealId: id, id: requestId }, tx);
    if (!made) throw new Error("A request is not there, though it was made.");
    return made;
  });
}

/**
 * A person says yes or no; never the one who asked, or who made the key that asked.
 *
 * @throws {SealbookError} `forbidden`, `not_found`, `seal_revoked`, `seal_request_own`, `seal_request_over`
 */
export async function decideRequest(input: {
  actor: MemberActor;
  id: string;
  request: string;
  approved: boolean;
}): Promise<SealRequest> {
  requirePermission(input.actor, "seals:manage");
  requireUser(input.actor);
  const { id, request: requestId, approved } = input;
  const actor: UserActor = input.actor;
  const { organisationId, userId } = actor;
  return await proven({ actor, authority: "seals:manage", activeOnly: approved }, async (tx, by) => {
    await workingSeal(tx, by, id);
    const request = await findRequest({ sealId: id, id: requestId }, tx);
    if (!request) throw new SealbookError("not_found");
    if (await isSamePerson(tx, { kind: "user", id: userId }, request.asker))
      throw new SealbookError("seal_request_own");
    if (request.state !== "waiting") throw new SealbookError("seal_request_over");
    const data = { decidedAt: new Date(), decidedBy: userId, approved };
    await tx.documentSealRequest.update({ where: { id: requestId }, data });
    const action = approved ? "seal.approve" : "seal.reject";
    const details = { seal: id, purpose: request.purpose, document: request.document };
    await writeAuditEvent(tx, { actor, organisationId, action, subject: requestId, details });
    return { ...request, state: approved ? "approved" : "rejected", decidedAt: data.decidedAt };
  });
}
