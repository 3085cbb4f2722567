/** Receipts of a selection in one file: of the list's filters by GET, of ids by POST. */
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { Answer } from "#lib/infra/http/answer.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { zipAnswer } from "#lib/infra/http/zip.ts";
import { receiptFiles } from "./pages/receipts-zip.ts";
import { filterOf, idsOf, languageSchema } from "./schema.ts";
import { type Selection, ZIP_RECORDS_MAX } from "./types.ts";
import { takeSelection } from "./verbs/take-selection.ts";

const ZIP = "/api/v1/evidence/receipts.zip";
/** Also reached by a link or a button of the list: it asks to sign in. */
const reading = {
  auth: "member-or-key",
  scope: "evidence:read",
  limit: RATE_LIMITS.export,
  refusedTo: () => "/evidence",
} as const;

interface Wish {
  actor: MemberActor;
  request: ApiRequest;
  selection: Selection;
  lang?: Locale | undefined;
}

const zipOfFilter = endpoint({ ...reading, method: "GET", path: ZIP, query: "any" }, async ({ actor, request }) =>
  zip({ actor, request, ...filterOf(request.search) }),
);

const zipOfIds = endpoint(
  { ...reading, method: "POST", path: ZIP, query: languageSchema },
  async ({ actor, request, query }) => zip({ actor, request, selection: await idsOf(request), ...query }),
);

export const selectionsEndpoints = [zipOfFilter, zipOfIds];

async function zip({ actor, request, selection, lang = request.locale }: Wish): Promise<Answer> {
  const { organisationId } = actor;
  const ids = await takeSelection({ actor, selection, form: "zip", recordsMax: ZIP_RECORDS_MAX });
  const { signal } = request;
  return zipAnswer({
    caller: organisationId,
    filename: translator(lang)("selection.zip", { count: ids.length }),
    files: receiptFiles({ organisationId, ids, locale: lang, signal }),
  });
}
