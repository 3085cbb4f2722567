import { loadBundle } from "#lib/features/evidence/bundles/pages.ts";
import { bundleJsonSchema } from "#lib/features/evidence/bundles/schema.ts";
import { type CollectedFiles, JSON_BYTES_MAX, LINES_BYTES_MAX } from "#lib/features/evidence/bundles/types.ts";
import { requireRoom } from "#lib/features/ledger/sealing/rows/room.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { rawEndpoint } from "#lib/gate/endpoint.ts";
import { keyWithin } from "#lib/gate/reach.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { readJson, requireMediaType } from "#lib/infra/http/body.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { LineSplitter, NDJSON } from "#lib/infra/http/lines.ts";
import { type Place, Places } from "#lib/infra/http/places.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { receiveBody } from "#lib/infra/http/raw-body.ts";
import { requireRecordRoom } from "../rows/room.ts";
import { FileCollector } from "../verbs/collect-files.ts";
import { recordBundle } from "../verbs/record-bundle.ts";

const JSON_TYPE = "application/json";
/** Of a line, as of other lines. */
const LINE_BYTES_MAX = 64 * 1024;
/** Lists that may be received at the same time: some tens of megabytes each. By one user or key, for one organisation, and in all. */
const BUNDLES_PER_ACTOR_MAX = 2;
const BUNDLES_PER_ORGANISATION_MAX = 3;
const BUNDLES_MAX = 4;
const EVERYBODY = "";

const receiving = new Places();

/** Many files as one record: a document, or lines of which the first says what it is and each other one is a file. */
export const bundle = rawEndpoint(
  {
    method: "POST",
    path: "/api/v1/bundles",
    auth: "member-or-key",
    scope: "evidence:write",
    limit: RATE_LIMITS.write,
    repeats: "own",
    consumes: [NDJSON, JSON_TYPE],
    output: bundleJsonSchema,
    statuses: [200, 201],
    refuses: [
      ...([
        "bundle_refused",
        "unit_unknown",
        "bundle_empty",
        "bundle_too_large",
        "invalid_name",
        "clock_wrong",
        "queue_long",
        "sandbox_full",
        "monthly_quota_exceeded",
      ] as const),
      ...(["missing_field", "too_many_at_once", "bad_request", "upload_overdue", "file_too_large"] as const),
    ],
  },
  async ({ actor, request }) => {
    const requestKey = keyWithin(actor, idempotencyKeyOf(request));
    const { id, created } = await receiving.during(placesOf(actor), async () => {
      await requireRoom(actor.organisationId);
      await requireRecordRoom(actor, requestKey);
      return await recordBundle({ actor, collected: await collect(request), requestKey });
    });
    const body = await loadBundle(actor, id);
    return created ? { status: 201, headers: { location: body.links.self }, body } : { body };
  },
);

async function collect(request: ApiRequest): Promise<CollectedFiles> {
  const collector = new FileCollector();
  if (requireMediaType(request.headers, [NDJSON, JSON_TYPE]) === JSON_TYPE) {
    collector.takeDocument(await readJson(request, JSON_BYTES_MAX));
    return collector.end();
  }
  const splitter = new LineSplitter(LINE_BYTES_MAX);
  request.askForBody();
  const sink = (piece: Buffer) => {
    for (const line of splitter.split(piece)) collector.takeLine(line);
    return undefined;
  };
  await receiveBody(request.incoming, { bytesMax: LINES_BYTES_MAX, sink, signal: request.signal });
  const last = splitter.end();
  if (last !== undefined) collector.takeLine(last);
  return collector.end();
}

function placesOf(actor: MemberActor): Place[] {
  const own = actor.kind === "user" ? actor.userId : actor.apiKeyId;
  return [
    [own, BUNDLES_PER_ACTOR_MAX],
    [actor.organisationId, BUNDLES_PER_ORGANISATION_MAX],
    [EVERYBODY, BUNDLES_MAX],
  ];
}
