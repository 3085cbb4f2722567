/** What was found when the bucket was looked at last. */
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Answers } from "#lib/infra/storage/s3/answers.ts";
import type { StorageFound } from "../types.ts";

/** Undefined where content lies on the disk, and before the worker looked. */
export async function findStorage(): Promise<StorageFound | undefined> {
  const row = await prisma().storageProbe.findUnique({ where: { id: 1 } });
  if (!row) return undefined;
  const { place, unfit, at } = row;
  return { place, unfit, at, answers: (row.answers as unknown as Answers | null) ?? undefined };
}
