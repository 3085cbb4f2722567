import { publicUrl } from "#lib/env.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { DEFAULT_ZONE, zoneNamed } from "#lib/i18n/time-zone.ts";
import { translator } from "#lib/i18n/translator.ts";
import { csvAnswer, TABLE } from "#lib/infra/http/csv.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { parseCertificateFilters, toFilter } from "../schema/filters.ts";
import { type ExportedCertificates, exportCertificates } from "../verbs/export-certificates.ts";

type Words = ReturnType<typeof translator>;

const COLUMNS = [
  ...(["id", "holder", "email", "template", "version", "batch"] as const),
  ...(["state", "issued", "validUntil", "publicPage", "fields"] as const),
];

/** The list as CSV: what the page shows under the same filters, all of its pages. */
const exported = endpoint(
  {
    method: "GET",
    path: "/certificates/export",
    auth: "member",
    scope: "certificates:read",
    limit: RATE_LIMITS.export,
    query: "any",
    ...TABLE,
    // Also reached by hand: the page says why there is nothing to download, or asks to sign in.
    refusedTo: (search) => `/certificates?${new URLSearchParams(search)}`,
  },
  async ({ actor, request: { locale, search } }) => {
    const { zone, ...raw } = Object.fromEntries(new URLSearchParams(search));
    const filters = parseCertificateFilters(raw, zoneNamed(zone) ?? DEFAULT_ZONE);
    const t = translator(locale);
    return csvAnswer({
      caller: actor.organisationId,
      filename: t("issued.export.file"),
      head: COLUMNS.map((column) => t(`issued.export.columns.${column}`)),
      pages: inCells(await exportCertificates({ actor, filter: toFilter(filters) }), t),
    });
  },
);

async function* inCells(pages: AsyncGenerator<ExportedCertificates>, t: Words): AsyncGenerator<string[][]> {
  for await (const { rows, cut } of pages) {
    yield rows.map(({ id, holderName, email, template, batchId, state, issuedAt, validUntil, values }) => [
      ...[id, holderName, email ?? "", template.name, `${template.version}`, batchId],
      ...[t(`issued.states.${state}`), issuedAt, validUntil ?? "", `${publicUrl}/v/${id}`],
      Object.entries(values)
        .map(([name, value]) => `${name}: ${value}`)
        .join("; "),
    ]);
    if (cut) yield [[t("issued.export.cut", cut)]];
  }
}

export const certificateExport = [exported];
