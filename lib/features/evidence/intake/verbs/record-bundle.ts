/** A list of files becomes one record. docs/decisions/0071 */

import { unitOf } from "#lib/features/accounts/units/rows.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import { type CollectedFiles, leafOf, lineOf, type SaltedFile } from "#lib/features/evidence/bundles/types.ts";
import { requireClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proveOn } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { buildTree, subtreesOf } from "#lib/infra/merkle/build-tree.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { encodeSubmission } from "./encode-submission.ts";
import { insertRecords, readSubmitter } from "./insert-records.ts";

/** As many as a number has exactly. */
const KEY_BYTES = 6;
/** Rows of one statement. */
const ROWS_TOGETHER = 1_000;
/** Another request recorded the same key meanwhile (PostgreSQL manual, appendix A). */
const UNIQUE_VIOLATION = "23505";

interface Recording {
  actor: MemberActor;
  collected: CollectedFiles;
  requestKey: string | undefined;
}

/**
 * Record, bundle and all its files in one transaction.
 *
 * @returns the record's id; `created` false: the same was recorded before under this key
 * @throws {SealbookError} `clock_wrong`; `idempotency_key_reused`: another one was; `unit_unknown`; as `proven`
 */
export async function recordBundle(recording: Recording): Promise<{ id: string; created: boolean }> {
  requirePermission(recording.actor, "evidence:write");
  await requireClocks();
  const unitId = await unitOf(recording.actor, recording.collected.head.unit);
  // A place in the tree is one in the order of hashes, so that it tells nothing of names.
  const files = inOrder(recording.collected.files);
  const subtrees = await subtreesOf(files.map(({ leaf }) => leaf));
  // The same lines in the same places once more, for when SHA-256 proves nothing any more.
  const sha3Leaves = files.map(({ salt, ...file }) => leafOf(lineOf(file, salt), "sha3-256"));
  const sha3Subtrees = await subtreesOf(sha3Leaves, "sha3-256");
  const input = { ...recording, files, subtrees, sha3Subtrees, unitId };
  try {
    return await transaction(pool(), (connection) => record(connection, input));
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    return await transaction(pool(), (connection) => record(connection, input));
  }
}

/** By the hash of the line. Its first bytes nearly always decide. */
function inOrder(files: readonly SaltedFile[]): SaltedFile[] {
  const keyed = files.map((file) => ({ file, key: file.leaf.readUIntBE(0, KEY_BYTES) }));
  keyed.sort((one, other) => one.key - other.key || Buffer.compare(one.file.leaf, other.file.leaf));
  return keyed.map(({ file }) => file);
}

async function record(
  connection: Connection,
  input: Recording & { files: readonly SaltedFile[]; subtrees: readonly Buffer[]; sha3Subtrees: readonly Buffer[] } & {
    unitId: string | null;
  },
): Promise<{ id: string; created: boolean }> {
  const { actor, collected, requestKey, files, subtrees, sha3Subtrees, unitId } = input;
  const { head, requestSha256 } = collected;
  const { organisationId } = actor;
  await proveOn(connection, { actor, authority: "evidence:write", activeOnly: true });
  const before = requestKey && (await findBefore(connection, { ...input, requestKey }));
  if (before) return { id: before, created: false };
  const organisation = await readSubmitter(connection, organisationId);
  const root = buildTree(subtrees).root;
  const submission = {
    ...({ type: "digest", sha256: new Uint8Array(root), name: head.name, fields: head.fields } as const),
    ...{ bundle: { files: files.length }, unitId },
    second: { "sha3-256": new Uint8Array(buildTree(sha3Subtrees, "sha3-256").root) },
  };
  const encoded = encodeSubmission({ actor, submission, submitter: organisation.name, kept: false });
  const { id } = encoded;
  await insertRecords(connection, { actor, organisation, made: [{ submission, encoded }] });
  await connection.query(
    `INSERT INTO bundle (evidence_id, organisation_id, files, bytes, subtrees, sha3_subtrees, request_key, request_sha256)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[id, organisationId, files.length, bytesOf(files)],
      ...[Buffer.concat(subtrees), Buffer.concat(sha3Subtrees), requestKey ?? null, requestSha256],
    ],
  );
  await insertFiles(connection, { id, organisationId, files });
  const details = { type: "bundle", sha256: root.toString("hex"), files: files.length };
  await writeAuditRow(connection, { actor, organisationId, action: "evidence.record", subject: id, details });
  return { id, created: true };
}

async function findBefore(
  connection: Connection,
  { actor, requestKey, collected }: Recording & { requestKey: string },
): Promise<string | undefined> {
  const { rows } = await connection.query<{ id: string; same: boolean }>(
    "SELECT evidence_id AS id, request_sha256 = $3 AS same FROM bundle WHERE organisation_id = $1 AND request_key = $2",
    [actor.organisationId, requestKey, collected.requestSha256],
  );
  const [row] = rows;
  if (row && !row.same) throw new SealbookError("idempotency_key_reused", { details: { id: row.id } });
  return row?.id;
}

/** Of all together; null where one's is not known. */
function bytesOf(files: readonly SaltedFile[]): bigint | null {
  let bytes = 0n;
  for (const { size } of files) {
    if (size === undefined) return null;
    bytes += BigInt(size);
  }
  return bytes;
}

const INSERT_FILES = `INSERT INTO bundle_file (evidence_id, organisation_id, place, name, sha256, sha3, size, media_type, salt)
  SELECT $1, $2, $3 + n - 1, name, sha256, sha3, size, media_type, salt
  FROM unnest($4::text[], $5::bytea[], $6::bytea[], $7::bigint[], $8::text[], $9::bytea[])
    WITH ORDINALITY AS f (name, sha256, sha3, size, media_type, salt, n)`;

async function insertFiles(
  connection: Connection,
  { id, organisationId, files }: { id: string; organisationId: string; files: readonly SaltedFile[] },
): Promise<void> {
  for (let from = 0; from < files.length; from += ROWS_TOGETHER) {
    const some = files.slice(from, from + ROWS_TOGETHER);
    await connection.query(INSERT_FILES, [
      ...[id, organisationId, from],
      some.map(({ name }) => name),
      some.map(({ sha256 }) => Buffer.from(sha256)),
      some.map(({ "sha3-256": sha3 }) => sha3 && Buffer.from(sha3)),
      some.map(({ size }) => size ?? null),
      some.map(({ mediaType }) => mediaType ?? null),
      some.map(({ salt }) => salt),
    ]);
  }
}
