/**
 * Uploads that go on where they broke off, by tus 1.0: one begins by POST, gets its pieces by PATCH, says by HEAD how much has arrived; what
 * is ours is the POST to `record`, which makes a record of what has arrived. Nobody reads an upload by GET: that says what it is.
 */
import { v7 as uuidv7 } from "uuid";
import { env } from "#lib/env.ts";
import { occupying } from "#lib/features/evidence/intake/endpoints/occupying.ts";
import { RECORDING_REFUSALS, recordedAnswer } from "#lib/features/evidence/intake/endpoints/record.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { evidenceJsonSchema, mediaTypeSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { requireRoom } from "#lib/features/ledger/sealing/rows/room.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { endpoint, rawEndpoint } from "#lib/gate/endpoint.ts";
import { keyWithin } from "#lib/gate/reach.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { readStatedDigests } from "#lib/infra/http/stated-digests.ts";
import { answerTus, type Partials, PIECE_TYPE, TUS_HEADERS } from "#lib/infra/http/tus.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findUpload } from "./rows.ts";
import { beginQuerySchema, resumableUploadSchema, uploadParamsSchema } from "./schema.ts";
import type { AnnouncedUpload, ResumableUpload } from "./types.ts";
import { appendPiece } from "./verbs/append-piece.ts";
import { beginUpload } from "./verbs/begin-upload.ts";
import { recordUpload } from "./verbs/record-upload.ts";
import { giveUpUpload } from "./verbs/remove-uploads.ts";

const PLACE = "/api/v1/uploads/resumable";
const RETRY_AFTER_SECONDS = 2;
const ours = { auth: "member-or-key", scope: "evidence:write" } as const;
const one = { path: `${PLACE}/{id}`, params: uploadParamsSchema } as const;

/** What the protocol's library is given; each verb proves by itself that the actor may. */
function partialsOf(actor: MemberActor, create: Partials["create"] = noneBegins): Partials {
  return {
    create,
    find: (id) => findUpload(actor, id),
    append: (id, piece) => appendPiece(actor, { id, ...piece }),
  };
}

function noneBegins(): never {
  throw new Error("an upload begins by POST alone");
}

const begin = rawEndpoint(
  {
    ...{ ...ours, method: "POST", path: PLACE, limit: RATE_LIMITS.write, query: beginQuerySchema, statuses: [201] },
    // The key is remembered as long as the upload.
    ...{ repeats: "own", output: resumableUploadSchema },
    refuses: [
      ...(["bad_request", "invalid_name", "invalid_digest", "empty_file", "file_too_large", "clock_wrong"] as const),
      ...(["too_many_uploads", "storage_full", "storage_quota_exceeded", "unsupported_media_type"] as const),
      ...(["sandbox_full", "monthly_quota_exceeded", "not_found", "unit_unknown"] as const),
    ],
  },
  async ({ actor, query, request }) => {
    const { sha256, sha512 } = readStatedDigests([request.headers["repr-digest"]?.toString()]);
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    const announced: AnnouncedUpload = {
      ...query,
      mediaType: typeIn(request.headers["upload-metadata"]?.toString()),
      ...(sha256 && { sha256: hex(sha256) }),
      ...(sha512 && { sha512: hex(sha512) }),
    };
    const requestKey = keyWithin(actor, idempotencyKeyOf(request));
    let id = uuidv7();
    const partials = partialsOf(actor, async (given, size) => {
      id = await beginUpload(actor, { id: given, size, announced, requestKey });
      return id;
    });
    const asked = { partials, path: PLACE, id, bytesMax: env.RESUMABLE_BYTES_MAX };
    const { status, headers } = await answerTus(request, asked);
    return { status, headers, body: spelled(await findUpload(actor, id)) };
  },
);

