import type { OwnField, OwnFields } from "#lib/core/claim/own-fields.ts";
import { publicUrl } from "#lib/env.ts";
import { listFieldDefinitions } from "#lib/features/evidence/fields/rows.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { translator } from "#lib/i18n/translator.ts";
import { csvAnswer, TABLE } from "#lib/infra/http/csv.ts";
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
    ...TABLE,
    // Also reached by hand: the page says why there is nothing to download, or asks to sign in.
    refusedTo: listPage,
  },
  async ({ actor, request: { locale, search } }) => {
    const filters = parseFilters(Object.fromEntries(new URLSearchParams(search)));
    if (filters.problem) return { status: 303, headers: { location: listPage(search) }, payload: "" };
    const [pages, definitions] = await Promise.all([
      exportEvidence({ actor, filter: toFilter(filters) }),
      listFieldDefinitions(actor.organisationId),
    ]);
    const t = translator(locale);
    return csvAnswer({
      caller: actor.organisationId,
      filename: t("evidence.export.file"),
      head: [
        ...COLUMNS.map((column) => t(`evidence.export.columns.${column}`)),
        ...definitions.map(({ name, currency }) => (currency ? t("fields.amountIn", { name, currency }) : name)),
        t("evidence.export.columns.otherFields"),
        t("evidence.export.columns.tags"),
      ],
      pages: inCells(pages, { definitions, t }),
    });
  },
);

interface Written {
  definitions: readonly FieldDefinition[];
  t: Words;
}

async function* inCells(pages: AsyncGenerator<ExportedPage>, written: Written): AsyncGenerator<string[][]> {
  for await (const { rows, cut } of pages) {
    yield rows.map((row) => [...cells(row, written.t), ...fieldCells(row.fields, written), row.tags.join(", ")]);
    if (cut) yield [[written.t("evidence.export.cut", cut)]];
  }
}

/** A cell for each field that is defined today, and one for all others that the record has. */
function fieldCells(fields: OwnFields = {}, { definitions, t }: Written): string[] {
  const written = ({ value, currency }: OwnField, own?: string) =>
    currency === own || currency === undefined ? value : `${value} ${currency}`;
  const names = new Set(definitions.map(({ name }) => name));
  const others = Object.entries(fields).filter(([name]) => !names.has(name));
  return [
    ...definitions.map(({ name, currency }) => (fields[name] ? written(fields[name], currency) : "")),
    others.map(([name, field]) => t("fields.named", { name, value: written(field) })).join("; "),
  ];
}

function cells({ id, name, type, sha256, size, state, receivedAt, who, entry }: ExportedRow, t: Words): string[] {
  const kind = t(type === "file" ? "evidence.export.typeFile" : "evidence.export.typeDigest");
  const bytes = size === undefined ? "" : `${size}`;
  const place = [entry?.ledger ?? "", `${entry?.index ?? ""}`, `${entry?.blockHeight ?? ""}`];
  const stated = t(`evidence.state.${state}`);
  return [id, name, kind, sha256, bytes, stated, receivedAt, whoCell(who, t), ...place, `${publicUrl}/v/${id}`];
}

function whoCell(who: ExportedRow["who"], t: Words): string {
  if (who.kind === "altered") return t("evidence.who.altered");
  if (who.kind === "erased") return t("evidence.who.erased");
  if (who.kind === "unreadable") return t("evidence.who.unreadable");
  if (who.name === undefined) return "";
  return who.kind === "api-key" ? t("evidence.who.apiKey", { name: who.name }) : who.name;
}
