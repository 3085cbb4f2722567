/** The signatures of a document that is kept, checked by whom its organisation trusts, and what was found written down. */
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { type Place, Places } from "#lib/infra/http/places.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findSignatures, holdRecord, keepCheck } from "./keep-check.ts";

/** Each has a document and a thread of up to 768 MB in memory. */
const CHECKS_PER_ORGANISATION_MAX = 1;
const CHECKS_MAX = 2;
const EVERYBODY = "";
const checking = new Places();

/**
 * Checks again, by the authorities that are named now; what was found before stays.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`, `evidence_erased`, `content_not_kept`, `not_signed`;
 *   `too_many_at_once`
 */
export async function checkSignatures(input: { actor: MemberActor; evidenceId: string }): Promise<{ id: string }> {
  requirePermission(input.actor, "evidence:write");
  const { actor, evidenceId } = input;
  const evidence = await findEvidence(actor, evidenceId);
  if (!evidence) throw new SealbookError("not_found");
  if (evidence.erasedAt !== undefined)
    throw new SealbookError("evidence_erased", { details: { at: evidence.erasedAt } });
  const { id, size } = evidence;
  if (!evidence.contentKept || size === undefined) throw new SealbookError("content_not_kept");
  const sha256 = new Uint8Array(Buffer.from(evidence.sha256, "hex"));
  const { organisationId } = actor;
  const places: Place[] = [
    [organisationId, CHECKS_PER_ORGANISATION_MAX],
    [EVERYBODY, CHECKS_MAX],
  ];
  const document = { id, organisationId, sha256, size, receivedAt: new Date(evidence.receivedAt) };
  const result = await checking.during(places, () => findSignatures(document));
  if (result === undefined) throw new SealbookError("not_signed");
  const behind = (tx: Tx) => holdRecord(tx, { organisationId, id });
  return await proven({ actor, authority: "evidence:write", behind }, (tx) =>
    keepCheck(tx, { actor, organisationId, result }),
  );
}
