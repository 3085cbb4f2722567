import { publicUrl } from "#lib/env.ts";
import { readIssuer } from "#lib/features/certificates/issuers/rows.ts";
import { openSigners } from "#lib/features/certificates/issuers/verbs/sign.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { makeOne } from "../drawing/make-pool.ts";
import type { Made, MakingContext, ToMake } from "../drawing/making.ts";
import { readPictures, readPinned } from "../rows/templates.ts";
import type { Advancing } from "../types.ts";

/** Made, and kept, together. Some pages are a hundred kilobytes: a few megabytes are in memory. */
const CHUNK = 48;
/** After so long others have their turn, and keys are asked for anew. */
const TURN_MS = 2_000;

/**
 * Makes what a batch lacks, for a turn. A chunk is kept with one commit; what was not kept is made anew.
 *
 * @returns none: all are made; some: there is more to do; halted: somebody says so
 */
export async function makeCertificates(id: string, { signal, onStep }: Advancing): Promise<"none" | "some" | "halted"> {
  const end = performance.now() + TURN_MS;
  const context = await contextOf(id);
  let kept: Promise<boolean> = Promise.resolve(true);
  let chunk = await nextChunk(id, 0);
  while (chunk.length > 0) {
    const makes = chunk;
    const made = await Promise.all(makes.map((one) => makeOne(context.making, one)));
    onStep?.("made");
    if (!(await kept)) return "halted";
    kept = transaction(pool(), (connection) => keepMade(connection, { id, made, ...context.keys })).then((is) => {
      onStep?.("kept");
      return is;
    });
    // Awaited in the next round or below.
    kept.catch(() => {});
    if (performance.now() > end || signal?.aborted) return (await kept) ? "some" : "halted";
    // The next ones are made while these are written.
    chunk = await nextChunk(id, makes.at(-1)?.number ?? 0);
  }
  return (await kept) ? "none" : "halted";
}

async function nextChunk(id: string, after: number): Promise<ToMake[]> {
  const { rows } = await pool().query<ToMake>(
    `SELECT w.number, d.certificate_id AS "certificateId", d.holder_name AS "holderName", d.values, w.status_list AS "statusList",
       w.status_index AS "statusIndex"
     FROM certificate_work w JOIN certificate_draft d ON d.batch_id = w.batch_id AND d.number = w.number
     WHERE w.batch_id = $1 AND w.number > $2 AND w.leaf IS NULL ORDER BY w.number LIMIT $3`,
    [id, after, CHUNK],
  );
  return rows;
}

/** @returns false, with nothing kept, when the batch was halted or called off */
async function keepMade(
  connection: Connection,
  given: { id: string; made: readonly Made[]; keyNumber: number; walletKeyNumber: number },
): Promise<boolean> {
  const { id, made, keyNumber, walletKeyNumber } = given;
  const { rowCount } = await connection.query(
    "UPDATE certificate_batch SET made = made + $2 WHERE id = $1 AND state = 'issuing'",
    [id, made.length],
  );
  if (rowCount === 0) return false;
  const { rowCount: written } = await connection.query(
    `UPDATE certificate_work w SET leaf = m.leaf, leaf_hash = m.leaf_hash, credential = m.credential, sd_jwt = m.sd_jwt,
       pages_sha256 = m.pages_sha256, key_number = $8, wallet_key_number = $9
     FROM unnest($2::integer[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::bytea[])
       AS m (number, leaf, leaf_hash, credential, sd_jwt, pages_sha256)
     WHERE w.batch_id = $1 AND w.number = m.number AND w.leaf IS NULL`,
    [
      id,
      made.map(({ number }) => number),
      made.map(({ leaf }) => leaf),
      made.map(({ leafHash }) => Buffer.from(leafHash)),
      made.map(({ credential }) => credential),
      made.map(({ sdJwt }) => sdJwt),
      made.map(({ pagesSha256 }) => Buffer.from(pagesSha256)),
      keyNumber,
      walletKeyNumber,
    ],
  );
  if (written !== made.length) throw new Error(`Batch ${id}: ${written} of ${made.length} certificates were missing.`);
  await connection.query(
    "INSERT INTO certificate_pages (certificate_id, bytes) SELECT * FROM unnest($1::uuid[], $2::bytea[])",
    [made.map(({ certificateId }) => certificateId), made.map(({ pages }) => Buffer.from(pages))],
  );
  return true;
}

async function contextOf(id: string): Promise<{
  making: MakingContext;
  keys: { keyNumber: number; walletKeyNumber: number };
}> {
  const { rows } = await pool().query<{
    organisationId: OrganisationId;
    issuerId: string;
    templateId: string;
    version: number;
    issuedAt: Date;
    validUntil: Date | null;
  }>(
    `SELECT organisation_id AS "organisationId", issuer_id AS "issuerId", template_id AS "templateId", template_version AS version,
       issued_at AS "issuedAt", valid_until AS "validUntil" FROM certificate_batch WHERE id = $1`,
    [id],
  );
  const [batch] = rows;
  if (!batch) throw new Error(`There is no batch ${id}.`);
  const { templateId, version, issuerId, organisationId, issuedAt, validUntil } = batch;
  const [{ document }, issuer, signers] = await Promise.all([
    readPinned({ templateId, version }),
    readIssuer(issuerId),
    openSigners(issuerId),
  ]);
  const { did, slug, name, url } = issuer;
  const making: MakingContext = {
    batch: `${id} ${signers.ed25519.number} ${signers.p256.number}`,
    template: { id: templateId, version, document },
    pictures: await readPictures(organisationId, document),
    issuer: { did, slug, name, ...(url === undefined ? {} : { url }) },
    ed25519: signers.ed25519,
    p256: signers.p256,
    publicUrl,
    issuedAt: issuedAt.toISOString(),
    ...(validUntil ? { validUntil: validUntil.toISOString() } : {}),
  };
  return { making, keys: { keyNumber: signers.ed25519.number, walletKeyNumber: signers.p256.number } };
}
