/** An organisation's own days of the audit log, for its auditors: what is bound, the rows as they were hashed, and the proof. */
import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { linesAnswer } from "#lib/infra/http/csv.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { hasOwnDay, listOwnDays, readDayProof, readLines } from "./rows.ts";

const PLACE = "/api/v1/audit-log/days";
const DAYS_PER_PAGE_MAX = 100;
const day = z.iso.date();
const params = z.object({ day });
const reading = { method: "GET", auth: "member-or-key", scope: "audit-log:read" } as const;
const item = z.strictObject({
  day,
  rows: z.int(),
  statement: z.string(),
  record: z.strictObject({ id: z.uuid(), anchored: z.boolean() }).optional(),
});

const list = endpoint(
  {
    ...{ ...reading, path: PLACE, limit: RATE_LIMITS.read },
    query: z.strictObject({
      cursor: day.optional(),
      limit: z.coerce.number().int().min(1).max(DAYS_PER_PAGE_MAX).default(31),
    }),
    output: z.strictObject({ items: z.array(item), next: day.optional() }),
  },
  async ({ actor, query: { cursor: before, limit } }) => {
    const found = await listOwnDays(actor.organisationId, { before, limit: limit + 1 });
    const items = found.slice(0, limit);
    const next = found.length > limit ? items.at(-1)?.day : undefined;
    return { body: { items, ...(next === undefined ? {} : { next }) } };
  },
);

const proof = endpoint(
  {
    ...{ ...reading, path: `${PLACE}/{day}/proof`, limit: RATE_LIMITS.read, params },
    output: z.strictObject({
      statement: z.string(),
      day: z.string(),
      index: z.int(),
      path: z.array(z.string()),
      receipt: z.string().nullable(),
    }),
  },
  async ({ actor, params }) => {
    const body = await readDayProof(actor.organisationId, params.day);
    if (!body) throw new SealbookError("not_found");
    return { body };
  },
);

/** Each row on a line, in the bytes that its leaf is the hash of. */
const rows = endpoint(
  {
    ...{ ...reading, path: `${PLACE}/{day}/rows`, limit: RATE_LIMITS.export, params },
    ...{ produces: ["application/x-ndjson"], refuses: ["too_many_at_once"] },
  },
  async ({ actor: { organisationId }, params: { day } }) => {
    if (!(await hasOwnDay(organisationId, day))) throw new SealbookError("not_found");
    return linesAnswer({
      caller: organisationId,
      filename: `audit-log-${day}.ndjson`,
      mediaType: "application/x-ndjson",
      pages: inLines(readLines(day, { organisationId })),
    });
  },
);

async function* inLines(pages: ReturnType<typeof readLines>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map(({ line }) => `${line}\n`).join("");
}

export const auditDaysEndpoints = [list, proof, rows];
