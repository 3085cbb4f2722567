import type { Tx } from "#lib/infra/db/prisma.ts";
import type { ContentAddress } from "#lib/infra/storage/port.ts";

/** Whatever lies at this address, or did in a backup, is noise once this is committed. */
export async function destroyContentKeys(tx: Tx, { organisationId, sha256 }: ContentAddress): Promise<void> {
  await tx.contentKey.deleteMany({ where: { organisationId, sha256: new Uint8Array(sha256) } });
}