/** Of what clients call filetype: a key and base64, separated by commas. https://tus.io/protocols/resumable-upload#upload-metadata */
function typeIn(metadata: string | undefined): string | undefined {
  const [, text] = /(?:^|,)\s*filetype ([A-Za-z0-9+/=]+)/.exec(metadata ?? "") ?? [];
  if (text === undefined) return undefined;
  const { success, data } = mediaTypeSchema.safeParse(Buffer.from(text, "base64").toString("utf8"));
  if (!success)
    throw new SealbookError("unsupported_media_type", { details: { accepted: "application/octet-stream" } });
  return data;
}

const piece = rawEndpoint(
  {
    ...{ ...ours, ...one, method: "PATCH", limit: RATE_LIMITS.write, consumes: [PIECE_TYPE], statuses: [204] },
    refuses: [
      ...([
        "bad_request",
        "not_found",
        "offset_wrong",
        "upload_over",
        "file_too_large",
        "unsupported_media_type",
      ] as const),
      ...(["too_many_uploads", "storage_full", "upload_overdue"] as const),
    ],
  },
  async ({ actor, params, request }) => {
    // Before a byte of it is asked for.
    await findUpload(actor, params.id);
    return await occupying(actor, () => answered(actor, request));
  },
);

const answered = (actor: MemberActor, request: ApiRequest) =>
  answerTus(request, { partials: partialsOf(actor), path: PLACE, bytesMax: env.RESUMABLE_BYTES_MAX });

/** HEAD is the protocol's: it ends a piece of the same upload that is still under way, so that what it says stays true. */
const look = endpoint(
  { ...ours, ...one, method: "GET", limit: RATE_LIMITS.read, output: resumableUploadSchema, refuses: ["not_found"] },
  async ({ actor, params, request }) => {
    if (request.method === "HEAD" && request.headers["tus-resumable"] !== undefined)
      return await answered(actor, request);
    return {
      headers: { ...TUS_HEADERS, "cache-control": "no-store" },
      body: spelled(await findUpload(actor, params.id)),
    };
  },
);

function spelled({ id, announced, size, offset, evidenceId, refusal, expiresAt }: ResumableUpload) {
  const over = evidenceId !== undefined ? "recorded" : refusal && "refused";
  const state = over ?? (offset < size ? "arriving" : "arrived");
  return {
    ...({ id, name: announced.name, size, offset, state } as const),
    expiresAt: expiresAt.toISOString(),
    ...(evidenceId !== undefined && { evidenceId }),
    ...(refusal && { code: refusal.code }),
  };
}

const giveUp = endpoint(
  {
    ...ours,
    ...one,
    method: "DELETE",
    limit: RATE_LIMITS.write,
    statuses: [204],
    refuses: ["not_found", "upload_over"],
  },
  async ({ actor, params }) => {
    await giveUpUpload(actor, params.id);
    return { status: 204, headers: { ...TUS_HEADERS }, payload: "" };
  },
);

const record = endpoint(
  {
    ...{ ...ours, method: "POST", path: `${PLACE}/{id}/record`, params: uploadParamsSchema, limit: RATE_LIMITS.write },
    ...{ repeats: "own", output: evidenceJsonSchema.or(resumableUploadSchema), statuses: [200, 201, 202] },
    refuses: [
      ...RECORDING_REFUSALS,
      ...(["not_found", "upload_incomplete", "storage_full", "storage_unavailable"] as const),
      ...(["storage_quota_exceeded", "sandbox_full", "monthly_quota_exceeded"] as const),
    ],
  },
  async ({ actor, params: { id } }) => {
    // What has arrived stays, and is recorded once there is room.
    await requireRoom(actor.organisationId);
    const recorded = await recordUpload(actor, id);
    if (!recorded) {
      const headers = { "retry-after": String(RETRY_AFTER_SECONDS) };
      return { status: 202, headers, body: spelled(await findUpload(actor, id)) };
    }
    const evidence = await findEvidence(actor, recorded.evidenceId);
    if (!evidence) throw new SealbookError("not_found");
    return recordedAnswer(actor, { evidence, created: recorded.created });
  },
);

export const resumableEndpoints = [begin, look, piece, giveUp, record];
