import { createHash } from "node:crypto";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { isPublic } from "#lib/features/evidence/sharing/rows/sharing.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { sampleContent } from "./types.ts";

/** Under which the operating organisation records the sample once. */
export function sampleRecordKey(): string {
  return `sealbook-sample:${createHash("sha256").update(sampleContent("original")).digest("hex")}`;
}

export async function findSampleRecord(): Promise<{ id: string; anchored: boolean } | undefined> {
  const found = await prisma().evidence.findFirst({
    where: { idempotencyKey: sampleRecordKey(), organisation: { operates: true } },
    select: { id: true, entry: { select: { index: true } } },
  });
  return found ? { id: found.id, anchored: found.entry !== null } : undefined;
}

/** Whether there is a receipt to try: recorded, in a block, and shown by its organisation, which may turn its page off. */
export async function isSampleOffered(): Promise<boolean> {
  return (await findOffered()) !== undefined;
}

/** The sample's public receipt, as JSON; undefined where none is offered. */
export async function findSampleReceipt(): Promise<Uint8Array | undefined> {
  const evidenceId = await findOffered();
  return evidenceId === undefined ? undefined : (await buildReceipt({ evidenceId }))?.json;
}

async function findOffered(): Promise<string | undefined> {
  const record = await findSampleRecord();
  return record?.anchored && (await isPublic(record.id)) ? record.id : undefined;
}
