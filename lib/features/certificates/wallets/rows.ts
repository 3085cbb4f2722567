/** What wallets are told of certificates, and offers as they stand. */
import { publicUrl } from "#lib/env.ts";
import type { FieldWords } from "#lib/features/certificates/holders/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { WalletType } from "./types.ts";

/** Which template of which issuer, as it stands in addresses. */
export interface TypePlace {
  slug: string;
  template: string;
}

export const typeAddress = ({ slug, template }: TypePlace): string => `${publicUrl}/issuers/${slug}/types/${template}`;

interface Document {
  language: Locale;
  fields: FieldWords[];
  achievement: { name: string };
}

/** Of the newest version under which certificates were issued. @returns undefined where none ever was */
export async function findType(place: TypePlace): Promise<WalletType | undefined> {
  const { rows } = await pool().query<{ name: string; document: string }>(
    `SELECT i.name, v.document FROM issuer i JOIN certificate_batch b ON b.issuer_id = i.id
     JOIN certificate_template_version v ON v.template_id = b.template_id AND v.number = b.template_version
     WHERE i.slug = $1 AND b.template_id = $2 AND b.state = 'issued' ORDER BY v.number DESC LIMIT 1`,
    [place.slug, place.template],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { language, fields, achievement } = JSON.parse(row.document) as Document;
  return {
    ...{ address: typeAddress(place), issuerName: row.name, title: achievement.name, language },
    fields: fields.map(({ name, label, visibility }) => ({ name, label, visibility })),
  };
}

/** @returns undefined where there is no such certificate */
export async function findPlace(certificateId: string): Promise<TypePlace | undefined> {
  const { rows } = await pool().query<TypePlace>(
    `SELECT i.slug, b.template_id AS template FROM certificate c JOIN issuer i ON i.id = c.issuer_id
     JOIN certificate_batch b ON b.id = c.batch_id WHERE c.id = $1`,
    [certificateId],
  );
  return rows[0];
}

/** Whether a wallet may still come with the code. */
export async function isOpenOffer(place: TypePlace, codeHash: Uint8Array): Promise<boolean> {
  const { rows } = await pool().query(
    `SELECT FROM wallet_offer o JOIN certificate c ON c.id = o.certificate_id JOIN issuer i ON i.id = c.issuer_id
     JOIN certificate_batch b ON b.id = c.batch_id JOIN certificate_link l ON l.id = o.link_id
     WHERE o.code_hash = $1 AND o.token_hash IS NULL AND o.expires_at > now() AND l.ended_at IS NULL
       AND i.slug = $2 AND b.template_id = $3`,
    [Buffer.from(codeHash), place.slug, place.template],
  );
  return rows.length === 1;
}

export interface OfferForToken {
  certificateId: string;
  linkId: string;
  organisationId: OrganisationId;
}

/** What an access token is for, while it works. */
export async function findByToken(place: TypePlace, tokenHash: Uint8Array): Promise<OfferForToken | undefined> {
  const { rows } = await pool().query<OfferForToken>(
    `SELECT o.certificate_id AS "certificateId", o.link_id AS "linkId", c.organisation_id AS "organisationId"
     FROM wallet_offer o JOIN certificate c ON c.id = o.certificate_id JOIN issuer i ON i.id = c.issuer_id
     JOIN certificate_batch b ON b.id = c.batch_id JOIN certificate_link l ON l.id = o.link_id
     WHERE o.token_hash = $1 AND o.token_expires_at > now() AND l.ended_at IS NULL AND i.slug = $2 AND b.template_id = $3`,
    [Buffer.from(tokenHash), place.slug, place.template],
  );
  return rows[0];
}
