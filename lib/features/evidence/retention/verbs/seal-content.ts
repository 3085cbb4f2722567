/** Kept content is read, compared, sealed under a key of its own, and takes its own place: what was kept in plain, and what moves. */
import { createHash } from "node:crypto";
import { readStored } from "#lib/features/keyring/rows/stored-content.ts";
import { insertContentKey } from "#lib/features/keyring/verbs/insert-content-key.ts";
import { wrapContentKey } from "#lib/features/keyring/verbs/wrap-content-key.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentStorage, StagedKey } from "#lib/infra/storage/port.ts";
import { SealedContent, type SealedStaged } from "#lib/infra/storage/sealed/sealing.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { openContent } from "../rows/content.ts";
import type { KeptContent } from "../types.ts";
import { placeContent } from "./place-content.ts";
import { contentLock } from "./sweep-content.ts";

interface Sealing {
  /** What is sealed already is sealed under another key. */
  again?: boolean;
  /** One of two storages, while contents move: the other's copy is not what was recorded. */
  from?: ContentStorage | undefined;
}

/**
 * @returns what was sealed now; undefined where it is already, is not what was recorded, or was erased meanwhile
 * @throws what storage throws; {SealbookError} `storage_full`, `organisation_shredded`
 */
export async function sealContent(content: KeptContent, sealing: Sealing = {}): Promise<StagedKey | undefined> {
  const staged = await stageSealed(content, sealing);
  if (!staged) return undefined;
  const { organisationId, sha256 } = content;
  const contentKey = await wrapContentKey(organisationId, staged.contentKey);
  const [locks, lock] = contentLock(sha256);
  const isKept = await prisma().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${locks}::integer, ${lock}::integer)`;
    const where = { organisationId, sha256: new Uint8Array(sha256), contentKept: true };
    if ((await tx.evidence.findFirst({ where, select: { id: true } })) === null) return false;
    await insertContentKey(tx, { address: content, contentKey });
    await tx.stagedContent.create({ data: { key: staged.key, organisationId, sha256: new Uint8Array(sha256) } });
    await tx.contentChunks.deleteMany({ where: { organisationId, sha256: new Uint8Array(sha256) } });
    return true;
    // COMMIT. Before: it lies there as it did, and what was staged is swept. After: it is placed now, or by whoever settles.
  });
  if (!isKept) await storage().remove({ key: staged.key });
  else await placeContent(staged, content);
  return isKept ? staged : undefined;
}

async function stageSealed(content: KeptContent, { again = false, from }: Sealing): Promise<SealedStaged | undefined> {
  const opened = from ? await readStored(content, undefined, from) : await openContent(content);
  if (!opened) return undefined;
  try {
    if ((opened.sealed && !again) || opened.size !== content.size) return undefined;
    const writer = await SealedContent.create(await storage().stage());
    try {
      const digest = createHash("sha256");
      for await (const chunk of opened.stream) {
        digest.update(chunk);
        await writer.write(chunk);
      }
      return digest.digest().equals(content.sha256) ? await writer.finish() : undefined;
    } finally {
      await writer.close();
    }
  } finally {
    opened.stream.destroy();
  }
}
