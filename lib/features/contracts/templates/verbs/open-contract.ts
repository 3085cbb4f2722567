import type { Readable } from "node:stream";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { readContent } from "#lib/features/evidence/retention/verbs/read-content.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findContract } from "../rows/contracts.ts";
import type { ComposedContract } from "../types.ts";

/**
 * The PDF of a contract as it was composed, which the audit log remembers.
 *
 * @param input.number as it is spelled
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `evidence_erased`, `content_not_kept`, `content_damaged`
 */
export async function openContract(input: {
  actor: MemberActor;
  number: string;
}): Promise<{ contract: ComposedContract; stream: Readable }> {
  requirePermission(input.actor, "contracts:read");
  const { actor, number } = input;
  const { organisationId } = actor;
  const contract = await findContract(actor, number);
  const evidence = contract && (await findEvidence(actor, contract.evidenceId));
  if (!contract || !evidence) throw new SealbookError("not_found");
  if (evidence.erasedAt !== undefined)
    throw new SealbookError("evidence_erased", { details: { at: evidence.erasedAt } });
  if (!evidence.contentKept) throw new SealbookError("content_not_kept");
  const { id, sha256, size } = contract;
  const stream = await readContent({ organisationId, sha256: Buffer.from(sha256, "hex"), size });
  try {
    await proven({ actor, authority: "contracts:read" }, (tx) =>
      writeAuditEvent(tx, { actor, organisationId, action: "contract.download", subject: id, details: { number } }),
    );
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return { contract, stream };
}
