/**
 * `PUT /api/v1/uploads?name=…`: a file of any size, streamed.
 *
 * Called by the web process on node's own request (`request` and `checkContinue`), never through Next, whose body
 * handling may cut a large body short.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "#lib/env.ts";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { toEvidenceJson } from "#lib/features/evidence/records/pages/json.ts";
import {
  idempotencyKeySchema,
  mediaTypeSchema,
  uploadQuerySchema,
} from "#lib/features/evidence/records/schema/evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { actorFacts } from "#lib/gate/actor-facts.ts";
import { admitMember } from "#lib/gate/admit.ts";
import { refuseSuspended } from "#lib/gate/organisation-state.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { parseHeader, parseInput, queryObject } from "#lib/infra/http/input.ts";
import { describeError, logRequest, type RequestFacts } from "#lib/infra/http/log.ts";
import { renderProblem, toProblem } from "#lib/infra/http/problems.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { announcedLength, discardRest, receiveBody } from "#lib/infra/http/raw-body.ts";
import { readStatedDigests } from "#lib/infra/http/stated-digests.ts";
import { countUploadedBytes } from "#lib/infra/telemetry/web-metrics.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Announced, receiveFile } from "../verbs/receive-file.ts";

export const UPLOAD_PATH = "/api/v1/uploads";

/**
 * Files that may arrive at the same time: from one user or key, from one organisation, which leaves most of the process
 * to the others and something to its own other keys, and in all.
 */
const UPLOADS_PER_ACTOR_MAX = 32;
const UPLOADS_PER_ORGANISATION_MAX = 40;
const UPLOADS_MAX = 128;
/** An envelope around the file, or its bytes rewritten: either would be recorded as if it were the file. */
const ENVELOPES = /^(multipart\/|application\/x-www-form-urlencoded)/i;

/** By id of the user, key and organisation; in all under EVERYBODY. */
const uploading = new Map<string, number>();
const EVERYBODY = "";

/**
 * Answers 201 with the record, 200 with the first one for a repeated Idempotency-Key, else a problem document. Who may
 * not upload is answered before a byte of the body is asked for. Never rejects.
 */
export async function handleUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const facts: RequestFacts = {};
  // RFC 9110 section 10.1.1: a client that expects 100 (Continue) waits for it before it sends the body.
  const continuing = { due: request.headers.expect !== undefined };
  let status: number;
  try {
    status = await receiveUpload(request, { response, facts, continuing });
  } catch (error) {
    const problem = toProblem(error);
    facts.code = problem.code;
    if (problem.code === "internal") facts.error = describeError(error);
    const { status: refused, headers, body } = renderProblem(problem, request.headers);
    // Where the body was never asked for, nobody can tell whether what comes next on the connection is that body.
    if (continuing.due) headers.connection = "close";
    status = answer(response, { status: refused, headers, body });
  }
  discardRest(request, response);
  countUploadedBytes(facts.bytesIn ?? 0);
  logRequest({
    method: request.method ?? "",
    path: UPLOAD_PATH,
    status,
    milliseconds: Math.round(performance.now() - started),
    address: clientAddress(request.headers),
    ...facts,
  });
}

async function receiveUpload(
  request: IncomingMessage,
  { response, facts, continuing }: { response: ServerResponse; facts: RequestFacts; continuing: { due: boolean } },
): Promise<number> {
  const { method = "", headers } = request;
  if (method === "OPTIONS") return answer(response, { status: 204, headers: { allow: "PUT, OPTIONS" }, body: "" });
  if (method !== "PUT") throw new SealbookError("method_not_allowed", { details: { allow: "PUT, OPTIONS" } });
  const actor = await admitMember(
    { method, headers },
    { auth: "member-or-key", scope: "evidence:write", limit: RATE_LIMITS.write },
  );
  Object.assign(facts, actorFacts(actor));
  const announced = readAnnounced(request);
  await refuseSuspended(actor.organisationId);
  const { keepContent } = await readOrganisation(actor.organisationId);
  const { evidence, created } = await occupying(actor, () =>
    receiveFile({
      actor,
      announced,
      keep: keepContent,
      source: async (writer) => {
        const sink = (chunk: Buffer) => writer.write(chunk);
        if (continuing.due) response.writeContinue();
        continuing.due = false;
        await receiveBody(request, { bytesMax: env.UPLOAD_BYTES_MAX, sink }).finally(() => {
          facts.bytesIn = writer.size;
        });
      },
    }),
  );
  const json = toEvidenceJson(evidence);
  return answer(response, {
    status: created ? 201 : 200,
    headers: {
      "content-type": "application/json",
      "cache-control": "private, no-store",
      ...(created ? { location: json.links.self } : {}),
    },
    body: JSON.stringify(json),
  });
}

