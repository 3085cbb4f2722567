/** Reading a request's body, bounded, and as the media type it must have. */
import { SealbookError } from "#lib/words/errors.ts";

/** The media type without its parameters, in lower case; "" when none is stated. RFC 9110 section 8.3.1. */
export function mediaTypeOf(contentType: string | null | undefined): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/**
 * The whole body.
 *
 * @throws {SealbookError} `payload_too_large` as soon as it is longer than `bytesMax`, by what it announces or by what it is.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMax) throw new SealbookError("payload_too_large", { details: { bytesMax } });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) throw new SealbookError("payload_too_large", { details: { bytesMax } });
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** @throws {SealbookError} `unsupported_media_type`, naming what is accepted. */
export function requireMediaType(headers: Headers, accepted: readonly string[]): string {
  const mediaType = mediaTypeOf(headers.get("content-type"));
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" || !accepted.includes(mediaType)) {
    throw new SealbookError("unsupported_media_type", { details: { accepted: accepted.join(", ") } });
  }
  return mediaType;
}

/** The value of a JSON body. @throws {SealbookError} `unsupported_media_type`, `payload_too_large`, `bad_request`. */
export async function readJson(request: Request, bytesMax: number): Promise<unknown> {
  requireMediaType(request.headers, ["application/json"]);
  const bytes = await readBody(request, bytesMax);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new SealbookError("bad_request");
  }
}
