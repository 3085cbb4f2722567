import { BATCH_V1, CREDENTIAL_TYPE, encodeBatchStatement } from "#lib/core/certificate/batch.ts";
import { fromUtf8, toBase64 } from "#lib/core/text/bytes.ts";
import { readIssuer } from "#lib/features/certificates/issuers/rows.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { buildTree } from "#lib/infra/merkle/build-tree.ts";
import { readPinned } from "../rows/templates.ts";

const PATHS_PER_STATEMENT = 5_000;

interface Closing {
  issuerId: string;
  templateId: string;
  version: number;
  size: number;
  issuedAt: Date;
}

/**
 * All certificates of a batch are made: root, paths and the statement that is sealed and recorded. In the caller's transaction. The same
 * leaves make the same statement, whenever it is closed.
 */
export async function closeTree(connection: Connection, id: string): Promise<void> {
  const { rows } = await connection.query<Closing>(
    `SELECT issuer_id AS "issuerId", template_id AS "templateId", template_version AS version, size, issued_at AS "issuedAt"
     FROM certificate_batch WHERE id = $1 AND state = 'issuing' FOR UPDATE`,
    [id],
  );
  const [batch] = rows;
  if (!batch) return;
  const { rows: leaves } = await connection.query<{ hash: Buffer }>(
    "SELECT leaf_hash AS hash FROM certificate_work WHERE batch_id = $1 AND leaf_hash IS NOT NULL ORDER BY number",
    [id],
  );
  if (leaves.length !== batch.size) throw new Error(`Batch ${id} has ${leaves.length} of ${batch.size} leaves.`);
  const { root, pathOf } = buildTree(leaves.map(({ hash }) => hash));
  for (let from = 0; from < leaves.length; from += PATHS_PER_STATEMENT) {
    const paths = leaves.slice(from, from + PATHS_PER_STATEMENT).map((_, at) => pathOf(from + at));
    await connection.query(
      `UPDATE certificate_work w SET path = p.path FROM unnest($2::bytea[]) WITH ORDINALITY AS p (path, place)
       WHERE w.batch_id = $1 AND w.number = $3 + p.place`,
      [id, paths, from],
    );
  }
  const { did } = await readIssuer(batch.issuerId);
  const { sha256 } = await readPinned({ templateId: batch.templateId, version: batch.version });
  const statement = encodeBatchStatement({
    batch: BATCH_V1,
    issuer: did,
    template: { id: batch.templateId, version: batch.version, sha256: toBase64(sha256) },
    count: batch.size,
    root: toBase64(root),
    credentialType: CREDENTIAL_TYPE,
    issuedAt: batch.issuedAt.toISOString(),
  });
  await connection.query("UPDATE certificate_batch SET state = 'sealing', statement = $2, root = $3 WHERE id = $1", [
    id,
    fromUtf8(statement),
    root,
  ]);
}
