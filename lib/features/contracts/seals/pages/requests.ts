/** What the page of requests shows. */
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { areOwn, searchRequests } from "../rows/requests.ts";
import { sealNames } from "../rows/seals.ts";
import { requestsPageSchema } from "../schema/pages.ts";
import type { ShownRequest } from "../types.ts";
import type { RawQuery } from "./seals.ts";

const ROWS_SHOWN = 25;
const REQUESTS_PATH = "/contracts/requests";

/** Requests of all seals within reach. `forbidden`: the role of whoever may not see them. */
export async function loadRequests(raw: RawQuery) {
  const actor = await requireMember(REQUESTS_PATH);
  if (!may(actor, "seals:use")) return { forbidden: actor.role };
  const { state, q, ...cursor } = requestsPageSchema.parse(raw);
  const shown = state === "all" ? undefined : state;
  const page = await searchRequests(actor, { state: shown, q, ...cursor, limit: ROWS_SHOWN });
  const [seals, own, organisation] = await Promise.all([
    sealNames(page.rows.map(({ sealId }) => sealId)),
    areOwn(
      actor.userId,
      page.rows.map(({ asker }) => asker),
    ),
    readOrganisationState(actor.organisationId),
  ]);
  const isActive = organisation === "active";
  const rows = page.rows.map(
    (request): ShownRequest => ({
      ...request,
      seal: seals.get(request.sealId) ?? { name: "", isRevoked: true },
      isOwn: own.has(request.asker.id),
      isAsker: request.asker.kind === "user" && request.asker.id === actor.userId,
    }),
  );
  return { ...{ state, q, page: { ...page, rows } }, mayDecide: may(actor, "seals:manage"), isActive };
}
