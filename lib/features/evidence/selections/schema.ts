/** How a selection is sent: as the filters of the list's address, or as ids. */
import { z } from "zod";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { parseFilters, toFilter } from "#lib/features/evidence/records/schema/filters.ts";
import { LOCALES, type Locale } from "#lib/i18n/locale.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { mediaTypeOf, readBody, readJson, requireMediaType } from "#lib/infra/http/body.ts";
import { parseInput, queryObject, shownName } from "#lib/infra/http/input.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import { IDS_MAX, type Selection } from "./types.ts";

/** An id and its name in a form are 41 bytes. */
const BODY_BYTES_MAX = 512 * 1024;
const FORM = "application/x-www-form-urlencoded";
export const IDS_TYPES = ["application/json", FORM] as const;
/** Sent by the list's form, and without a meaning by themselves. */
const BESIDE = new Set(["zone", "older", "newer"]);

export const languageSchema = z.object({
  /** Of what is made; else that of the request. */
  lang: z.enum(LOCALES).optional(),
});

const tooMany = { params: { code: "too_many_selected" satisfies ErrorCode, max: IDS_MAX } };
const idsSchema = z.object({ ids: z.array(idSchema).refine((ids) => ids.length <= IDS_MAX, tooMany) });

/**
 * The list's filters, as its page has them in its address, and the language. Strict where the page is lenient: a filter that nobody
 * understood would hand out everything.
 *
 * @throws {SealbookError} `invalid_field`
 */
export function filterOf(search: string): { selection: Selection; lang?: Locale | undefined } {
  const { lang, ...given } = queryObject(search);
  const filters = parseFilters(given);
  const used = new URLSearchParams(filters.query);
  for (const [name, value] of Object.entries(given)) {
    if (value === "" || BESIDE.has(name) || used.get(name) === value.trim()) continue;
    throw new SealbookError("invalid_field", { field: shownName(name) });
  }
  if (filters.problem) throw new SealbookError("invalid_field", { field: filters.problem === "to" ? "to" : "from" });
  return {
    ...parseInput(languageSchema, lang === undefined ? {} : { lang }),
    selection: { filter: toFilter(filters) },
  };
}

/**
 * `{"ids":[…]}`, or a form with a field `ids` for each.
 *
 * @throws {SealbookError} what is wrong with the body; `too_many_selected`
 */
export async function idsOf(request: ApiRequest): Promise<Selection> {
  const body = mediaTypeOf(request.headers["content-type"]) === FORM ? await readForm(request) : await readIds(request);
  const { ids } = parseInput(idsSchema, body);
  if (ids.length === 0) throw new SealbookError("nothing_selected");
  return { ids: [...new Set(ids)] };
}

async function readIds(request: ApiRequest): Promise<unknown> {
  requireMediaType(request.headers, IDS_TYPES);
  return await readJson(request, BODY_BYTES_MAX);
}

async function readForm(request: ApiRequest): Promise<unknown> {
  const fields = new URLSearchParams((await readBody(request, BODY_BYTES_MAX)).toString());
  return Object.fromEntries(Array.from(new Set(fields.keys()), (name) => [name, fields.getAll(name)]));
}
