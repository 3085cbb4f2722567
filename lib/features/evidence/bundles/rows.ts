/** Reading bundles: what is in them, and the place of one file in the tree. */
import type { ReceiptExtra } from "#lib/core/receipt/extras.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { bundleExtra } from "#lib/core/verify/extras/bundle.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { escapeLike } from "#lib/infra/db/like.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { pathThrough, SUBTREE_LEAVES, type TreeAlgorithm } from "#lib/infra/merkle/build-tree.ts";
import { type Bundle, type BundledFile, leafOf, lineOf } from "./types.ts";

const HASH_BYTES = 32;
/** Lines of a list that are read at once. */
const LINES_TOGETHER = 1_000;

interface FileRow {
  place: number;
  name: string;
  sha256: Buffer;
  sha3: Buffer | null;
  size: bigint | null;
  mediaType: string | null;
  salt: Buffer;
}

const FILE_COLUMNS = `place, name, sha256, sha3, size, media_type AS "mediaType", salt`;

/** undefined where there is no such record within reach, or it is of one content. */
export async function findBundle({ organisationId, units }: Reach, id: string): Promise<Bundle | undefined> {
  const { rows } = await pool().query<{ files: number; bytes: bigint | null }>(
    `SELECT b.files, b.bytes FROM bundle b JOIN evidence e ON e.id = b.evidence_id
     WHERE b.evidence_id = $1 AND b.organisation_id = $2 AND ${inUnits("e.unit_id", "$3")}`,
    [id, organisationId, units],
  );
  const [row] = rows;
  return row && { id, files: row.files, bytes: row.bytes === null ? undefined : Number(row.bytes) };
}

export interface FilesAsked {
  /** The name behind which the page begins. */
  cursor?: string | undefined;
  limit: number;
  /** Part of a name. */
  q?: string | undefined;
  sha256?: Uint8Array | undefined;
  /** The whole name. */
  name?: string | undefined;
}

/** A page of a bundle's files, by name. */
export async function listFiles(
  id: string,
  { cursor, limit, q, sha256, name }: FilesAsked,
): Promise<{ files: BundledFile[]; next: string | undefined }> {
  const values: unknown[] = [id];
  const value = (given: unknown) => `$${values.push(given)}`;
  const where = ["evidence_id = $1"];
  if (cursor !== undefined) where.push(`name > ${value(cursor)}`);
  if (q) where.push(`(name COLLATE "default") ILIKE ${value(`%${escapeLike(q)}%`)}`);
  if (name !== undefined) where.push(`name = ${value(name.normalize("NFC"))}`);
  if (sha256) where.push(`sha256 = ${value(Buffer.from(sha256))}`);
  const { rows } = await pool().query<FileRow>(
    `SELECT ${FILE_COLUMNS} FROM bundle_file WHERE ${where.join(" AND ")} ORDER BY name LIMIT ${value(limit + 1)}`,
    values,
  );
  const files = rows.slice(0, limit).map(toFile);
  return { files, next: rows.length > limit ? files.at(-1)?.name : undefined };
}

/** Of these digests (hex) those whose content is kept, each with the newest record of it within reach. */
export async function findKept(
  { organisationId, units }: Reach,
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool().query<{ sha256: string; id: string }>(
    `SELECT asked.sha256, e.id FROM unnest($2::text[]) AS asked (sha256)
     CROSS JOIN LATERAL (SELECT id FROM evidence v WHERE v.sha256 = decode(asked.sha256, 'hex') AND v.organisation_id = $1
       AND v.content_kept AND ${inUnits("v.unit_id", "$3")} ORDER BY v.id DESC LIMIT 1) e`,
    [organisationId, [...new Set(digests)], units],
  );
  return new Map(rows.map(({ sha256, id }) => [sha256, id]));
}

function toFile({ place, name, sha256, sha3, size, mediaType }: FileRow): BundledFile {
  return {
    ...{ place, name, sha256: sha256.toString("hex") },
    ...(sha3 === null ? {} : { "sha3-256": sha3.toString("hex") }),
    ...(size === null ? {} : { size: Number(size) }),
    ...(mediaType === null ? {} : { mediaType }),
  };
}

/** What the receipt of one file carries: its line, and its path to the root. undefined where the record is no bundle, or has no such file. */
export async function findBundledFile(
  id: string,
  place: number,
): Promise<{ name: string; extra: ReceiptExtra } | undefined> {
  const first = place - (place % SUBTREE_LEAVES);
  const { rows } = await pool().query<FileRow & { subtrees: Buffer; sha3Subtrees: Buffer | null }>(
    `SELECT ${FILE_COLUMNS}, b.subtrees, b.sha3_subtrees AS "sha3Subtrees" FROM bundle b JOIN bundle_file f USING (evidence_id)
     WHERE b.evidence_id = $1 AND f.place >= $2 AND f.place < $3 ORDER BY f.place`,
    [id, first, first + SUBTREE_LEAVES],
  );
  const row = rows[place - first];
  if (!row) return undefined;
  const pathUnder = (algorithm: TreeAlgorithm, subtrees: Buffer) => {
    const leaves = rows.map((each) => leafOf(lineOfRow(each), algorithm));
    return hashesOf(pathThrough(place, { leaves, subtrees: hashesOf(subtrees) }, algorithm));
  };
  const path = pathUnder("sha256", row.subtrees);
  const sha3Path = row.sha3Subtrees === null ? undefined : pathUnder("sha3-256", row.sha3Subtrees);
  const extra = bundleExtra({ line: utf8(lineOfRow(row)), place: { index: BigInt(place), path }, sha3Path });
  return { name: row.name, extra };
}

/** The list of a bundle, line by line in the order of its tree. */
export async function* readLines(id: string): AsyncGenerator<string> {
  for (let from = 0; ; from += LINES_TOGETHER) {
    const { rows } = await pool().query<FileRow>(
      `SELECT ${FILE_COLUMNS} FROM bundle_file WHERE evidence_id = $1 AND place >= $2 AND place < $3 ORDER BY place`,
      [id, from, from + LINES_TOGETHER],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => `${lineOfRow(row)}\n`).join("");
  }
}

function lineOfRow({ name, sha256, sha3, size, mediaType, salt }: FileRow): string {
  return lineOf(
    {
      ...{ name, sha256 },
      ...(sha3 === null ? {} : { "sha3-256": sha3 }),
      ...(size === null ? {} : { size: Number(size) }),
      ...(mediaType === null ? {} : { mediaType }),
    },
    salt,
  );
}

function hashesOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}
