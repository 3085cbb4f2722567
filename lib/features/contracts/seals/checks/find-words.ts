/** Words on the pages of a document, looked for in a thread of its own. */
import { Places } from "#lib/infra/http/places.ts";
import { runInThread } from "#lib/infra/threads/run-in-thread.ts";
import type { Found } from "#lib/pades/keyword.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import type { Search, SearchOutcome } from "./word-search.ts";

const THREAD = {
  program: new URL("./find-words-worker.ts", import.meta.url),
  memory: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48 },
  msMax: 30_000,
};
/** Each has a document and a thread in memory. */
const PER_ORGANISATION_MAX = 2;
const SEARCHES_MAX = 4;
const EVERYBODY = "";
const searching = new Places();

/** @throws {PdfRefused} `pdf_keyword_absent`, `pdf_malformed`, `pdf_too_costly` @throws {SealbookError} `too_many_at_once` */
export async function findWords(search: Search, organisationId: string): Promise<{ found: Found[]; more: boolean }> {
  const places = [
    [organisationId, PER_ORGANISATION_MAX],
    [EVERYBODY, SEARCHES_MAX],
  ] as const;
  const outcome = await searching.during(places, () => runInThread<SearchOutcome>(THREAD, search));
  if (outcome === "too_costly") throw new PdfRefused("pdf_too_costly");
  if ("refused" in outcome) throw new PdfRefused(outcome.refused);
  return outcome;
}
