import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { mayOperate } from "#lib/gate/may-operate.ts";
import { translator } from "#lib/i18n/translator.ts";
import { csvAnswer, TABLE } from "#lib/infra/http/csv.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readUsage, readUsageOfAll } from "./rows.ts";
import { monthSchema } from "./schema.ts";
import { type MonthUsage, USED } from "./types.ts";

const ROWS_PER_PAGE = 500;
const count = z.int().min(0);
const item = z.strictObject({
  month: z.string(),
  records: count,
  bytes: count,
  mails: count,
  certificates: count,
});

/** What the organisation used, month by month. */
const read = endpoint(
  {
    ...{
      method: "GET",
      path: "/api/v1/usage",
      auth: "member-or-key",
      scope: "evidence:read",
      limit: RATE_LIMITS.read,
      whole: true,
    },
    output: z.strictObject({ items: z.array(item), countedUntil: z.iso.datetime({ precision: 3 }).optional() }),
  },
  async ({ actor }) => {
    const { rows: items, until } = await readUsage(actor.organisationId);
    return { body: { items, ...(until === undefined ? {} : { countedUntil: until }) } };
  },
);

const exported = endpoint(
  {
    ...{ method: "GET", path: "/settings/usage/export", auth: "member", scope: "evidence:read", whole: true },
    ...{ limit: RATE_LIMITS.read, refusedTo: () => "/settings/usage" },
    ...TABLE,
  },
  async ({ actor: { organisationId }, request: { locale } }) => {
    const t = translator(locale);
    const { rows } = await readUsage(organisationId);
    return csvAnswer({
      caller: organisationId,
      filename: t("usage.file"),
      head: [t("usage.month"), ...USED.map((what) => t(`usage.what.${what}`))],
      pages: inCells(rows),
    });
  },
);

async function* inCells(rows: readonly MonthUsage[]): AsyncGenerator<string[][]> {
  yield rows.map(({ month, ...used }) => [month, ...cellsOf(used)]);
}

const cellsOf = (used: Omit<MonthUsage, "month">): string[] => USED.map((what) => `${used[what]}`);

/** Every organisation's, for whoever runs the installation. */
const exportedAll = endpoint(
  {
    ...{ method: "GET", path: "/operations/usage/export", auth: "member", scope: "organisation:manage" },
    ...{ limit: RATE_LIMITS.read, refusedTo: () => "/operations/usage", query: z.object({ month: monthSchema }) },
    ...TABLE,
  },
  async ({ actor, query: { month }, request: { locale } }) => {
    if (!(await mayOperate(actor))) throw new SealbookError("forbidden");
    const t = translator(locale);
    return csvAnswer({
      caller: actor.organisationId,
      filename: t("usage.fileOf", { month }),
      head: [t("usage.organisation"), "id", t("usage.month"), ...USED.map((what) => t(`usage.what.${what}`))],
      pages: ofAll(month),
    });
  },
);

async function* ofAll(month: string): AsyncGenerator<string[][]> {
  for (let after = 0; ; after += ROWS_PER_PAGE) {
    const { rows } = await readUsageOfAll(month, { after, limit: ROWS_PER_PAGE });
    yield rows.map(({ name, organisationId, month: of, ...used }) => [name, organisationId, of, ...cellsOf(used)]);
    if (rows.length < ROWS_PER_PAGE) return;
  }
}

export const usageEndpoints = [read, exported, exportedAll];
