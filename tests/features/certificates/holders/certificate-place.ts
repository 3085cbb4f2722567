/** Certificates as issuing leaves them, with an SD-JWT under a key of the test: rows alone, for what holders and strangers do with them. */
import { createHash, randomBytes } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { v7 as uuidv7 } from "uuid";
import { certificateSdJwt } from "#lib/credentials/certificate-sd-jwt.ts";
import { es256Signer } from "#lib/credentials/es256.ts";
import type { Pool } from "#lib/infra/db/pool.ts";

const SECRET = p256.utils.randomSecretKey();
export const ISSUER_NAME = "实验学校 Trial School";
export const TITLE = "荣誉证书 Diploma";

export const FIELDS = [
  { name: "score", label: { en: "Score", "zh-CN": "成绩" }, type: "number", required: true, visibility: "shown" },
  {
    name: "birth_date",
    label: { en: "Born on", "zh-CN": "出生日期" },
    type: "date",
    required: false,
    visibility: "private",
  },
] as const;

export interface IssuedBatch {
  batchId: string;
  issuerId: string;
  certificateIds: string[];
}

/** A batch of an organisation, issued now; its issuer is made with its first. */
export async function issueBatch(
  owner: Pool,
  organisationId: string,
  holders: readonly { name: string; email?: string; score?: string }[],
): Promise<IssuedBatch> {
  const issuerId = await issuerOf(owner, organisationId);
  const [templateId, batchId] = [uuidv7(), uuidv7()];
  const document = JSON.stringify({ language: "zh-CN", fields: FIELDS, achievement: { name: TITLE } });
  await owner.query("INSERT INTO certificate_template (id, organisation_id, name) VALUES ($1, $2, 'Diploma')", [
    templateId,
    organisationId,
  ]);
  await owner.query(
    `INSERT INTO certificate_template_version (template_id, number, document, sha256, published_at) VALUES ($1, 1, $2, $3, now())`,
    [templateId, document, createHash("sha256").update(document).digest()],
  );
  await owner.query(
    `INSERT INTO certificate_batch (id, organisation_id, issuer_id, template_id, template_version, name, state, created_by, issued_at)
     VALUES ($1, $2, $3, $4, 1, 'Batch', 'issued', '{"kind":"worker"}', now())`,
    [batchId, organisationId, issuerId, templateId],
  );
  const certificateIds: string[] = [];
  for (const [leafIndex, holder] of holders.entries()) {
    certificateIds.push(await insertCertificate(owner, { organisationId, issuerId, batchId, leafIndex, holder }));
  }
  return { batchId, issuerId, certificateIds };
}

async function issuerOf(owner: Pool, organisationId: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>("SELECT id FROM issuer WHERE organisation_id = $1", [
    organisationId,
  ]);
  if (rows[0]) return rows[0].id;
  const id = uuidv7();
  const slug = `school-${randomBytes(4).toString("hex")}`;
  await owner.query(
    "INSERT INTO issuer (id, organisation_id, slug, name, linkedin_id) VALUES ($1, $2, $3, $4, '1234567')",
    [id, organisationId, slug, ISSUER_NAME],
  );
  return id;
}

async function insertCertificate(
  owner: Pool,
  input: {
    organisationId: string;
    issuerId: string;
    batchId: string;
    leafIndex: number;
    holder: { name: string; email?: string; score?: string };
  },
): Promise<string> {
  const { organisationId, issuerId, batchId, leafIndex, holder } = input;
  const id = uuidv7();
  const values = { score: holder.score ?? "93.5", birth_date: "2004-02-29" };
  const sdJwt = await certificateSdJwt({
    certificateId: id,
    issuer: "https://example.org/issuers/school",
    issuerName: ISSUER_NAME,
    title: TITLE,
    vct: "https://example.org/issuers/school/types/1",
    issuedAt: new Date().toISOString(),
    status: { uri: "https://example.org/issuers/school/token-status/1", index: 1 },
    fields: { holder_name: holder.name, ...values },
    predicates: { "score_gte.90": true },
    signer: { kid: "did:web:example.org:issuers:school#wallet-1", sign: es256Signer(SECRET) },
  });
  const index = randomBytes(3).readUIntBE(0, 3);
  await owner.query(
    `INSERT INTO certificate (id, organisation_id, issuer_id, batch_id, leaf_index, holder_name, email, values, leaf, leaf_hash,
       credential, sd_jwt, pages_sha256, key_number, wallet_key_number, status_list, status_index, issued_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'leaf', $9, '{}', $10, $9, 1, 1, 1, $11, now())`,
    [
      id,
      organisationId,
      issuerId,
      batchId,
      leafIndex,
      holder.name,
      holder.email ?? null,
      values,
      randomBytes(32),
      sdJwt,
      index,
    ],
  );
  return id;
}

/** What the issuer's verbs write when they change how a certificate stands. */
export async function changeState(owner: Pool, certificateId: string, state: string, reason = ""): Promise<void> {
  await owner.query(
    `INSERT INTO certificate_status (certificate_id, number, state, at, reason, actor, statement, subject, issuer_id, status_list, status_index,
       list_change)
     SELECT id, (SELECT count(*) + 1 FROM certificate_status WHERE certificate_id = $1), $2, now(), $3, '{"kind":"worker"}', 's', $4,
       issuer_id, status_list, status_index, 1 FROM certificate WHERE id = $1`,
    [certificateId, state, reason, randomBytes(32)],
  );
}
