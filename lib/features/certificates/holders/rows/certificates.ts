/** Certificates as their holders and their public pages know them. */
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { CertificateState, FieldWords, HeldCertificate } from "../types.ts";

interface Row {
  id: string;
  organisationId: OrganisationId;
  unitId: string | null;
  batchId: string;
  holderName: string;
  issuedAt: Date;
  validUntil: Date | null;
  slug: string;
  issuerName: string;
  linkedinId: string | null;
  publicPage: boolean;
  sdJwt: string;
  document: string;
  claimedAt: Date | null;
  pageOpen: boolean | null;
  state: "superseded" | "suspended" | "resumed" | "revoked" | null;
  reason: string | null;
  changedAt: Date | null;
  replacement: string | null;
  unlinkable: boolean;
}

const HELD = `SELECT c.id, c.organisation_id AS "organisationId", c.unit_id AS "unitId", c.batch_id AS "batchId", c.holder_name AS "holderName",
    c.issued_at AS "issuedAt", c.valid_until AS "validUntil", i.slug, i.name AS "issuerName", i.linkedin_id AS "linkedinId",
    i.public_page AS "publicPage", c.sd_jwt AS "sdJwt", v.document, h.claimed_at AS "claimedAt", h.page_open AS "pageOpen",
    s.state, s.reason, s.at AS "changedAt", s.replacement,
    EXISTS (SELECT FROM issuer_key k WHERE k.issuer_id = i.id AND k.kind = 'bbs' AND k.until_at IS NULL) AND NOT EXISTS
      (SELECT FROM issuer_seal_policy p WHERE p.issuer_id = i.id AND p.until_at IS NULL) AS unlinkable
  FROM certificate c JOIN issuer i ON i.id = c.issuer_id JOIN certificate_batch b ON b.id = c.batch_id
  JOIN certificate_template_version v ON v.template_id = b.template_id AND v.number = b.template_version
  LEFT JOIN certificate_claim h ON h.certificate_id = c.id
  LEFT JOIN LATERAL (SELECT * FROM certificate_status s WHERE s.certificate_id = c.id ORDER BY s.number DESC LIMIT 1) s ON true
  WHERE c.id = ANY($1::uuid[]) ORDER BY c.id DESC`;

/** Newest first. */
export async function readHeld(ids: readonly string[], on: Database = pool()): Promise<HeldCertificate[]> {
  const { rows } = await on.query<Row>(HELD, [ids]);
  return rows.map(toHeld);
}

export async function findHeld(id: string): Promise<HeldCertificate | undefined> {
  return (await readHeld([id]))[0];
}

/** What a page and a letter need of a template's document, whose strict reader belongs to templates. */
interface Document {
  language: Locale;
  fields: FieldWords[];
  achievement: { name: string };
}

function toHeld(row: Row): HeldCertificate {
  const { validUntil, linkedinId, claimedAt, reason, changedAt, replacement } = row;
  const { language, fields, achievement } = JSON.parse(row.document) as Document;
  return {
    ...{ id: row.id, organisationId: row.organisationId, unitId: row.unitId, batchId: row.batchId },
    holderName: row.holderName,
    ...{ title: achievement.name, sdJwt: row.sdJwt, language, issuedAt: row.issuedAt.toISOString() },
    fields: fields.map(({ name, label, visibility }) => ({ name, label, visibility })),
    issuer: { slug: row.slug, name: row.issuerName, publicPage: row.publicPage, ...(linkedinId && { linkedinId }) },
    pageOpen: row.pageOpen ?? true,
    unlinkable: row.unlinkable,
    state: stateOf(row.state),
    ...(validUntil && { validUntil: validUntil.toISOString() }),
    ...(claimedAt && { claimedAt: claimedAt.toISOString() }),
    ...(reason && { reason }),
    ...(changedAt && { changedAt: changedAt.toISOString() }),
    ...(replacement && { replacement }),
  };
}

const stateOf = (change: Row["state"]): CertificateState =>
  change === null || change === "resumed" ? "valid" : change;

/** Of a certificate, for whoever manages it. @returns undefined where there is none of this id within reach */
export async function findAddress(
  certificateId: string,
  { organisationId, units }: Reach,
): Promise<{ email: string | undefined; holderName: string } | undefined> {
  const { rows } = await pool().query<{ email: string | null; holderName: string }>(
    `SELECT email, holder_name AS "holderName" FROM certificate
     WHERE id = $1 AND organisation_id = $2 AND ${inUnits("unit_id", "$3")}`,
    [certificateId, organisationId, units],
  );
  return rows[0] && { email: rows[0].email ?? undefined, holderName: rows[0].holderName };
}

/** @throws {SealbookError} `not_found`: there is none of this id within reach */
export async function requireOwn(certificateId: string, reach: Reach): Promise<void> {
  if (!(await findAddress(certificateId, reach))) throw new SealbookError("not_found");
}
