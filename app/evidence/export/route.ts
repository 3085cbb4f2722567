import { getTranslations } from "next-intl/server";
import { publicUrl } from "#lib/env.ts";
import { loadEvidenceExport } from "#lib/features/evidence/records/pages/pages.ts";
import type { ExportedPage, ExportedRow } from "#lib/features/evidence/records/verbs/export-evidence.ts";
import { csvResponse } from "#lib/infra/http/csv.ts";

type Words = Awaited<ReturnType<typeof getTranslations<"evidence">>>;

const COLUMNS = [
  ...(["id", "name", "type", "sha256", "size", "state"] as const),
  ...(["received", "who", "ledger", "entry", "block", "publicPage"] as const),
];

/** The list as CSV: what the page shows under the same filters, all of its pages. */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const [t, pages] = await Promise.all([
    getTranslations("evidence"),
    loadEvidenceExport(Object.fromEntries(searchParams)),
  ]);
  // Also reached by hand: the page says why there is nothing to download, or asks to sign in.
  if (!pages) return new Response(null, { status: 303, headers: { location: `/evidence?${searchParams}` } });
  return csvResponse({
    filename: t("export.file"),
    head: COLUMNS.map((column) => t(`export.columns.${column}`)),
    pages: inCells(pages, t),
  });
}

async function* inCells(pages: AsyncGenerator<ExportedPage>, t: Words): AsyncGenerator<string[][]> {
  for await (const { rows, cut } of pages) {
    yield rows.map((row) => cells(row, t));
    if (cut) yield [[t("export.cut", cut)]];
  }
}

function cells({ id, name, type, sha256, size, state, receivedAt, who, entry }: ExportedRow, t: Words): string[] {
  const kind = t(type === "file" ? "export.typeFile" : "export.typeDigest");
  const bytes = size === undefined ? "" : `${size}`;
  const place = [entry?.ledger ?? "", entry?.index ?? "", entry?.blockHeight ?? ""];
  return [
    id,
    name,
    kind,
    sha256,
    bytes,
    t(`state.${state}`),
    receivedAt,
    whoCell(who, t),
    ...place,
    `${publicUrl}/v/${id}`,
  ];
}

function whoCell(who: ExportedRow["who"], t: Words): string {
  if (who.kind === "altered") return t("who.altered");
  if (who.kind === "unreadable") return t("who.unreadable");
  if (who.name === undefined) return "";
  return who.kind === "api-key" ? t("who.apiKey", { name: who.name }) : who.name;
}
