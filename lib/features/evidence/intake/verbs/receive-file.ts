/** A file that arrives: hashed on the way, kept when the organisation keeps content, recorded when it is whole. */

import { removeUnreferenced } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import type { StatedDigests } from "#lib/infra/http/stated-digests.ts";
import { placeContent } from "#lib/infra/storage/content.ts";
import { ContentWriter } from "#lib/infra/storage/content-writer.ts";
import type { ContentAddress } from "#lib/infra/storage/paths.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Recorded, recordEvidence } from "./record-evidence.ts";

export interface Announced {
  name: string;
  mediaType?: string | undefined;
  /** What the client computed. */
  stated?: StatedDigests;
  idempotencyKey?: string | undefined;
}

/**
 * Hashes and writes what `source` hands over, then records it. Whatever fails, nothing is kept.
 *
 * @param source hands every chunk to the writer and waits where the writer says so; rejects when the file did not
 *   arrive whole.
 * @throws what `source` throws; {SealbookError} `empty_file`, `digest_mismatch`, `storage_full`,
 *   `idempotency_key_reused`.
 */
export async function receiveFile(options: {
  actor: MemberActor;
  announced: Announced;
  keep: boolean;
  source: (writer: ContentWriter) => Promise<void>;
}): Promise<Recorded> {
  const { actor, keep, source } = options;
  const { stated = {}, ...announced } = options.announced;
  const writer = await ContentWriter.create({ keep, sha512: stated.sha512 !== undefined });
  try {
    await source(writer);
    const { sha256, sha512, size } = writer.digest();
    if (size === 0) throw new SealbookError("empty_file");
    refuseOtherDigest(stated.sha256, sha256);
    refuseOtherDigest(stated.sha512, sha512);
    const path = await writer.finish();
    const address: ContentAddress = { organisationId: actor.organisationId, sha256 };
    const submission = { type: "file", sha256, size, ...announced, stated: stated.sha256 } as const;
    const place = path === undefined ? undefined : () => placeContent(address, path);
    try {
      return await recordEvidence({ actor, submission, place });
    } catch (error) {
      // Best effort: what stays, as when the database is away, is swept later.
      if (place) await removeUnreferenced(address).catch(() => {});
      throw error;
    }
  } finally {
    await writer.discard();
  }
}

function refuseOtherDigest(stated: Uint8Array | undefined, found: Uint8Array | undefined): void {
  if (!stated || !found || Buffer.from(stated).equals(found)) return;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  throw new SealbookError("digest_mismatch", { details: { expected: hex(stated), found: hex(found) } });
}
