import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentAddress } from "#lib/infra/storage/port.ts";

/**
 * Keeps the digests of the chunks of content that is recorded.
 *
 * @param digests 32 bytes a chunk, of content whose own digest was found to be the recorded one
 */
export async function keepDigests({ organisationId, sha256 }: ContentAddress, digests: Uint8Array): Promise<void> {
  await prisma().$executeRaw`
    INSERT INTO content_chunks AS kept (organisation_id, sha256, digests)
    VALUES (${organisationId}::uuid, ${Buffer.from(sha256)}, ${Buffer.from(digests)})
    ON CONFLICT (organisation_id, sha256) DO UPDATE SET digests = excluded.digests WHERE kept.digests <> excluded.digests`;
}
