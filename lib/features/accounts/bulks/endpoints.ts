/** What every area has that takes many lines in one request: `POST /api/v1/AREA/bulk`, and the answers to it. */

import { publicUrl } from "#lib/env.ts";
import { requireRoom } from "#lib/features/ledger/sealing/rows/room.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { type Endpoint, endpoint, rawEndpoint } from "#lib/gate/endpoint.ts";
import { keyWithin } from "#lib/gate/reach.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { requireMediaType } from "#lib/infra/http/body.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { NDJSON } from "#lib/infra/http/lines.ts";
import { type Place, Places } from "#lib/infra/http/places.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { comingAnswers, keptAnswers } from "./pages/answers.ts";
import { findBulk } from "./rows.ts";
import { answersQuerySchema, bulkParamsSchema } from "./schema.ts";
import type { Bulk, BulkArea } from "./types.ts";
import { openBulk } from "./verbs/open-bulk.ts";
import { LineReceiver } from "./verbs/receive-lines.ts";

/** Bulks that may be sent at the same time: by one user or key, for one organisation, and in all. */
const BULKS_PER_ACTOR_MAX = 4;
const BULKS_PER_ORGANISATION_MAX = 8;
const BULKS_MAX = 32;
const EVERYBODY = "";

const sending = new Places();

/** The two addresses of an area. */
export function bulkEndpoints<Body, Prepared>(area: BulkArea<Body, Prepared>): Endpoint[] {
  const { path, scope } = area;
  const common = { auth: "member-or-key", scope, produces: [NDJSON] } as const;
  const receive = rawEndpoint(
    {
      ...{ ...common, method: "POST", path, limit: RATE_LIMITS.write, repeats: "own" },
      ...{
        consumes: [NDJSON],
        statuses: [200, 201],
        refuses: ["too_many_at_once", "queue_long", "restarting", "answers_expired", "bad_request", "unit_changed"],
      },
    },
    async ({ actor, request }) => await receiveBulk(area, { actor, request }),
  );
  const answers = endpoint(
    {
      ...common,
      method: "GET",
      path: `${path}/{id}`,
      limit: RATE_LIMITS.read,
      params: bulkParamsSchema,
      query: answersQuerySchema,
      refuses: ["answers_expired"],
    },
    async ({ actor, params, query, request }) => {
      const bulk = await findBulk(actor, { area: area.area, id: params.id });
      if (!bulk) throw new SealbookError("not_found");
      if (bulk.expired) throw new SealbookError("answers_expired");
      const wish = { bulkId: bulk.id, from: query.line, locale: request.locale };
      return { headers: headersOf(bulk, path), payload: keptAnswers(wish, bulk.lines) };
    },
  );
  return [receive, answers];
}

async function receiveBulk<Body, Prepared>(
  area: BulkArea<Body, Prepared>,
  { actor, request }: { actor: MemberActor; request: ApiRequest },
) {
  // A compressed body is refused: nobody can say before how long its lines are.
  requireMediaType(request.headers, [NDJSON]);
  const requestKey = keyWithin(actor, idempotencyKeyOf(request));
  const leave = sending.take(placesOf(actor));
  try {
    await requireRoom(actor.organisationId);
    const { bulk, created } = await openBulk({ actor, area: area.area, scope: area.scope, requestKey });
    const receiver = new LineReceiver({ area, bulk, sending: { actor, bulkId: bulk.id } });
    request.isBodyKept = true;
    request.askForBody();
    void receiver.run(request).finally(leave);
    // Whether it is the same body shows in its lines: another one is refused before anything is answered.
    if (bulk.lines > 0) await receiver.progress.until(1);
    if (receiver.progress.lines === 0 && receiver.progress.failure) throw receiver.progress.failure;
    const wish = { bulkId: bulk.id, from: 1, locale: request.locale };
    return {
      status: created ? 201 : 200,
      headers: headersOf(bulk, area.path),
      payload: comingAnswers(wish, receiver.progress),
    };
  } catch (error) {
    if (!request.isBodyKept) leave();
    throw error;
  }
}

function headersOf({ id, lines, refused, complete }: Bulk, path: string): Record<string, string> {
  return {
    "content-type": NDJSON,
    location: `${publicUrl}${path}/${id}`,
    // RFC 9651: what is answered by now.
    "sealbook-bulk": `lines=${lines}, refused=${refused}, complete=?${complete ? 1 : 0}`,
  };
}

function placesOf(actor: MemberActor): Place[] {
  const own = actor.kind === "user" ? actor.userId : actor.apiKeyId;
  return [
    [own, BULKS_PER_ACTOR_MAX],
    [actor.organisationId, BULKS_PER_ORGANISATION_MAX],
    [EVERYBODY, BULKS_MAX],
  ];
}
