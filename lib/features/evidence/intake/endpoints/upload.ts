/**
 * `PUT /api/v1/uploads?name=…`: a file of any size, streamed.
 *
 * Who may not upload is answered before a byte of the body is asked for.
 */
import type { IncomingMessage } from "node:http";
import { env } from "#lib/env.ts";
import {
  evidenceJsonSchema,
  mediaTypeSchema,
  uploadQuerySchema,
} from "#lib/features/evidence/records/schema/evidence.ts";
import { requireRoom } from "#lib/features/ledger/sealing/rows/room.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { rawEndpoint } from "#lib/gate/endpoint.ts";
import { keyWithin } from "#lib/gate/reach.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { idempotencyKeyOf } from "#lib/infra/http/idempotency-key.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { announcedLength, receiveBody } from "#lib/infra/http/raw-body.ts";
import { readStatedDigests } from "#lib/infra/http/stated-digests.ts";
import { countUploadedBytes } from "#lib/infra/telemetry/web-metrics.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { isKeyUsed, readIntake } from "../rows/intake.ts";
import { requireRecordRoom } from "../rows/room.ts";
import { type Announced, readOrigin, receiveFile } from "../verbs/receive-file.ts";
import { evidenceBulk } from "./bulk.ts";
import { bundle } from "./bundle.ts";
import { known } from "./known.ts";
import { occupying } from "./occupying.ts";
import { RECORDING_REFUSALS, record, recordedAnswer } from "./record.ts";

/** An envelope around the file, or its bytes rewritten: either would be recorded as if it were the file. */
const ENVELOPES = /^(multipart\/|application\/x-www-form-urlencoded)/i;

const upload = rawEndpoint(
  {
    method: "PUT",
    path: "/api/v1/uploads",
    auth: "member-or-key",
    scope: "evidence:write",
    limit: RATE_LIMITS.write,
    provenAgain: true,
    query: uploadQuerySchema,
    output: evidenceJsonSchema,
    consumes: ["*/*"],
    statuses: [200, 201],
    refuses: [
      ...RECORDING_REFUSALS,
      ...(["idempotency_key_reused", "bad_request", "empty_file", "file_too_large", "upload_overdue"] as const),
      ...(["too_many_uploads", "storage_full", "storage_unavailable", "storage_quota_exceeded"] as const),
      ...(["not_found", "sandbox_full", "monthly_quota_exceeded"] as const),
    ],
  },
  async ({ actor, query, request }) => {
    await requireRoom(actor.organisationId);
    const origin = await readOrigin(actor, query.origin);
    const announced = {
      ...readAnnounced(request),
      idempotencyKey: keyWithin(actor, idempotencyKeyOf(request)),
      name: query.name,
      upload: query.upload,
      unit: query.unit,
      fields: query.fields,
      ...(origin && { origin, idempotencyKey: origin.idempotencyKey }),
    };
    await requireRecordRoom(actor, announced.idempotencyKey);
    const { state, keepContent, alsoSm3, room } = await readIntake(actor.organisationId);
    if (state !== "active") throw new SealbookError(`organisation_${state}`);
    if (keepContent && room !== undefined && (announcedLength(request.incoming) ?? 1) > room) {
      await refuseNew(actor.organisationId, announced.idempotencyKey);
    }
    const recorded = await occupying(actor, () =>
      receiveFile({
        actor,
        announced,
        keep: keepContent,
        alsoSm3,
        source: async (writer) => {
          request.askForBody();
          const sink = (chunk: Buffer) => writer.write(chunk);
          const { signal } = request;
          await receiveBody(request.incoming, { bytesMax: env.UPLOAD_BYTES_MAX, sink, signal }).finally(() => {
            request.facts.bytesIn = writer.size;
            countUploadedBytes(writer.size);
          });
        },
      }),
    );
    return recordedAnswer(actor, recorded);
  },
);

export const intakeEndpoints = [record, upload, known, bundle, ...evidenceBulk];

/** What can be refused before the body besides its name: its length, type and coding, the stated digest. */
function readAnnounced(request: ApiRequest): Pick<Announced, "mediaType" | "stated"> {
  const { headers, incoming } = request;
  const bytesMax = env.UPLOAD_BYTES_MAX;
  const length = announcedLength(incoming);
  // PUT with Content-Range would store a part as the whole: RFC 9110 section 14.5.
  if (headers["content-range"] !== undefined) throw new SealbookError("bad_request");
  const coding = headers["transfer-encoding"];
  if (length === undefined && coding === undefined) throw new SealbookError("empty_file");
  // Any other coding would be recorded as if it were the file: RFC 9112 section 6.1.
  if (coding !== undefined && coding.trim().toLowerCase() !== "chunked") throw unsupported();
  if (length === 0) throw new SealbookError("empty_file");
  if (length !== undefined && length > bytesMax) throw new SealbookError("file_too_large", { details: { bytesMax } });
  return {
    mediaType: readMediaType(incoming),
    stated: readStatedDigests([headers["repr-digest"]?.toString(), headers["content-digest"]?.toString()]),
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

/** Before the body is asked for. What was recorded before under the same key is answered as it was then. */
async function refuseNew(organisationId: OrganisationId, idempotencyKey: string | undefined): Promise<void> {
  if (idempotencyKey !== undefined && (await isKeyUsed(organisationId, idempotencyKey))) return;
  throw new SealbookError("storage_quota_exceeded");
}
