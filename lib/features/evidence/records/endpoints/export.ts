import { publicUrl } from "#lib/env.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { translator } from "#lib/i18n/translator.ts";
import { csvAnswer } from "#lib/infra/http/csv.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { parseFilters, toFilter } from "../schema/filters.ts";
import { type ExportedPage, type ExportedRow, exportEvidence } from "../verbs/export-evidence.ts";

type Words = ReturnType<typeof translator>;

const COLUMNS = [
  ...(["id", "name", "type", "sha256", "size", "state"] as const),
  ...(["received", "who", "ledger", "entry", "block", "publicPage"] as const),
];

const listPage = (search: string) => `/evidence?${new URLSearchParams(search)}`;

/** The list as CSV: what the page shows under the same filters, all of its pages. */
export const exported = endpoint(
  {
    method: "GET",
    path: "/evidence/export",
    auth: "member",
    scope: "evidence:read",
    limit: RATE_LIMITS.export,
    query: "any",
    // Also reached by hand: the page says why there is nothing to download, or asks to sign in.
    refusedTo: listPage,
  },
  async ({ actor, request: { locale, search } }) => {
    const filters = parseFilters(Object.fromEntries(new URLSearchParams(search)));
    if (filters.problem) return { status: 303, headers: { location: listPage(search) }, payload: "" };
    const pages = await exportEvidence({ actor, filter: toFilter(filters) });
    const t = translator(locale);
    return csvAnswer({
      caller: actor.organisationId,
      filename: t("evidence.export.file"),
      head: COLUMNS.map((column) => t(`evidence.export.columns.${column}`)),
      pages: inCells(pages, t),
    });
  },
);

async function* inCells(pages: AsyncGenerator<ExportedPage>, t: Words): AsyncGenerator<string[][]> {
  for await (const { rows, cut } of pages) {
    yield rows.map((row) => cells(row, t));
    if (cut) yield [[t("evidence.export.cut", cut)]];
  }
}

function cells({ id, name, type, sha256, size, state, receivedAt, who, entry }: ExportedRow, t: Words): string[] {
  const kind = t(type === "file" ? "evidence.export.typeFile" : "evidence.export.typeDigest");
  const bytes = size === undefined ? "" : `${size}`;
  const place = [entry?.ledger ?? "", `${entry?.index ?? ""}`, `${entry?.blockHeight ?? ""}`];
  return [
    id,
    name,
    kind,
    sha256,
    bytes,
    t(`evidence.state.${state}`),
    receivedAt,
    whoCell(who, t),
    ...place,
    `${publicUrl}/v/${id}`,
  ];
}

function whoCell(who: ExportedRow["who"], t: Words): string {
  if (who.kind === "altered") return t("evidence.who.altered");
  if (who.kind === "unreadable") return t("evidence.who.unreadable");
  if (who.name === undefined) return "";
  return who.kind === "api-key" ? t("evidence.who.apiKey", { name: who.name }) : who.name;
}
