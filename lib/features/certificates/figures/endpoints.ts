import { z } from "zod";
import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { DEFAULT_ZONE, zoneNamed } from "#lib/i18n/time-zone.ts";
import { translator } from "#lib/i18n/translator.ts";
import { csvAnswer, TABLE } from "#lib/infra/http/csv.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { readFigures } from "./rows.ts";
import { DAYS_MAX, type DayFigures, FIGURES } from "./types.ts";
import { noteCheck } from "./verbs/note-check.ts";

const ZONE_CHARS_MAX = 64;

/** A reader's browser has come to a verdict. Says nothing of it, nor whether there is such a certificate. */
const checked = endpoint(
  {
    method: "POST",
    path: "/v/{id}/checked",
    auth: "public",
    limit: RATE_LIMITS.lookup,
    params: idParamsSchema,
    statuses: [204],
  },
  async ({ params }) => {
    await noteCheck(params.id);
    return { status: 204, headers: { "cache-control": "private, no-store" }, payload: "" };
  },
);

/** All days that are kept, in the zone that the page names. */
const exported = endpoint(
  {
    method: "GET",
    path: "/certificates/figures/export",
    auth: "member",
    scope: "certificates:read",
    whole: true,
    limit: RATE_LIMITS.export,
    query: z.object({ zone: z.string().max(ZONE_CHARS_MAX).optional() }),
    refusedTo: () => "/certificates/figures",
    ...TABLE,
  },
  async ({ actor: { organisationId }, query, request: { locale } }) => {
    const t = translator(locale);
    const zone = zoneNamed(query.zone) ?? DEFAULT_ZONE;
    const days = await readFigures({ organisationId, zone, days: DAYS_MAX });
    return csvAnswer({
      caller: organisationId,
      filename: t("figures.file"),
      head: [t("figures.dayIn", { zone }), ...FIGURES.map((what) => t(`figures.what.${what}.label`))],
      pages: inCells(days),
    });
  },
);

async function* inCells(days: readonly DayFigures[]): AsyncGenerator<string[][]> {
  yield days.map((figures) => [figures.day, ...FIGURES.map((what) => `${figures[what]}`)]);
}

export const figuresEndpoints = [checked, exported];
