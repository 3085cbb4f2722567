/** What a record commits to, for those who want to recompute it. */
import { parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { fromBase64, fromUtf8, sha256, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { claimOf } from "#lib/core/verify/claim-facts.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Commitments } from "../types.ts";
import { readBytes } from "./bytes.ts";

/** undefined where there is no evidence under this id within reach. */
export async function findCommitments(reach: Reach, id: string): Promise<Commitments | undefined> {
  const [bytes] = await readBytes(reach, [id]);
  const row = await prisma().evidence.findFirst({
    where: { id, ...within(reach) },
    select: {
      organisation: { select: { name: true } },
      entry: { select: { ledgerName: true, blockHeight: true } },
    },
  });
  if (!row || !bytes) return undefined;
  const block =
    row.entry &&
    (await prisma().ledgerBlock.findUnique({
      where: { ledgerName_height: { ledgerName: row.entry.ledgerName, height: row.entry.blockHeight } },
      select: { time: true },
    }));
  return {
    recordHash: toHex(sha256(bytes.record)),
    ...statedBy(bytes),
    organisation: row.organisation.name,
    ...(block ? { anchoredAt: block.time.toISOString() } : {}),
  };
}

function statedBy(row: {
  record: Uint8Array;
  details: Uint8Array;
}): Pick<Commitments, "claim" | "fields" | "detailsHash"> {
  const record = parseRecord(fromUtf8(row.record) ?? "");
  const isBound = record?.details === toBase64(sha256(row.details));
  const fields = isBound ? parseDetails(fromUtf8(row.details) ?? "")?.fields : undefined;
  // Of what was erased the record knows it.
  const bound = row.details.length === 0 && record ? fromBase64(record.details) : undefined;
  return {
    detailsHash: toHex(bound ?? sha256(row.details)),
    ...(record?.record === RECORD_V2 ? { claim: claimOf(record) } : {}),
    ...(fields === undefined ? {} : { fields }),
  };
}
