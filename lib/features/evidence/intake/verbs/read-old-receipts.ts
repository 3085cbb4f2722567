/**
 * Receipts of other services that records are to rest on: records of files whose content is kept here, each read and checked once, however
 * many lines name it. docs/decisions/0092
 */
import { buffer } from "node:stream/consumers";
import { sha256 } from "#lib/core/text/bytes.ts";
import { readContent } from "#lib/features/evidence/retention/verbs/read-content.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { OLD_RECEIPT_BYTES_MAX, type OldReceipt, readOldReceipt } from "#lib/verify/old-receipt.ts";
import { SealbookError } from "#lib/words/errors.ts";

export interface NamedReceipt {
  /** SHA-256 of the bytes of its record. */
  recordHash: Uint8Array<ArrayBuffer>;
  receipt: OldReceipt;
}

/** What ids were found to name: a receipt, or why none. */
export type NamedReceipts = ReadonlyMap<string, NamedReceipt | SealbookError>;

/** By the digest of their content, of whichever organisation: what was found in bytes is so for all who have them. */
const READ_MAX = 10_000;
const known: Recent<string, OldReceipt> = new Recent(READ_MAX);
/** Contents that are read at the same time, of one bulk. */
const AT_ONCE_MAX = 4;
const FIELD = "origin.receipt";

interface Row {
  id: string;
  record: Buffer;
  sha256: Buffer;
  size: string | null;
  contentKept: boolean;
  isErased: boolean;
}

/** Of those ids that the actor may see; any other is `not_found`. Refusals are outcomes: they concern single lines. */
export async function readOldReceipts(actor: MemberActor, ids: ReadonlySet<string>): Promise<NamedReceipts> {
  requirePermission(actor, "evidence:write");
  const found = new Map<string, NamedReceipt | SealbookError>();
  if (ids.size === 0) return found;
  const { rows } = await pool().query<Row>(
    `SELECT id, record, sha256, size, content_kept AS "contentKept", is_erased AS "isErased" FROM evidence_whole
     WHERE id = ANY ($2::uuid[]) AND organisation_id = $1 AND ${inUnits("unit_id", "$3")}`,
    [actor.organisationId, [...ids], actor.units],
  );
  const left = [...rows];
  const work = async () => {
    for (let row = left.pop(); row; row = left.pop()) found.set(row.id, await readOne(actor, row));
  };
  await Promise.all(Array.from({ length: AT_ONCE_MAX }, work));
  for (const id of ids) if (!found.has(id)) found.set(id, new SealbookError("not_found", { field: FIELD }));
  return found;
}

async function readOne(actor: MemberActor, row: Row): Promise<NamedReceipt | SealbookError> {
  const bytesMax = OLD_RECEIPT_BYTES_MAX;
  if (row.isErased) return new SealbookError("evidence_erased", { field: FIELD });
  if (!row.contentKept || row.size === null) return new SealbookError("content_not_kept", { field: FIELD });
  const size = Number(row.size);
  if (size > bytesMax) return new SealbookError("file_too_large", { field: FIELD, details: { bytesMax } });
  try {
    const receipt = await readContentOf(actor, { sha256: row.sha256, size });
    return { recordHash: new Uint8Array(sha256(row.record)), receipt };
  } catch (error) {
    if (!(error instanceof SealbookError)) throw error;
    return new SealbookError(error.code, { field: FIELD, cause: error });
  }
}

/** @throws {SealbookError} `content_damaged` */
async function readContentOf(
  { organisationId }: MemberActor,
  content: { sha256: Buffer; size: number },
): Promise<OldReceipt> {
  const key = content.sha256.toString("hex");
  const before = known.get(key);
  if (before) return before;
  const bytes = await buffer(await readContent({ organisationId, ...content }));
  const receipt = await readOldReceipt(bytes);
  known.set(key, receipt);
  return receipt;
}
