/** Issuers by the product's own verb, and certificates as rows: what issuing would have written, without its drawing and signing. */
import { createHash, randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { encodeLeaf } from "#lib/core/certificate/leaf.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { createIssuer } from "#lib/features/certificates/issuers/verbs/create-issuer.ts";
import { allocateStatus } from "#lib/features/certificates/status/verbs/allocate.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";

export const makeIssuer = async (actor: UserActor, slug = `school-${uuidv7().slice(-12)}`): Promise<Issuer> =>
  await createIssuer({
    actor,
    slug,
    profile: { name: "Blue Harbour School 蓝港学校", description: "", publicPage: true },
  });

export interface MadeCertificate {
  id: string;
  leaf: string;
  list: number;
  index: number;
}

/** @returns ids in the order of their leaves, of one batch */
export async function makeCertificates(options: {
  organisationId: string;
  issuerId: string;
  count: number;
}): Promise<MadeCertificate[]> {
  const { organisationId, issuerId, count } = options;
  return await transaction(pool(), async (connection) => {
    const [template, batch] = [uuidv7(), uuidv7()];
    const digest = randomBytes(32);
    await connection.query("INSERT INTO certificate_template (id, organisation_id, name) VALUES ($1, $2, 'T')", [
      template,
      organisationId,
    ]);
    await connection.query(
      "INSERT INTO certificate_template_version (template_id, number, document, sha256) VALUES ($1, 1, '{}', $2)",
      [template, digest],
    );
    await connection.query(
      `INSERT INTO certificate_batch (id, organisation_id, issuer_id, template_id, template_version, name, state, created_by)
       VALUES ($1, $2, $3, $4, 1, 'B', 'issued', '{"kind":"worker"}')`,
      [batch, organisationId, issuerId, template],
    );
    const places = await allocateStatus(connection, { issuerId, count });
    const made = places.map((place) => {
      const id = uuidv7();
      const [credential, pages, sdJwt] = ["c", "p", "s"].map((each) => hash(`${each}${id}`));
      const bytes = encodeLeaf({
        ...{ id, credential: credential ?? "", pages: pages ?? "", sdJwt: sdJwt ?? "" },
        salt: randomBytes(16).toString("base64"),
      });
      return { id, leaf: fromUtf8(bytes) ?? "", hash: Buffer.from(leafHash(bytes)), ...place };
    });
    await connection.query(
      `INSERT INTO certificate (id, organisation_id, issuer_id, batch_id, leaf_index, holder_name, values, leaf, leaf_hash, credential,
         sd_jwt, pages_sha256, key_number, wallet_key_number, status_list, status_index, issued_at)
       SELECT id, $1, $2, $3, at - 1, '张𠮷', '{}', leaf, hash, '{}', 'x', $4, 1, 1, list, index, now()
       FROM unnest($5::uuid[], $6::text[], $7::bytea[], $8::integer[], $9::integer[]) WITH ORDINALITY AS c (id, leaf, hash, list, index, at)`,
      [
        ...[organisationId, issuerId, batch, digest],
        made.map(({ id }) => id),
        made.map(({ leaf }) => leaf),
        made.map((each) => each.hash),
        made.map(({ list }) => list),
        made.map(({ index }) => index),
      ],
    );
    return made.map(({ id, leaf, list, index }) => ({ id, leaf, list, index }));
  });
}

const hash = (text: string): string => createHash("sha256").update(text).digest("base64");
