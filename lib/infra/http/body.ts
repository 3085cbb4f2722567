/** Reading a request's body, bounded, and as the media type it must have. */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { repeatedMember } from "#lib/core/text/json-members.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { ApiRequest } from "./api-request.ts";
import { shownName } from "./input.ts";
import { readStatedDigests } from "./stated-digests.ts";

/** From its head to its end: 8 MiB at 280 KB/s, and no stalled body holds its place for longer. */
const BODY_SECONDS_MAX = 30;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The media type without its parameters, in lower case; "" when none is stated. RFC 9110 section 8.3.1. */
export function mediaTypeOf(contentType: string | null | undefined): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/**
 * The whole body, asked for where the client waits for that.
 *
 * @throws {SealbookError} `payload_too_large` as soon as it is longer than `bytesMax`, by what it announces or by what it is;
 *   `length_mismatch` when the connection ends before it; `request_timeout` when it takes too long in all;
 *   `digest_mismatch` when it has not the digest that is stated of it, `invalid_digest` for none.
 */
export async function readBody(
  request: ApiRequest,
  bytesMax: number,
  secondsMax: number = BODY_SECONDS_MAX,
): Promise<Buffer> {
  const { headers, incoming } = request;
  const tooLarge = () => new SealbookError("payload_too_large", { details: { bytesMax } });
  if (Number(incoming.headers["content-length"] ?? 0) > bytesMax) throw tooLarge();
  const stated = readStatedDigests([headers["repr-digest"]?.toString(), headers["content-digest"]?.toString()]);
  request.askForBody();
  const chunks: Buffer[] = [];
  let length = 0;
  let stop = () => {};
  try {
    // Not by iteration, whose early end would take the connection away from the answer.
    await new Promise<void>((resolve, reject) => {
      const onData = (chunk: Buffer) => {
        length += chunk.length;
        if (length > bytesMax) reject(tooLarge());
        else chunks.push(chunk);
      };
      const onBroken = () => reject(new SealbookError("length_mismatch"));
      const onLate = () => reject(new SealbookError("request_timeout", { details: { seconds: secondsMax } }));
      const timer = setTimeout(onLate, secondsMax * 1_000);
      incoming.on("data", onData).on("end", resolve).on("error", onBroken).on("close", onBroken);
      stop = () => {
        clearTimeout(timer);
        incoming.off("data", onData).off("end", resolve).off("close", onBroken);
      };
    });
  } finally {
    stop();
  }
  const [only] = chunks;
  const whole = chunks.length === 1 && only ? only : Buffer.concat(chunks, length);
  for (const [algorithm, digest] of Object.entries(stated)) {
    if (!createHash(algorithm).update(whole).digest().equals(digest)) throw new SealbookError("digest_mismatch");
  }
  return whole;
}

/** @throws {SealbookError} `unsupported_media_type`, naming what is accepted. */
export function requireMediaType(headers: IncomingHttpHeaders, accepted: readonly string[]): string {
  const mediaType = mediaTypeOf(headers["content-type"]);
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" || !accepted.includes(mediaType)) {
    throw new SealbookError("unsupported_media_type", { details: { accepted: accepted.join(", ") } });
  }
  return mediaType;
}

/**
 * The value of a JSON body.
 *
 * @throws {SealbookError} `unsupported_media_type`, `payload_too_large`, `bad_request`; `invalid_field` for a member that stands twice.
 */
export async function readJson(request: ApiRequest, bytesMax: number): Promise<unknown> {
  requireMediaType(request.headers, ["application/json"]);
  const bytes = await readBody(request, bytesMax);
  const { text, value } = parsed(bytes);
  const bad = repeatedMember(text);
  if (bad !== undefined) throw new SealbookError("invalid_field", { field: shownName(bad) });
  return value;
}

function parsed(bytes: Buffer): { text: string; value: unknown } {
  try {
    const text = decoder.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw new SealbookError("bad_request");
  }
}
