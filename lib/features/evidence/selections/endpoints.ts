/** Receipts of a selection in one file: of the list's filters by GET, of ids by POST. */
import { Readable } from "node:stream";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { Answer } from "#lib/infra/http/answer.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { zipAnswer } from "#lib/infra/http/zip.ts";
import { mergedReceipts } from "./pages/merged-receipts.ts";
import { receiptFiles } from "./pages/receipts-zip.ts";
import { filterOf, IDS_TYPES, idsOf, languageSchema } from "./schema.ts";
import { MERGED_RECORDS_MAX, type Selection, ZIP_RECORDS_MAX } from "./types.ts";
import { takeSelection } from "./verbs/take-selection.ts";

const ZIP = "/api/v1/evidence/receipts.zip";
const PDF = "/api/v1/evidence/receipts.pdf";
/** Also reached by a link or a button of the list: it asks to sign in. */
const reading = {
  auth: "member-or-key",
  scope: "evidence:read",
  limit: RATE_LIMITS.export,
  refusedTo: () => "/evidence",
} as const;
const ofIds = { ...reading, method: "POST", repeats: "safe", query: languageSchema, consumes: IDS_TYPES } as const;
const REFUSES = [
  ...(["bad_request", "unknown_field", "missing_field", "invalid_field"] as const),
  ...(["not_found", "nothing_selected", "too_many_selected"] as const),
] as const;

interface Wish {
  actor: MemberActor;
  request: ApiRequest;
  selection: Selection;
  lang?: Locale | undefined;
}

const asZip = { path: ZIP, produces: ["application/zip"], refuses: [...REFUSES, "too_many_at_once"] } as const;
const asPdf = { path: PDF, produces: ["application/pdf"], refuses: [...REFUSES, "too_many_at_once"] } as const;

const zipOfFilter = endpoint({ ...reading, ...asZip, method: "GET", query: "any" }, async ({ actor, request }) =>
  zip({ actor, request, ...filterOf(request.search) }),
);

const zipOfIds = endpoint({ ...ofIds, ...asZip }, async ({ actor, request, query }) =>
  zip({ actor, request, selection: await idsOf(request), ...query }),
);

const pdfOfFilter = endpoint({ ...reading, ...asPdf, method: "GET", query: "any" }, async ({ actor, request }) =>
  pdf({ actor, request, ...filterOf(request.search) }),
);

const pdfOfIds = endpoint({ ...ofIds, ...asPdf }, async ({ actor, request, query }) =>
  pdf({ actor, request, selection: await idsOf(request), ...query }),
);

export const selectionsEndpoints = [zipOfFilter, zipOfIds, pdfOfFilter, pdfOfIds];

async function zip({ actor, request, selection, lang = request.locale }: Wish): Promise<Answer> {
  const ids = await takeSelection({ actor, selection, form: "zip", recordsMax: ZIP_RECORDS_MAX });
  const { signal } = request;
  return zipAnswer({
    caller: actor.organisationId,
    filename: translator(lang)("selection.zip", { count: ids.length }),
    files: receiptFiles({ reach: actor, ids, locale: lang, signal }),
  });
}

/** For reading: it is neither sealed nor a receipt, and says so. */
async function pdf({ actor, request, selection, lang = request.locale }: Wish): Promise<Answer> {
  const ids = await takeSelection({ actor, selection, form: "pdf", recordsMax: MERGED_RECORDS_MAX });
  const filename = translator(lang)("selection.pdf", { count: ids.length });
  // Nothing is drawn for the head alone.
  const payload =
    request.method === "HEAD"
      ? Readable.from([])
      : mergedReceipts({ reach: actor, ids, locale: lang, signal: request.signal });
  return { status: 200, headers: downloadHeaders({ filename, mediaType: "application/pdf" }), payload };
}