/** Everything that can be refused before the body: its length, type and coding, the name, the stated digest. */
function readAnnounced(request: IncomingMessage): Announced {
  const { headers } = request;
  const bytesMax = env.UPLOAD_BYTES_MAX;
  const length = announcedLength(request);
  // PUT with Content-Range would store a part as the whole: RFC 9110 section 14.5.
  if (headers["content-range"] !== undefined) throw new SealbookError("bad_request");
  const coding = headers["transfer-encoding"];
  if (length === undefined && coding === undefined) throw new SealbookError("empty_file");
  // Any other coding would be recorded as if it were the file: RFC 9112 section 6.1.
  if (coding !== undefined && coding.trim().toLowerCase() !== "chunked") throw unsupported();
  if (length === 0) throw new SealbookError("empty_file");
  if (length !== undefined && length > bytesMax) throw new SealbookError("file_too_large", { details: { bytesMax } });
  const query = new URL(request.url ?? "", "http://host").searchParams;
  const { name } = parseInput(uploadQuerySchema, queryObject(query));
  return {
    name,
    mediaType: readMediaType(request),
    stated: readStatedDigests([headers["repr-digest"]?.toString(), headers["content-digest"]?.toString()]),
    idempotencyKey: parseHeader(idempotencyKeySchema, { name: "Idempotency-Key", value: headers["idempotency-key"] }),
  };
}

function readMediaType({ headers }: IncomingMessage): string | undefined {
  const coding = headers["content-encoding"]?.toLowerCase() ?? "identity";
  const mediaType = headers["content-type"];
  const fine = mediaType === undefined || (mediaTypeSchema.safeParse(mediaType).success && !ENVELOPES.test(mediaType));
  if (coding === "identity" && fine) return mediaType;
  throw unsupported();
}

function unsupported(): SealbookError {
  return new SealbookError("unsupported_media_type", { details: { accepted: "application/octet-stream" } });
}

async function occupying<T>(actor: MemberActor, work: () => Promise<T>): Promise<T> {
  const places: [who: string, uploadsMax: number][] = [
    [actor.kind === "user" ? actor.userId : actor.apiKeyId, UPLOADS_PER_ACTOR_MAX],
    [actor.organisationId, UPLOADS_PER_ORGANISATION_MAX],
    [EVERYBODY, UPLOADS_MAX],
  ];
  const full = places.find(([who, uploadsMax]) => (uploading.get(who) ?? 0) >= uploadsMax);
  if (full) throw new SealbookError("too_many_uploads", { details: { uploadsMax: full[1] } });
  for (const [who] of places) uploading.set(who, (uploading.get(who) ?? 0) + 1);
  try {
    return await work();
  } finally {
    for (const [who] of places) {
      const left = (uploading.get(who) ?? 1) - 1;
      if (left > 0) uploading.set(who, left);
      else uploading.delete(who);
    }
  }
}

function answer(
  response: ServerResponse,
  { status, headers, body }: { status: number; headers: Record<string, string>; body: string },
): number {
  if (!response.headersSent && !response.destroyed) {
    const length = Buffer.byteLength(body);
    response.writeHead(status, { ...headers, "content-length": length, "x-content-type-options": "nosniff" });
    response.end(body);
  }
  return status;
}
