/** Whom letters are about, as they are when a letter is written. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

/** Different people's, or of different issuers, with one address. */
const GROUPS_MAX = 10;

export interface LetterFacts {
  certificateId: string;
  organisationId: OrganisationId;
  holderName: string;
  title: string;
  issuer: string;
}

const FACTS = `SELECT c.id AS "certificateId", c.organisation_id AS "organisationId", c.holder_name AS "holderName",
    v.document::jsonb -> 'achievement' ->> 'name' AS title, i.name AS issuer
  FROM certificate c JOIN issuer i ON i.id = c.issuer_id JOIN certificate_batch b ON b.id = c.batch_id
  JOIN certificate_template_version v ON v.template_id = b.template_id AND v.number = b.template_version`;

/** @returns undefined where its address is another one by now */
export async function factsForLetter(
  tx: Tx,
  about: { certificateId: string; email: string },
): Promise<LetterFacts | undefined> {
  const rows = await tx.$queryRawUnsafe<LetterFacts[]>(
    `${FACTS} WHERE c.id = $1::uuid AND lower(c.email) = $2`,
    about.certificateId,
    about.email,
  );
  return rows[0];
}

/** The newest certificate of each person and issuer with this address, which a letter's link opens with all their others. */
export async function factsOfAddress(tx: Tx, email: string): Promise<LetterFacts[]> {
  return await tx.$queryRawUnsafe<LetterFacts[]>(
    `SELECT * FROM (SELECT DISTINCT ON ("organisationId", "holderName") * FROM (${FACTS} WHERE lower(c.email) = $1) f
       ORDER BY "organisationId", "holderName", "certificateId" DESC) g ORDER BY "certificateId" DESC LIMIT ${GROUPS_MAX}`,
    email,
  );
}

export interface StatusFacts {
  state: "superseded" | "suspended" | "resumed" | "revoked";
  at: Date;
  reason: string;
}

/** @returns undefined where something else has become of it since */
export async function lastStatus(
  tx: Tx,
  { certificateId, number }: { certificateId: string; number: number },
): Promise<StatusFacts | undefined> {
  const rows = await tx.$queryRawUnsafe<(StatusFacts & { number: number })[]>(
    "SELECT number, state, at, reason FROM certificate_status WHERE certificate_id = $1::uuid ORDER BY number DESC LIMIT 1",
    certificateId,
  );
  return rows[0]?.number === number ? rows[0] : undefined;
}

/** A letter that is due: to whom, about what, in which language. */
export interface DueLetter {
  certificateId: string;
  organisationId: OrganisationId;
  email: string;
  locale: Locale;
  number: number;
}

/** A holder's own choice, else the certificate's language. */
const LOCALE = `coalesce((SELECT h.locale FROM certificate_claim h JOIN certificate o ON o.id = h.certificate_id
    WHERE o.organisation_id = c.organisation_id AND lower(o.email) = lower(c.email) ORDER BY h.claimed_at DESC LIMIT 1),
  v.document::jsonb ->> 'language')`;
const DUE = `SELECT c.id AS "certificateId", c.organisation_id AS "organisationId", lower(c.email) AS email, ${LOCALE} AS locale`;
const OF_BATCH = `JOIN certificate_batch b ON b.id = c.batch_id
  JOIN certificate_template_version v ON v.template_id = b.template_id AND v.number = b.template_version`;

/** Batches that are issued and whose holders have not been written to, the oldest first. */
export async function batchesToTell(limit: number): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT b.id FROM certificate_batch b WHERE b.state = 'issued' AND b.issued_at > now() - interval '7 days'
       AND NOT EXISTS (SELECT FROM certificate_batch_notice n WHERE n.batch_id = b.id) ORDER BY b.issued_at LIMIT $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** Of a batch, whose address is known and who have not been written to. */
export async function claimLettersOf(tx: Tx, batchId: string): Promise<DueLetter[]> {
  return await tx.$queryRawUnsafe<DueLetter[]>(
    `${DUE}, 0 AS number FROM certificate c ${OF_BATCH} WHERE c.batch_id = $1::uuid AND c.email IS NOT NULL
       AND NOT EXISTS (SELECT FROM certificate_notice n WHERE n.certificate_id = c.id AND n.number = 0) ORDER BY c.leaf_index`,
    batchId,
  );
}

/** Changes of the last days that no letter has told of. */
export async function statusLettersDue(tx: Tx, limit: number): Promise<DueLetter[]> {
  return await tx.$queryRawUnsafe<DueLetter[]>(
    `${DUE}, s.number FROM certificate_status s JOIN certificate c ON c.id = s.certificate_id ${OF_BATCH}
     WHERE s.at > now() - interval '7 days' AND c.email IS NOT NULL
       AND NOT EXISTS (SELECT FROM certificate_notice n WHERE n.certificate_id = s.certificate_id AND n.number = s.number)
     ORDER BY s.at LIMIT $1`,
    limit,
  );
}

/** As a new letter to a certificate's own address is written. */
export async function letterDue(tx: Tx, certificateId: string): Promise<DueLetter | undefined> {
  const rows = await tx.$queryRawUnsafe<DueLetter[]>(
    `${DUE}, 0 AS number FROM certificate c ${OF_BATCH} WHERE c.id = $1::uuid AND c.email IS NOT NULL`,
    certificateId,
  );
  return rows[0];
}
