import type { Tx } from "#lib/infra/db/prisma.ts";
import type { ContentAddress } from "#lib/infra/storage/port.ts";
import type { WrappedContentKey } from "../types.ts";

/** Of content that was recorded before it was sealed; that of new content is recorded with it. */
export async function insertContentKey(
  tx: Tx,
  { address, contentKey }: { address: ContentAddress; contentKey: WrappedContentKey },
): Promise<void> {
  const { id, wrapped, keyNumber } = contentKey;
  const { organisationId, sha256 } = address;
  const bytes = { id: new Uint8Array(id), wrapped: new Uint8Array(wrapped), sha256: new Uint8Array(sha256) };
  await tx.contentKey.create({ data: { organisationId, keyNumber, ...bytes } });
}
