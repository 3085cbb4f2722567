/** Templates of contracts, their versions and PDFs, as they are stored. */
import { toHex } from "#lib/core/text/bytes.ts";
import { type Cursor, type CursorPage, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { escapeLike } from "#lib/infra/db/like.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readContractDocument } from "../schema/document.ts";
import type {
  ContractTemplate,
  ContractTemplateDocument,
  ContractTemplateVersion,
  PageSizes,
  TemplateState,
} from "../types.ts";

/** Nobody reads further back on a page. */
const VERSIONS_LIST_MAX = 200;

const IN_STATE: Readonly<Record<TemplateState, string>> = {
  draft: "t.retired_at IS NULL AND NOT bool_or(v.published_at IS NOT NULL)",
  published: "t.retired_at IS NULL AND bool_or(v.published_at IS NOT NULL)",
  retired: "t.retired_at IS NOT NULL",
};

type Listed = { id: string; name: string; createdAt: Date; retiredAt: Date | null } & {
  draft: number | null;
  published: number | null;
};

/** A page of an organisation's templates, the newest first. */
export async function listTemplates(
  organisationId: string,
  { q = "", state, limit, ...cursor }: { q?: string; state?: TemplateState | undefined; limit: number } & Cursor,
): Promise<CursorPage<ContractTemplate>> {
  const { older, newer } = cursor;
  const { rows } = await pool().query<Listed>(
    `SELECT t.id, t.name, t.created_at AS "createdAt", t.retired_at AS "retiredAt",
            max(v.number) FILTER (WHERE v.published_at IS NULL) AS draft,
            max(v.number) FILTER (WHERE v.published_at IS NOT NULL) AS published
       FROM contract_template t
       JOIN contract_template_version v ON v.template_id = t.id
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

/** Undefined where the organisation has none under this id. */
export async function findTemplate(
  organisationId: string,
  id: string,
  tx: Tx = prisma(),
): Promise<ContractTemplate | undefined> {
  const row = await tx.contractTemplate.findFirst({ where: { id, organisationId } });
  if (!row) return undefined;
  const versions = await tx.contractTemplateVersion.findMany({
    where: { templateId: id },
    select: { number: true, publishedAt: true },
    orderBy: { number: "asc" },
  });
  const draft = versions.findLast(({ publishedAt }) => publishedAt === null)?.number;
  const published = versions.findLast(({ publishedAt }) => publishedAt !== null)?.number;
  return {
    ...{ id, name: row.name, createdAt: row.createdAt.toISOString() },
    ...(row.retiredAt && { retiredAt: row.retiredAt.toISOString() }),
    ...(draft !== undefined && { draft }),
    ...(published !== undefined && { published }),
  };
}

/** A version; without a number the newest, with `published` the newest that is. Undefined where the organisation has none. */
export async function findVersion(
  organisationId: string,
  wanted: { templateId: string; number?: number | undefined; published?: boolean },
  tx: Tx = prisma(),
): Promise<ContractTemplateVersion | undefined> {
  const { templateId, number, published = false } = wanted;
  const owned = await tx.contractTemplate.findFirst({
    where: { id: templateId, organisationId },
    select: { id: true },
  });
  if (!owned) return undefined;
  const row = await tx.contractTemplateVersion.findFirst({
    where: { templateId, ...(number !== undefined && { number }), ...(published && { publishedAt: { not: null } }) },
    orderBy: { number: "desc" },
  });
  return row ? toVersion(row) : undefined;
}

/** The newest first, without what stands in them. @param templateId of a template of the organisation's */
export async function listVersions(
  templateId: string,
): Promise<Omit<ContractTemplateVersion, "document" | "templateId">[]> {
  const rows = await prisma().contractTemplateVersion.findMany({
    where: { templateId },
    omit: { document: true },
    orderBy: { number: "desc" },
    take: VERSIONS_LIST_MAX,
  });
  return rows.map(toFacts);
}

type VersionRow = Prisma.ContractTemplateVersionGetPayload<object>;

const toFacts = ({ number, sha256, savedAt, publishedAt, evidenceId }: Omit<VersionRow, "document">) => ({
  ...{ number, sha256: toHex(new Uint8Array(sha256)), savedAt: savedAt.toISOString() },
  ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
  ...(evidenceId !== null && { evidenceId }),
});

function toVersion({ document: text, ...row }: VersionRow): ContractTemplateVersion {
  const document = readContractDocument(text);
  if (!document) throw new Error(`Version ${row.number} of template ${row.templateId} cannot be read.`);
  return { templateId: row.templateId, document, ...toFacts(row) };
}

/** @param digest hex */
export async function findPageSizes(organisationId: string, digest: string): Promise<PageSizes | undefined> {
  const row = await prisma().contractTemplatePdf.findUnique({
    where: { organisationId_sha256: { organisationId, sha256: bytesOf(digest) } },
    select: { pages: true },
  });
  return row ? (row.pages as unknown as PageSizes) : undefined;
}

/** @param digest hex */
export async function readPdf(organisationId: string, digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const row = await prisma().contractTemplatePdf.findUnique({
    where: { organisationId_sha256: { organisationId, sha256: bytesOf(digest) } },
    select: { bytes: true },
  });
  return row ? row.bytes : undefined;
}

/** The PDF that a template is; undefined of one that was written here. @throws {SealbookError} `contract_pdf_unknown` */
export async function readPdfOf(
  organisationId: string,
  { body }: ContractTemplateDocument,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body.kind !== "pdf") return undefined;
  const pdf = await readPdf(organisationId, body.sha256);
  if (!pdf) throw new SealbookError("contract_pdf_unknown", { field: "document.body.sha256" });
  return pdf;
}

const bytesOf = (digest: string) => new Uint8Array(Buffer.from(digest, "hex"));
