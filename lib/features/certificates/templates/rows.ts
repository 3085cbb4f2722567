/** Templates, their versions and pictures, as they are stored. */
import { toBase64, toHex } from "#lib/core/text/bytes.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { escapeLike } from "#lib/infra/db/like.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { readTemplateDocument } from "./schema/document.ts";
import type {
  TemplateDocument,
  TemplateState,
  TemplateSummary,
  TemplatesQuery,
  TemplateVersion,
  VersionFacts,
} from "./types.ts";

/** Nobody reads further back on a page. */
const VERSIONS_LIST_MAX = 200;

type VersionRow = Prisma.CertificateTemplateVersionGetPayload<object>;

function toVersion(row: VersionRow): TemplateVersion {
  const document = readTemplateDocument(row.document);
  if (!document) throw new Error(`Version ${row.number} of template ${row.templateId} cannot be read.`);
  return {
    ...{ templateId: row.templateId, number: row.number, document, sha256: toBase64(new Uint8Array(row.sha256)) },
    savedAt: row.savedAt.toISOString(),
    ...(row.publishedAt && { publishedAt: row.publishedAt.toISOString() }),
  };
}

/** The newest first. @param cursor the last template of the page before */
export async function listTemplates(
  organisationId: string,
  { cursor, limit, retired = true }: { cursor?: string | undefined; limit: number; retired?: boolean },
): Promise<{ templates: TemplateSummary[]; next?: string }> {
  const rows = await prisma().certificateTemplate.findMany({
    where: { organisationId, ...(cursor && { id: { lt: cursor } }), ...(retired ? {} : { retiredAt: null }) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const versions = await prisma().certificateTemplateVersion.findMany({
    where: { templateId: { in: shown.map(({ id }) => id) } },
    select: { templateId: true, number: true, publishedAt: true },
    orderBy: { number: "asc" },
  });
  const templates = shown.map((row) =>
    toSummary(
      row,
      versions.filter(({ templateId }) => templateId === row.id),
    ),
  );
  const last = shown.at(-1);
  return { templates, ...(rows.length > limit && last && { next: last.id }) };
}

const IN_STATE: Readonly<Record<TemplateState, string>> = {
  draft: "t.retired_at IS NULL AND NOT bool_or(v.published_at IS NOT NULL)",
  published: "t.retired_at IS NULL AND bool_or(v.published_at IS NOT NULL)",
  retired: "t.retired_at IS NOT NULL",
};

type ListedRow = { id: string; name: string; createdAt: Date; retiredAt: Date | null } & {
  draft: number | null;
  published: number | null;
};

/** A page of an organisation's templates as the query asks for them, the newest first. */
export async function searchTemplates(
  organisationId: string,
  { q, state, older, newer }: TemplatesQuery,
  limit: number,
): Promise<CursorPage<TemplateSummary>> {
  const cursor: Cursor = { ...(older && { older }), ...(newer && { newer }) };
  const { rows } = await pool().query<ListedRow>(
    `SELECT t.id, t.name, t.created_at AS "createdAt", t.retired_at AS "retiredAt",
            max(v.number) FILTER (WHERE v.published_at IS NULL) AS draft,
            max(v.number) FILTER (WHERE v.published_at IS NOT NULL) AS published
       FROM certificate_template t
       JOIN certificate_template_version v ON v.template_id = t.id
      WHERE t.organisation_id = $1
        AND ($2::text = '' OR t.name ILIKE '%' || $2 || '%')
        AND ($3::uuid IS NULL OR t.id ${newer ? ">" : "<"} $3)
      GROUP BY t.id
      ${state ? `HAVING ${IN_STATE[state]}` : ""}
      ORDER BY t.id ${newer ? "ASC" : "DESC"}
      LIMIT $4`,
    [organisationId, escapeLike(q), newer ?? older ?? null, limit + 1],
  );
  const found = rows.map(({ id, name, createdAt, retiredAt, draft, published }) => ({
    ...{ id, name, createdAt: createdAt.toISOString() },
    ...(retiredAt && { retiredAt: retiredAt.toISOString() }),
    ...(draft !== null && { draft }),
    ...(published !== null && { published }),
  }));
  return cursorPage(found, { cursor, limit });
}

/** The newest first, each with how many certificates within reach were issued from it. */
export async function listVersions({ organisationId, units }: Reach, templateId: string): Promise<VersionFacts[]> {
  const { rows } = await pool().query<
    Omit<VersionFacts, "savedAt" | "publishedAt"> & { savedAt: Date; publishedAt: Date | null }
  >(
    `SELECT v.number, v.saved_at AS "savedAt", v.published_at AS "publishedAt",
            (SELECT count(*)::integer
               FROM certificate_batch b
               JOIN certificate c ON c.batch_id = b.id
              WHERE b.organisation_id = $1 AND b.template_id = v.template_id AND b.template_version = v.number
                AND ${inUnits("b.unit_id", "$4")}) AS certificates
       FROM certificate_template_version v
       JOIN certificate_template t ON t.id = v.template_id AND t.organisation_id = $1
      WHERE v.template_id = $2
      ORDER BY v.number DESC
      LIMIT $3`,
    [organisationId, templateId, VERSIONS_LIST_MAX, units],
  );
  return rows.map(({ number, savedAt, publishedAt, certificates }) => ({
    ...{ number, certificates, savedAt: savedAt.toISOString() },
    ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
  }));
}

function toSummary(
  { id, name, createdAt, retiredAt }: Prisma.CertificateTemplateGetPayload<object>,
  versions: readonly { number: number; publishedAt: Date | null }[],
): TemplateSummary {
  const draft = versions.findLast(({ publishedAt }) => publishedAt === null)?.number;
  const published = versions.findLast(({ publishedAt }) => publishedAt !== null)?.number;
  return {
    ...{ id, name, createdAt: createdAt.toISOString() },
    ...(retiredAt && { retiredAt: retiredAt.toISOString() }),
    ...(draft !== undefined && { draft }),
    ...(published !== undefined && { published }),
  };
}

/** A template of the organisation, without what stands in it; undefined where it has none under this id. */
export async function findTemplate(
  organisationId: string,
  id: string,
  tx: Tx = prisma(),
): Promise<TemplateSummary | undefined> {
  const row = await tx.certificateTemplate.findFirst({ where: { id, organisationId } });
  if (!row) return undefined;
  const select = { number: true, publishedAt: true } as const;
  const versions = await tx.certificateTemplateVersion.findMany({
    where: { templateId: id },
    select,
    orderBy: { number: "asc" },
  });
  return toSummary(row, versions);
}

/** A version; without a number the newest. Undefined where the organisation has none. */
export async function findVersion(
  organisationId: string,
  { templateId, number }: { templateId: string; number?: number | undefined },
  tx: Tx = prisma(),
): Promise<TemplateVersion | undefined> {
  const owned = await tx.certificateTemplate.findFirst({
    where: { id: templateId, organisationId },
    select: { id: true },
  });
  if (!owned) return undefined;
  const row = await tx.certificateTemplateVersion.findFirst({
    where: { templateId, ...(number !== undefined && { number }) },
    orderBy: { number: "desc" },
  });
  return row ? toVersion(row) : undefined;
}

export interface TemplatePictureFacts {
  mediaType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** @param digest hex */
export async function findPicture(organisationId: string, digest: string): Promise<TemplatePictureFacts | undefined> {
  const sha256 = new Uint8Array(Buffer.from(digest, "hex"));
  const row = await prisma().templatePicture.findUnique({
    where: { organisationId_sha256: { organisationId, sha256 } },
  });
  return row ? { mediaType: row.mediaType, bytes: row.bytes } : undefined;
}

/** The digests of all pictures that a document shows, hex. */
export function picturesIn({ background, elements }: TemplateDocument): string[] {
  const named = elements.flatMap((each) => ("picture" in each && each.picture ? [each.picture] : []));
  return [...new Set([...named, ...(background.picture ? [background.picture] : [])])];
}

/** What `drawCertificate` takes: the pictures of a document by their hex digests; those that are not there are absent. */
export async function readPictures(
  organisationId: string,
  document: TemplateDocument,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const digests = picturesIn(document);
  if (digests.length === 0) return new Map();
  const rows = await prisma().templatePicture.findMany({
    where: { organisationId, sha256: { in: digests.map((digest) => new Uint8Array(Buffer.from(digest, "hex"))) } },
    select: { sha256: true, bytes: true },
  });
  return new Map(rows.map(({ sha256, bytes }) => [toHex(sha256), bytes]));
}
