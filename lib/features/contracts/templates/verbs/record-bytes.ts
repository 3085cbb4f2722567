import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { DocumentClaim } from "#lib/features/evidence/intake/types.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";

/**
 * Records bytes that were made here, and keeps them with their record.
 *
 * @param input.key as which they are recorded once
 * @returns id of the record
 * @throws {SealbookError} as `receiveFile`: `evidence:write` is asked for
 */
export async function recordBytes(input: {
  actor: MemberActor;
  bytes: Uint8Array;
  name: string;
  mediaType: string;
  key: string;
  document: DocumentClaim;
  fields?: OwnFields | undefined;
  unit?: string | undefined;
}): Promise<string> {
  requirePermission(input.actor, "evidence:write");
  const { actor, bytes, name, mediaType, key, document, fields, unit } = input;
  const { evidence } = await receiveFile({
    actor,
    announced: { name, mediaType, fields, unit, document, idempotencyKey: key },
    keep: true,
    // What is written belongs to the writer.
    source: async (writer) => await writer.write(Uint8Array.from(bytes)),
  });
  return evidence.id;
}
