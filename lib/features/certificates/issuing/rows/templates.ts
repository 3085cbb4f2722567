/** What batches are made from: versions of templates that were published. */
import { readTemplateDocument } from "#lib/features/certificates/templates/schema/document.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { IssuableTemplate } from "../types.ts";

export interface PinnedTemplate {
  id: string;
  name: string;
  version: number;
  /** Of the version's canonical JSON. */
  sha256: Buffer;
  document: TemplateDocument;
}

type Row = Omit<PinnedTemplate, "document"> & { document: string; publishedAt: Date | null; retiredAt: Date | null };

const COLUMNS = `t.id, t.name, v.number AS version, v.sha256, v.document, v.published_at AS "publishedAt", t.retired_at AS "retiredAt"`;

/**
 * The version that certificates are issued from: the newest published one unless it is said.
 *
 * @throws {SealbookError} `not_found` with the field `template`; `template_unpublished`, of one that was retired, too
 */
export async function findPublished(
  organisationId: OrganisationId,
  { template, version }: { template: string; version?: number | undefined },
): Promise<PinnedTemplate> {
  const { rows } = await pool().query<Row>(
    `SELECT ${COLUMNS} FROM certificate_template t JOIN certificate_template_version v ON v.template_id = t.id
     WHERE t.organisation_id = $1 AND t.id = $2 AND ($3::integer IS NULL OR v.number = $3)
     ORDER BY v.published_at IS NULL, v.number DESC LIMIT 1`,
    [organisationId, template, version ?? null],
  );
  const [row] = rows;
  if (!row) throw new SealbookError("not_found", { field: "template" });
  if (row.publishedAt === null || row.retiredAt !== null)
    throw new SealbookError("template_unpublished", { field: "template" });
  return toPinned(row);
}

/** The version that a batch names, whatever became of its template since. */
export async function readPinned(
  { templateId, version }: { templateId: string; version: number },
  on: Database = pool(),
): Promise<PinnedTemplate> {
  const { rows } = await on.query<Row>(
    `SELECT ${COLUMNS} FROM certificate_template t JOIN certificate_template_version v ON v.template_id = t.id
     WHERE t.id = $1 AND v.number = $2`,
    [templateId, version],
  );
  const [row] = rows;
  if (!row) throw new Error(`Template ${templateId} has no version ${version}.`);
  return toPinned(row);
}

/** Templates that something can be issued from now, by name. */
export async function listIssuable(organisationId: OrganisationId): Promise<IssuableTemplate[]> {
  const { rows } = await pool().query<Row>(
    `SELECT DISTINCT ON (t.id) ${COLUMNS} FROM certificate_template t JOIN certificate_template_version v ON v.template_id = t.id
     WHERE t.organisation_id = $1 AND t.retired_at IS NULL AND v.published_at IS NOT NULL ORDER BY t.id, v.number DESC LIMIT 500`,
    [organisationId],
  );
  return rows
    .map(toPinned)
    .map(({ id, name, version, document: { fields, validity } }) => {
      return { id, name, version, fields, ...(validity ? { months: validity.months } : {}) };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Of a document, by the hex digest of each, as they are kept. */
export async function readPictures(
  organisationId: OrganisationId,
  { background, elements }: TemplateDocument,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const named = [background, ...elements].flatMap((each) =>
    "picture" in each && each.picture !== undefined ? [each.picture] : [],
  );
  const { rows } = await pool().query<{ hex: string; bytes: Buffer }>(
    "SELECT encode(sha256, 'hex') AS hex, bytes FROM template_picture WHERE organisation_id = $1 AND sha256 = ANY ($2::bytea[])",
    [organisationId, [...new Set(named)].map((hex) => Buffer.from(hex, "hex"))],
  );
  return new Map(rows.map(({ hex, bytes }) => [hex, new Uint8Array(bytes)]));
}

function toPinned({ id, name, version, sha256, document }: Row): PinnedTemplate {
  const read = readTemplateDocument(document);
  if (!read) throw new Error(`Version ${version} of template ${id} is none.`);
  return { id, name, version, sha256, document: read };
}
