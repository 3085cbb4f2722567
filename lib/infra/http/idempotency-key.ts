/** The name that a client gives to a request, so that it can be sent again without being done again. draft-ietf-httpapi-idempotency-key-header */
import { z } from "zod";
import type { ApiRequest } from "./api-request.ts";
import { parseHeader } from "./input.ts";

/**
 * 1 to 255 visible ASCII characters, compared as they are. Those that begin with sealbook- are the product's own: whoever took one first
 * would keep a batch or a status from being recorded.
 */
export const idempotencyKeySchema = z.string().regex(/^(?!sealbook-)[\x21-\x7e]{1,255}$/);

/** @throws {SealbookError} `invalid_field` */
export function idempotencyKeyOf({ headers }: Pick<ApiRequest, "headers">): string | undefined {
  return parseHeader(idempotencyKeySchema.optional(), { name: "Idempotency-Key", value: headers["idempotency-key"] });
}
